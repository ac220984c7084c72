"""When a policy was last looked at as a whole, and when it is due again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from wagtail.models import Page

from policies import civil
from policies.decisions.answers import Kind
from policies.desk.versions.entries import reviews_of
from policies.records.review import PolicyReview, months_later
from policies.records.settings import PolicySettings
from policies.records.version import PolicyVersion
from policies.standing.history import History


@dataclass(frozen=True, slots=True)
class ReviewState:
    """The last look at a policy (a review or a change of meaning) and the day the next is due."""

    last: PolicyReview | None
    due: date
    overdue: bool
    reviews: list[PolicyReview]


def due_day(looked_at: datetime, reviewed_at: datetime | None, months: int) -> date:
    """The day, in the site's zone, on which the next review is due: ``looked_at`` or a review."""
    looked = max(looked_at, reviewed_at or looked_at)
    return months_later(civil.day_of(looked), months)


def looked_at(versions: Iterable[PolicyVersion], at: datetime) -> datetime:
    """When a policy was last read as a whole in order to publish it, by its versions.

    That is done for the first text and for a change of meaning, not for a misprint; what is still
    to come or was withdrawn does not count. Where nothing does, it counts from the first of all,
    which puts no review off.
    """
    listed = list(versions)
    counted = [v.published_at for v in listed if v.takes_effect_at <= at and _whole(v, at)]
    return max(counted, default=min(v.published_at for v in listed))


def _whole(version: PolicyVersion, at: datetime) -> bool:
    return version.kind != Kind.EDITORIAL and not version.point.withdrawn(at)


def review_state(policy: Page, history: History) -> ReviewState | None:
    """The review state of a policy; None where no version is in force."""
    if history.in_force is None:
        return None
    found = reviews_of(policy)
    last = found[0] if found else None
    due = due_day(
        looked_at(history.versions, history.at),
        last.reviewed_at if last else None,
        PolicySettings.for_policy(policy).review_interval,
    )
    return ReviewState(last, due, due < history.today, found)
