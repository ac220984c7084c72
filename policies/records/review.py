"""A review: somebody read the version in force and found that nothing need change."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.exceptions import FrozenRecord
from policies.records.querysets import FrozenQuerySet
from policies.records.seal import Sealed, last_seal
from policies.records.version import PolicyVersion


class PolicyReview(Sealed):
    """“Reviewed, no change”: written once, and kept as evidence of the review."""

    version = models.ForeignKey(
        PolicyVersion,
        on_delete=models.PROTECT,
        related_name="reviews",
        verbose_name=gettext_lazy("version"),
    )
    reviewed_at = models.DateTimeField(gettext_lazy("reviewed at"))
    reviewer_name = models.CharField(gettext_lazy("reviewed by"), max_length=255, blank=True)
    note = models.TextField(gettext_lazy("note"), blank=True)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ["-reviewed_at", "-pk"]
        default_permissions = ("add", "view")
        verbose_name = gettext_lazy("review")
        verbose_name_plural = gettext_lazy("reviews")

    def __str__(self) -> str:
        return str(self.version)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise FrozenRecord(_("A review is never altered: record another one."))
        super().save(*args, **kwargs)

    def seal_before(self) -> str:
        return last_seal(PolicyReview.objects.filter(version=self.version_id))

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise FrozenRecord(_("A review is never deleted: record another one."))


def months_later(day: date, months: int) -> date:
    """The same day some months on, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
