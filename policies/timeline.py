"""Which version binds when: dates in, data out. Intervals are half-open, ``[start, end)``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from enum import StrEnum


class State(StrEnum):
    """What a version is at a moment; a question about dates, never a stored flag."""

    FORTHCOMING = "forthcoming"
    IN_FORCE = "in force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """The dates of one version that decide when it binds."""

    takes_effect_at: datetime
    number: int
    withdrawn_at: datetime | None = None

    def withdrawn(self, at: datetime) -> bool:
        return self.withdrawn_at is not None and self.withdrawn_at <= at


@dataclass(frozen=True, slots=True)
class Interval:
    """Version ``number`` is in force from ``start`` until just before ``end`` (None: open)."""

    number: int
    start: datetime
    end: datetime | None

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or at < self.end)


def start_of(day: date, zone: tzinfo) -> datetime:
    """The first instant of a civil day in a zone, also where midnight is skipped or repeated."""
    return datetime.combine(day, time.min, tzinfo=zone)


def takes_effect_at(published_at: datetime, effective_date: date, zone: tzinfo) -> datetime:
    """The later of the publication and the start of the effective date."""
    return max(published_at, start_of(effective_date, zone))


def first_day(published_at: datetime, effective_date: date, zone: tzinfo) -> date:
    """The civil day on which a version begins to bind: that of its publication, or a later one."""
    return max(effective_date, published_at.astimezone(zone).date())


def intervals(points: Iterable[Point]) -> tuple[Interval, ...]:
    """The intervals in force, in order of time, without overlaps.

    There is a gap only where every version that had taken effect is withdrawn. A version that
    comes back because its successor is withdrawn has more than one interval.
    """
    ordered = sorted(points)
    moments = sorted(
        {p.takes_effect_at for p in ordered}
        | {p.withdrawn_at for p in ordered if p.withdrawn_at is not None}
    )
    found: list[Interval] = []
    stack: list[Point] = []
    arrived = 0
    for moment in moments:
        while arrived < len(ordered) and ordered[arrived].takes_effect_at <= moment:
            stack.append(ordered[arrived])
            arrived += 1
        while stack and stack[-1].withdrawn(moment):
            stack.pop()
        number = stack[-1].number if stack else None
        if found and found[-1].end is None:
            if found[-1].number == number:
                continue
            found[-1] = Interval(found[-1].number, found[-1].start, moment)
        if number is not None:
            found.append(Interval(number, moment, None))
    return tuple(found)


def in_force(points: Iterable[Point], at: datetime) -> int | None:
    """The number of the version in force at ``at``, if any."""
    standing = [p for p in points if p.takes_effect_at <= at and not p.withdrawn(at)]
    return max(standing).number if standing else None


def state(point: Point, points: Iterable[Point], at: datetime) -> State:
    """What one version of a policy is at ``at``, judged among all ``points`` of the policy."""
    if point.withdrawn(at):
        return State.WITHDRAWN
    if point.takes_effect_at > at:
        return State.FORTHCOMING
    return State.IN_FORCE if in_force(points, at) == point.number else State.SUPERSEDED


def next_change(moments: Iterable[datetime | None], after: datetime) -> datetime | None:
    """The first of ``moments`` later than ``after``: until then, an answer may be kept."""
    return min((m for m in moments if m is not None and m > after), default=None)


def before(found: Sequence[Interval], number: int) -> int | None:
    """The version that was in force just before ``number`` first came into force."""
    for earlier, later in zip(found, found[1:], strict=False):
        if later.number == number and earlier.number != number:
            return earlier.number
        if earlier.number == number:
            return None
    return None
