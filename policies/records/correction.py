"""A correction: a fact about a version that was changed in public, with its reason."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies import civil
from policies.exceptions import FrozenRecord
from policies.records.querysets import FrozenQuerySet
from policies.records.seal import Sealed, last_seal
from policies.records.version import PolicyVersion


class VersionCorrection(Sealed):
    """A changed fact about a version, with its reason, shown to the public."""

    version = models.ForeignKey(
        PolicyVersion,
        on_delete=models.PROTECT,
        related_name="corrections",
        verbose_name=gettext_lazy("version"),
    )
    fact = models.CharField(gettext_lazy("fact"), max_length=32)
    before = models.TextField(gettext_lazy("before"), blank=True)
    after = models.TextField(gettext_lazy("after"), blank=True)
    reason = models.TextField(gettext_lazy("reason"))
    corrected_at = models.DateTimeField(gettext_lazy("corrected at"))
    zone = models.CharField(
        gettext_lazy("time zone of its dates"),
        max_length=civil.NAME_LENGTH,
        blank=True,
        default="",
    )
    corrector_name = models.CharField(gettext_lazy("corrected by"), max_length=255, blank=True)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ["corrected_at", "pk"]
        default_permissions = ("view",)
        verbose_name = gettext_lazy("correction")
        verbose_name_plural = gettext_lazy("corrections")

    def __str__(self) -> str:
        return f"{self.version}: {self.fact}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise FrozenRecord(_("A correction is never altered: make another one."))
        super().save(*args, **kwargs)

    def seal_before(self) -> str:
        return last_seal(VersionCorrection.objects.filter(version=self.version_id))

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise FrozenRecord(_("A correction is never deleted: make another one."))
