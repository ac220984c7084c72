"""The life of a policy as a strip to be drawn: plain numbers, in per cent of its width."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import get_language_bidi

from policies import civil
from policies.standing.history import History
from policies.timeline import Interval

LABELLED = 5.0
"""Per cent of the width from which an interval has room for its number."""

YEARS = 6
"""Year marks that find room on the narrowest screen."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One interval in force. ``x`` and the others are lengths for SVG, such as ``12.50%``."""

    number: int
    state: str
    kind: str
    x: str
    width: str
    middle: str
    edge: str
    labelled: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A year at the place where it begins."""

    year: int
    x: str


@dataclass(frozen=True, slots=True)
class Strip:
    """The bars in order of time, the years beneath them and the place of today."""

    bars: tuple[Bar, ...]
    years: tuple[Mark, ...]
    today: str


class _Scale:
    def __init__(self, start: datetime, end: datetime) -> None:
        self.start = start
        self.length = (end - start) / timedelta(seconds=1) or 1.0
        self.mirrored = get_language_bidi()

    def share(self, moment: datetime) -> float:
        return min(100.0, max(0.0, (moment - self.start).total_seconds() / self.length * 100))

    def place(self, share: float, width: float = 0.0) -> str:
        return f"{100 - share - width if self.mirrored else share:.2f}%"


def strip(history: History) -> Strip | None:
    """The strip of a policy, or None where no version has been or will be in force."""
    if not history.intervals:
        return None
    now = history.settled_at
    start, end = history.intervals[0].start, max(now, history.intervals[-1].start)
    # What has no end yet gets a little room after the last known moment.
    end += max((end - start) / 12, timedelta(days=14))
    scale = _Scale(start, end)
    return Strip(
        tuple(_bar(history, scale, interval, end) for interval in history.intervals),
        _years(scale, start, end),
        scale.place(scale.share(now)),
    )


def _bar(history: History, scale: _Scale, interval: Interval, end: datetime) -> Bar:
    entry = history.get(interval.number)
    assert entry is not None  # noqa: S101 - intervals are made of the history's own versions
    left = scale.share(interval.start)
    width = max(scale.share(interval.end or end) - left, 0.3)
    return Bar(
        number=interval.number,
        state=str(entry.state).replace(" ", "-"),
        kind=entry.version.kind,
        x=scale.place(left, width),
        width=f"{width:.2f}%",
        middle=scale.place(left + width / 2),
        edge=scale.place(left),
        labelled=width >= LABELLED,
    )


def _years(scale: _Scale, start: datetime, end: datetime) -> tuple[Mark, ...]:
    first, last = civil.day_of(start).year + 1, civil.day_of(end).year
    step = max(1, -(-(last - first + 1) // YEARS))
    return tuple(
        Mark(year, scale.place(scale.share(civil.start_of(date(year, 1, 1)))))
        for year in range(first, last + 1, step)
    )
