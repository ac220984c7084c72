"""The pulse of the records: a small value that changes whenever an answer about them may change.

An entity tag made of it needs no version to be read, however many there are. It is coarse on
purpose: publications are rare, and every page of a site bears the notices of all its policies.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import swapper
from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from wagtail.models import PageLogEntry

from policies.records.correction import VersionCorrection
from policies.records.notice import ChangeNotice
from policies.records.settings import PolicySettings
from policies.records.version import PolicyVersion
from policies.timeline import next_change

AUDITED: dict[str, Any] = {
    "version": PolicyVersion,
    "notice": ChangeNotice,
    "settings": PolicySettings,
}

TREE = [
    f"wagtail.{action}"
    for action in (
        "publish",
        "unpublish",
        "delete",
        "move",
        "reorder",
        "rename",
        "copy",
        "create_alias",
        "convert_alias",
        "view_restriction.create",
        "view_restriction.edit",
        "view_restriction.delete",
    )
]
"""What editors do to pages that moves, shows or hides notices and the links to them."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """The records as they stand at ``at``; ``next_change`` is when that changes by itself."""

    at: datetime
    facts: tuple[Any, ...]
    next_change: datetime | None


def columns(at: datetime) -> dict[str, Combinable]:
    """Columns for any query that yields a row, from which ``read`` makes the pulse.

    Every change of a record adds a row to a table that is only ever added to. Their number is
    told as well as the last key, since of two transactions the one with the lower key may end
    later. What changes by time alone is told by the next instant at which something does.
    """
    found: dict[str, Combinable] = {}
    for name, model in AUDITED.items():
        rows = model.history.model.objects.order_by("-history_id")
        found[f"pulse_{name}_last"] = Subquery(rows.values("history_id")[:1])
        found[f"pulse_{name}_rows"] = _number(rows)
    made = VersionCorrection.objects.order_by("-pk")
    found["pulse_correction_last"] = Subquery(made.values("pk")[:1])
    found["pulse_correction_rows"] = _number(made)
    decided = PageLogEntry.objects.filter(action__in=TREE).order_by("-pk")
    found["pulse_pages_last"] = Subquery(decided.values("pk")[:1])
    coming = PolicyVersion.objects.filter(takes_effect_at__gt=at)
    facts = AUDITED["version"].history.model.objects
    timed: list[tuple[Any, str]] = [
        (coming, "takes_effect_at"),
        # Nothing takes effect before it is published, so the index on the first serves both.
        (coming, "published_at"),
        (facts, "withdrawn_at"),
        (ChangeNotice.objects, "opens_at"),
        (ChangeNotice.objects, "closes_at"),
        (ChangeNotice.objects, "closed_at"),
    ]
    for rows, moment in timed:
        later = rows.filter(**{f"{moment}__gt": at}).order_by(moment)
        found[f"pulse_next_{moment}"] = Subquery(later.values(moment)[:1])
    return found


def read(row: dict[str, Any], at: datetime) -> Pulse:
    """The pulse in the columns of a row."""
    told = {name: value for name, value in row.items() if name.startswith("pulse_")}
    moments = [value for name, value in told.items() if name.startswith("pulse_next_")]
    return Pulse(at, tuple(sorted(told.items())), next_change(moments, at))


def pulse(at: datetime) -> Pulse:
    """The pulse by a query of its own."""
    page = swapper.load_model("wagtailcore", "Page")
    told = columns(at)
    row = page.objects.filter(depth=1).annotate(**told).values(*told).first()
    return read(row or {}, at)


def _number(rows: QuerySet[Any]) -> Subquery:
    counted = rows.order_by().values(one=Value(1)).annotate(number=Count("pk"))
    return Subquery(counted.values("number"))
