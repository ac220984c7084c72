"""What is to be mailed to subscribers, and what of it is still to be sent."""

from __future__ import annotations

import swapper
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from policies.records.correction import VersionCorrection
from policies.records.outgoing import Outgoing
from policies.records.subscription import Subscription
from policies.records.version import PolicyVersion


class Outcome(models.TextChoices):
    """How a dispatch ended."""

    SENT = "sent", _("Sent")
    WITHDRAWN = "withdrawn", _("Not sent: the version was withdrawn")
    KEPT_BACK = "kept back", _("Not sent: the policy was not public, or no mail was offered")


class Dispatch(models.Model):
    """A version, or a correction of its date or kind, of which subscribers are told once.

    It is written in the transaction that publishes, so that no crash can lose it, and stays as
    evidence of how many were told and when: numbers, never who.
    """

    version = models.ForeignKey(
        PolicyVersion,
        on_delete=models.PROTECT,
        related_name="dispatches",
        verbose_name=_("version"),
    )
    correction = models.OneToOneField(
        VersionCorrection,
        null=True,
        on_delete=models.PROTECT,
        related_name="dispatch",
        verbose_name=_("correction"),
    )
    queued_at = models.DateTimeField(_("queued at"))
    addressed_at = models.DateTimeField(_("addressed at"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=16, blank=True, choices=Outcome.choices)
    sent = models.PositiveIntegerField(_("sent"), default=0)
    failed = models.PositiveIntegerField(_("could not be delivered"), default=0)

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        constraints = [
            models.UniqueConstraint(
                fields=["version"],
                condition=Q(correction__isnull=True),
                name="policies_one_dispatch",
            )
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(closed_at__isnull=True), name="policies_dispatch_open"
            )
        ]

    def __str__(self) -> str:
        return str(self.version)


class Delivery(Outgoing):
    """One mail of a dispatch; the row is deleted when there is nothing more to do for it."""

    dispatch = models.ForeignKey(Dispatch, on_delete=models.CASCADE, related_name="deliveries")
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"), on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["dispatch", "subscription"], name="policies_one_delivery"
            )
        ]
        indexes = [models.Index(fields=["dispatch", "not_before"])]

    def __str__(self) -> str:
        return f"Delivery {self.pk}"
