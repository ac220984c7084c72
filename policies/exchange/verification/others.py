"""What stands beside the versions: guards, trails, pages, reviews, settings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import connections, router
from django.db.models import Exists, OuterRef
from wagtail.models import Page

from policies.exchange.verification.going_on import going_on, readable
from policies.exchange.verification.versions import where
from policies.records import seal
from policies.records.columns import TEXTS
from policies.records.guards import trials
from policies.records.review import PolicyReview
from policies.records.settings import PolicySettings
from policies.records.version import PolicyVersion


def others() -> Iterator[str]:
    """The doubts about all that is no version."""
    yield from going_on("The guards", _guards)
    yield from going_on("The audit trail of the versions", _orphans)
    yield from going_on("The pages", _pages)
    yield from going_on("The settings", _settings)
    yield from going_on("The reviews", _reviews)


def _guards() -> Iterator[str]:
    return trials.doubts(connections[router.db_for_read(PolicyVersion)])


def _orphans() -> Iterator[str]:
    versions = PolicyVersion.objects.order_by().values("pk")
    for key in PolicyVersion.history.exclude(id__in=versions).values_list("pk", flat=True):
        yield f"Row {key} of the audit trail belongs to a version that is not there."


def _pages() -> Iterator[str]:
    lost = PolicyVersion.objects.order_by("policy_id", "number")
    lost = lost.exclude(policy__in=Page.objects.all())
    for policy, number in lost.values_list("policy_id", "number"):
        yield f"Version {number} of policy {policy}: its page is not there."
    yield from _unrecorded()


def _unrecorded() -> Iterator[str]:
    """Live policies of which nothing was recorded: save() alone makes a record, SQL does not."""
    recorded = PolicyVersion.objects.values("policy")
    kinds = (model for model in apps.get_models() if hasattr(model, "record_publication"))
    for model in kinds:
        silent = model._base_manager.filter(live=True, alias_of=None).exclude(pk__in=recorded)
        for page in silent.order_by("pk"):
            yield (
                f"“{page.title}” (policy {page.pk}) is live and has no version: "
                "run record_missing_versions."
            )


def _reviews() -> Iterator[str]:
    rows = PolicyReview.objects.order_by("version", "pk").select_related("version")
    rows = rows.defer(*(f"version__{name}" for name in (*TEXTS, "record")))
    there = PolicyVersion.objects.filter(pk=OuterRef("version"))
    for row in PolicyReview.objects.exclude(Exists(there)).order_by("pk"):
        yield f"Row {row.pk} of the reviews is of no version."
    found, failures = readable(rows)
    yield from (f"Of the reviews, {failure}" for failure in failures)
    for _version, run in groupby(found, key=lambda row: row.version_id):
        for row in seal.broken(run):
            yield f"{where(row.version)}: a review of it was changed after it was recorded."


def _settings() -> Iterator[str]:
    """The settings of each site are those of the last row of their audit trail."""
    told = [f.attname for f in PolicySettings._meta.concrete_fields]
    trail = PolicySettings.history.order_by("id", "history_id")  # type: ignore[attr-defined]
    last: dict[int, Any] = {}
    found, failures = readable(trail)
    yield from (f"Of the audit trail of settings, {failure}" for failure in failures)
    for _settings, run in groupby(found, key=lambda row: row.id):
        rows = list(run)
        last[rows[-1].id] = rows[-1]
        for row in seal.broken(rows):
            yield f"Row {row.pk} of the audit trail of settings was changed after it was written."
    kept = PolicySettings.objects.in_bulk()
    for row in last.values():
        if row.history_type != "-" and row.id not in kept:
            yield f"The settings of site {row.site_id} are not there."
    for settings in kept.values():
        row = last.get(settings.pk)
        # Settings that nobody has saved in the admin may have been made by a fixture or by code.
        if row and any(getattr(row, name) != getattr(settings, name) for name in told):
            yield f"The settings of site {settings.site_id} are not those of their audit trail."
