"""Mail that waits to be sent, one row each, so that any number of senders share the work.

A sender claims a row by moving its ``not_before`` ahead, from the very value that it has read: of
two who try, one succeeds, on every database and without a lock held while a mail is on its way. A
sender that dies leaves its one row claimed; the next takes it up when the claim has run out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

CLAIM = timedelta(minutes=10)
"""For how long a row belongs to whoever sends it; longer than any mail server may take."""

DELAYS = tuple(timedelta(minutes=m) for m in (5, 15, 60, 240, 720, 1440))
"""After which the next try follows a temporary failure; the one after the last is final."""


def waiting(rows: models.QuerySet[Any], at: datetime) -> models.QuerySet[Any]:
    """Those of ``rows`` that may be sent at ``at``, in the order in which they were made."""
    return rows.filter(not_before__lte=at).order_by("pk")


class Outgoing(models.Model):
    """One mail that is still to be sent."""

    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)

    class Meta:
        abstract = True

    def claim(self, at: datetime) -> bool:
        """Make the mail this sender's own; False where another has it, or it need not be sent."""
        return self._move(at + CLAIM)

    def release(self, at: datetime) -> None:
        """Leave it to the next sender: nothing was tried."""
        self._move(at)

    def put_off(self, at: datetime) -> bool:
        """Try again later, each time after a longer while; False after the last try."""
        if self.attempts >= len(DELAYS):
            return False
        delay = DELAYS[self.attempts]
        self.attempts += 1
        return self._move(at + delay, attempts=self.attempts)

    def _move(self, until: datetime, **others: int) -> bool:
        mine = type(self)._default_manager.filter(pk=self.pk, not_before=self.not_before)
        moved = mine.update(not_before=until, **others) == 1
        if moved:
            self.not_before = until
        return moved
