"""The versions of a policy with all that the desk knows of them, in a few queries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from wagtail.models import Page, PageLogEntry

from policies.desk.announced import announced
from policies.records.correction import VersionCorrection
from policies.records.notice import ChangeNotice
from policies.records.review import PolicyReview
from policies.records.version import PolicyVersion
from policies.standing.history import Entry, History, corrections_of
from policies.standing.sentences import Validity, civil, last_day, spans, validity

APPROVED = "wagtail.workflow.approve"


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved the text in a workflow, and when."""

    name: str
    at: datetime


@dataclass(frozen=True)
class Row:
    """One version as the desk lists it."""

    history: History
    entry: Entry
    spans: str
    approval: Approval | None = None
    corrections: Sequence[VersionCorrection] = field(default_factory=tuple)
    announced: bool = False
    """Whether shoppers see its notice."""

    @property
    def version(self) -> PolicyVersion:
        return self.entry.version

    @property
    def validity(self) -> Validity:
        return validity(self.history, self.entry)

    @property
    def notice(self) -> ChangeNotice | None:
        return getattr(self.version, "notice", None)

    @property
    def window(self) -> str:
        """From when until when its notice is shown; empty where it has none."""
        notice = self.notice
        if notice is None:
            return ""
        said = {"start": civil(notice.opens_at, self.version.zone)}
        if notice.closed_at:
            return _("%(start)s, closed on %(end)s") % {
                **said,
                "end": civil(notice.closed_at, notice.zone),
            }
        return _("%(start)s to %(end)s") % {**said, "end": last_day(notice.closes_at, notice.zone)}


def rows(history: History, entries: Iterable[Entry]) -> list[Row]:
    """The rows of ``entries``; three queries, however many there are, and one where a notice is
    open."""
    listed = list(entries)
    shown = _announced(listed, history.at)
    approvals = approvals_of([entry.version for entry in listed])
    corrections = corrections_of(listed)
    return [
        Row(
            history,
            entry,
            spans(entry),
            approvals.get(entry.version.pk),
            corrections.get(entry.version.pk, []),
            entry.version.pk in shown,
        )
        for entry in listed
    ]


def _announced(entries: Iterable[Entry], at: datetime) -> set[int]:
    """The keys of the versions whose notice shoppers see."""
    notices = [getattr(entry.version, "notice", None) for entry in entries]
    opened = [notice.pk for notice in notices if notice is not None and notice.is_live(at)]
    if not opened:
        return set()
    seen = announced(ChangeNotice.objects.filter(pk__in=opened), at)
    return set(seen.values_list("version", flat=True))


def approvals_of(versions: Sequence[PolicyVersion]) -> dict[int, Approval]:
    """The last approval of the revision that each version was published from, by version."""
    # The log outlives the task states, which are deleted with a purged revision.
    entries = (
        PageLogEntry.objects.filter(
            action=APPROVED,
            page__in={version.policy_id for version in versions},
            revision__in=[v.revision_number for v in versions if v.revision_number],
        )
        .select_related("user")
        .order_by("timestamp")
    )
    found = {
        (entry.page_id, entry.revision_id): Approval(entry.user_display_name, entry.timestamp)
        for entry in entries
    }
    return {
        version.pk: found[version.policy_id, version.revision_number]
        for version in versions
        if (version.policy_id, version.revision_number) in found
    }


def reviews_of(policy: Page) -> list[PolicyReview]:
    """Every recorded review of a policy, newest first."""
    return list(
        PolicyReview.objects.filter(version__policy=policy.pk)
        .select_related("version")
        .defer("version__source", "version__html", "version__plain", "version__record")
    )
