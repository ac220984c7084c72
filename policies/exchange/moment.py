"""The last moment at which anything changed: what an evidence pack speaks of instead of today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Max
from wagtail.models import PageLogEntry

from policies.notice.evidence import CIRCUMSTANCES
from policies.records.dispatch import Dispatch
from policies.records.notice import ChangeNotice
from policies.records.settings import PolicySettings
from policies.records.version import PolicyVersion, VersionCorrection


def last_change(at: datetime) -> datetime:
    """The newest instant until ``at`` that any record names, also one at which time alone acted.

    Two packs made between two such instants speak of the same moment and are the same.
    """
    return max(_instants(at), default=at)


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
        (Dispatch.objects, ("closed_at",)),
        (PageLogEntry.objects.filter(action__in=CIRCUMSTANCES), ("timestamp",)),
    ]
    for rows, names in asked:
        for name in names:
            found = rows.filter(**{f"{name}__lte": at}).aggregate(newest=Max(name))["newest"]
            if found is not None:
                yield found
