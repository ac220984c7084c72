"""The announcement of a material change, and for how long it is shown."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from policies import civil
from policies.permissions import NOTICE_PERMISSIONS
from policies.records.audit import audit_trail
from policies.records.querysets import ChangeNoticeQuerySet
from policies.records.version import PolicyVersion


class ChangeNotice(models.Model):
    """Shown from ``opens_at`` until ``closes_at``, or until it is closed by hand."""

    version = models.OneToOneField(
        PolicyVersion, on_delete=models.PROTECT, related_name="notice", verbose_name=_("version")
    )
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"), db_index=True)
    # Its last day is that day in this zone; empty in what was recorded before zones were.
    zone = models.CharField(
        _("time zone of its days"), max_length=civil.NAME_LENGTH, blank=True, default=""
    )
    closed_at = models.DateTimeField(_("closed at"), null=True)
    close_reason = models.TextField(_("reason for closing"), blank=True)

    history = audit_trail()

    objects = ChangeNoticeQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at", "-pk"]
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        permissions = NOTICE_PERMISSIONS
        default_permissions = ("view",)

    def __str__(self) -> str:
        return str(self.version)

    def is_live(self, at: datetime) -> bool:
        return self.opens_at <= at < self.ends_at

    @property
    def ends_at(self) -> datetime:
        return min(self.closes_at, self.closed_at or self.closes_at)
