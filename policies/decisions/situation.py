"""What a publication is judged against, as plain values; ``publishing`` reads them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class Forthcoming:
    """A version that is published and has not taken effect."""

    number: int
    takes_effect_at: datetime
    effective_date: date


@dataclass(frozen=True, slots=True)
class Situation:
    """What the answers are judged against."""

    now: datetime
    zone: tzinfo
    notice_period: int
    newest: int | None = None
    last_decision_at: datetime | None = None
    """When a version was recorded or withdrawn for the last time."""
    in_force: int | None = None
    forthcoming: tuple[Forthcoming, ...] = ()
    signals: int = 0
    standing_redacted: bool = False
    withdrawn: frozenset[int] = frozenset()
    may_shorten: bool = True

    @property
    def standing(self) -> int | None:
        """The newest version that is not withdrawn, with whose text a draft goes on."""
        numbers = range(self.newest or 0, 0, -1)
        return next((number for number in numbers if number not in self.withdrawn), None)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def earliest(self) -> date:
        """The first day on which a material change may take effect with full notice."""
        return self.today + timedelta(days=self.notice_period)
