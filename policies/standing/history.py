"""The versions of one policy as they stand at a moment, from one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from wagtail.models import Page

from policies import civil
from policies.decisions.answers import Kind
from policies.records.correction import VersionCorrection
from policies.records.version import PolicyVersion
from policies.standing.mirrors import source_of
from policies.timeline import (
    Interval,
    Point,
    State,
    Turn,
    in_force,
    intervals,
    next_change,
    state,
)


@dataclass(frozen=True)
class Entry:
    """One version with what the moment makes of it."""

    version: PolicyVersion
    state: State
    intervals: tuple[Interval, ...]
    turns: Mapping[datetime, Turn]
    """The civil time of each instant at which an interval begins or ends."""

    came_after: int | None
    """The version that was in force before it, if there was one."""

    compare_with: int | None
    """The same, as what its changes are measured against: None where one of the two is redacted."""

    @property
    def number(self) -> int:
        return self.version.number

    @property
    def redacted(self) -> bool:
        """Whether its text is no longer there to be read."""
        return self.version.redacted_at is not None

    @property
    def start(self) -> datetime | None:
        return self.intervals[0].start if self.intervals else None

    @property
    def end(self) -> datetime | None:
        return self.intervals[-1].end if self.intervals else None

    def interval_at(self, at: datetime) -> Interval | None:
        """The interval that holds at a moment, else the next to come, else the last one."""
        return next(
            (i for i in self.intervals if i.end is None or at < i.end),
            self.intervals[-1] if self.intervals else None,
        )


class History:
    """Every published version of a policy, oldest first; texts are not loaded."""

    def __init__(
        self, policy: Page, at: datetime, versions: Iterable[PolicyVersion] | None = None
    ) -> None:
        """``versions``: those published by ``at``, by number, where they have been read already."""
        self.policy = policy
        self.at = at
        if versions is None:
            versions = PolicyVersion.objects.filter(policy=self.policy_id).as_published(at)
        self.versions = list(versions)
        self.points = [version.point for version in self.versions]
        self.intervals = intervals(self.points)

    @cached_property
    def policy_id(self) -> int:
        """The page that has the versions: an alias has none of its own."""
        return source_of(self.policy)

    def __len__(self) -> int:
        return len(self.versions)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    @cached_property
    def entries(self) -> list[Entry]:
        standing = in_force(self.points, self.at)
        held: dict[int, list[Interval]] = {}
        for interval in self.intervals:
            held.setdefault(interval.number, []).append(interval)
        return [
            Entry(
                version=version,
                state=self._state(version.point, standing),
                intervals=tuple(held.get(version.number, ())),
                turns=self.turns,
                came_after=(earlier := self._before(version, held)),
                compare_with=self._comparable(version, earlier),
            )
            for version in self.versions
        ]

    @cached_property
    def _numbered(self) -> dict[int, Entry]:
        return {entry.number: entry for entry in self.entries}

    def get(self, number: int | None) -> Entry | None:
        """The entry of a number, or None where the policy has no such version."""
        return self._numbered.get(number) if number is not None else None

    @cached_property
    def in_force(self) -> Entry | None:
        return self.get(in_force(self.points, self.at))

    @cached_property
    def forthcoming(self) -> list[Entry]:
        """In the order in which they will take effect."""
        coming = [entry for entry in self.entries if entry.state is State.FORTHCOMING]
        return sorted(coming, key=lambda entry: entry.version.point)

    @property
    def shown(self) -> Entry | None:
        """What the policy's address shows: the version in force, else the first to come."""
        return self.in_force or (self.forthcoming[0] if self.forthcoming else None)

    @property
    def newest(self) -> Entry | None:
        return self.entries[-1] if self.entries else None

    @cached_property
    def turns(self) -> dict[datetime, Turn]:
        """The civil time of each instant at which what binds may change, as it was recorded."""
        gone = [(v.withdrawn_at, v.zone) for v in self.versions if v.withdrawn_at]
        found = {moment: civil.turn(moment, zone) for moment, zone in gone}
        return found | {v.takes_effect_at: v.effect for v in self.versions}

    def as_of_day(self, day: date) -> Entry | None:
        """The version in force at the end of a civil day, by the days as they were recorded.

        So a day has the version whose page names it, in whichever zone it was recorded.
        """
        begun = [i for i in self.intervals if self.turns[i.start].day <= day]
        last = begun[-1] if begun else None
        if last is None or (last.end is not None and self.turns[last.end].day <= day):
            return None
        return self.get(last.number)

    def as_of(self, moment: datetime) -> Entry | None:
        """The version that was, or by what is published will be, in force at ``moment``."""
        return self.get(in_force(self.points, moment))

    @cached_property
    def last_updated(self) -> datetime | None:
        """When the newest text that has been in force was published."""
        return self.last_update.published_at if self.last_update else None

    @cached_property
    def last_update(self) -> PolicyVersion | None:
        """That text's version."""
        held = [e.version for e in self._bound()]
        return max(held, key=lambda version: version.published_at, default=None)

    @cached_property
    def last_material(self) -> Entry | None:
        """The last version in effect that changed rights, duties or purposes."""
        held = [e for e in self._bound() if e.version.kind != Kind.EDITORIAL]
        return max(held, key=lambda entry: entry.version.point, default=None)

    @cached_property
    def next_change(self) -> datetime | None:
        """The first instant after now at which an answer about this policy may differ."""
        moments: list[datetime | None] = [point.takes_effect_at for point in self.points]
        moments += [point.withdrawn_at for point in self.points]
        for version in self.versions:
            if notice := getattr(version, "notice", None):
                moments += [notice.opens_at, notice.ends_at]
        return next_change(moments, self.at)

    @cached_property
    def settled_at(self) -> datetime:
        """Since when an answer made now is the same: what a page that is kept may call "now"."""
        passed = [i.start for i in self.intervals] + [i.end for i in self.intervals if i.end]
        return max([civil.start_of(self.today), *(m for m in passed if m <= self.at)])

    @cached_property
    def today(self) -> date:
        return civil.day_of(self.at)

    def _bound(self) -> list[Entry]:
        now = self.at
        return [
            e
            for e in self.entries
            if e.version.takes_effect_at <= now and not e.version.point.withdrawn(now)
        ]

    def _state(self, point: Point, standing: int | None) -> State:
        if standing == point.number:
            return State.IN_FORCE
        # One version judged alone is never superseded: whether it is, is known from the others.
        alone = state(point, (point,), self.at)
        return State.SUPERSEDED if alone is State.IN_FORCE else alone

    def _before(self, version: PolicyVersion, held: dict[int, list[Interval]]) -> int | None:
        if version.number in held:
            return self._came_after.get(version.number)
        rivals = [p for p in self.points if p < version.point and not p.withdrawn(self.at)]
        return max(rivals).number if rivals else None

    def _comparable(self, version: PolicyVersion, earlier: int | None) -> int | None:
        gone = {v.number for v in self.versions if v.redacted_at is not None}
        return None if gone & {version.number, earlier} else earlier

    @cached_property
    def _came_after(self) -> dict[int, int | None]:
        found: dict[int, int | None] = {i.number: None for i in self.intervals[:1]}
        for earlier, later in zip(self.intervals, self.intervals[1:], strict=False):
            found.setdefault(later.number, earlier.number)
        return found


def corrections_of(entries: Iterable[Entry]) -> dict[int, list[VersionCorrection]]:
    """The corrections of versions by the key of each; no query where nothing was corrected."""
    keys = [entry.version.pk for entry in entries if entry.version.corrected]
    found: dict[int, list[VersionCorrection]] = {}
    for made in VersionCorrection.objects.filter(version__in=keys) if keys else ():
        found.setdefault(made.version_id, []).append(made)
    return found
