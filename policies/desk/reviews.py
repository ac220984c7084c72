"""When a policy was last looked at as a whole, and when it is due again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from wagtail.models import Page

from policies import civil
from policies.archive.history import History
from policies.desk.chronicle import reviews_of
from policies.records.review import PolicyReview, months_later
from policies.records.settings import PolicySettings


@dataclass(frozen=True, slots=True)
class ReviewState:
    """The last look at a policy (a review or a publication) and the day the next is due."""

    last: PolicyReview | None
    due: date
    overdue: bool
    reviews: list[PolicyReview]


def due_day(published_at: datetime, reviewed_at: datetime | None, months: int) -> date:
    """The day, in the site's zone, on which the next review is due."""
    looked = max(published_at, reviewed_at or published_at)
    return months_later(civil.day_of(looked), months)


def review_state(policy: Page, history: History) -> ReviewState | None:
    """The review state of a policy; None where no version is in force."""
    if history.in_force is None:
        return None
    found = reviews_of(policy)
    last = found[0] if found else None
    newest = max(entry.version.published_at for entry in history.entries)
    due = due_day(
        newest,
        last.reviewed_at if last else None,
        PolicySettings.for_policy(policy).review_interval,
    )
    return ReviewState(last, due, due < history.today, found)
