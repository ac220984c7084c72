"""The moment of which an evidence pack speaks, and the facts as they stood at it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Max
from wagtail.models import Page, PageLogEntry

from policies.notice.evidence import CIRCUMSTANCES
from policies.records.columns import DECISIONS, FACTS, REDACTION
from policies.records.correction import VersionCorrection
from policies.records.dispatch import Dispatch
from policies.records.notice import ChangeNotice
from policies.records.review import PolicyReview
from policies.records.settings import PolicySettings
from policies.records.version import PolicyVersion


def last_change(at: datetime) -> datetime:
    """The newest instant until ``at`` that any record names, also one at which time alone acted.

    Two packs made between two such instants speak of the same moment and are the same.
    """
    return max(_instants(at), default=at)


def as_they_stood(policy: Page, at: datetime) -> list[PolicyVersion]:
    """The versions of a policy published by ``at``, with the facts that their audit trails tell
    of then: what was corrected, withdrawn or redacted later is as it was before.
    """
    versions = list(PolicyVersion.objects.filter(policy=policy.pk).as_published(at))
    trail = PolicyVersion.history.filter(
        id__in=[version.pk for version in versions], history_date__lte=at
    )
    last = {row.id: row for row in trail.order_by("history_date", "history_id")}
    for version in versions:
        for name in (*FACTS, *DECISIONS, *REDACTION) if version.pk in last else ():
            setattr(version, name, getattr(last[version.pk], name))
    return versions


def _instants(at: datetime) -> Iterator[datetime]:
    history = "history_date"
    asked: list[tuple[Any, tuple[str, ...]]] = [
        (
            PolicyVersion.objects,
            ("published_at", "recorded_at", "takes_effect_at", "withdrawn_at", "redacted_at"),
        ),
        (VersionCorrection.objects, ("corrected_at",)),
        (ChangeNotice.objects, ("opens_at", "closes_at", "closed_at")),
        (PolicyVersion.history, (history,)),
        (ChangeNotice.history, (history,)),
        (PolicySettings.history, (history,)),
        (PolicyReview.objects, ("reviewed_at",)),
        (Dispatch.objects, ("closed_at",)),
        (PageLogEntry.objects.filter(action__in=CIRCUMSTANCES), ("timestamp",)),
    ]
    for rows, names in asked:
        for name in names:
            found = rows.filter(**{f"{name}__lte": at}).aggregate(newest=Max(name))["newest"]
            if found is not None:
                yield found
