"""Whether everything that was published still stands as it was published."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db import connections, router
from django.db.models import Exists, OuterRef
from wagtail.models import Page

from policies import chain
from policies.answers import Kind
from policies.exchange.effects import follows
from policies.grounds import Ground
from policies.records import seal, trials
from policies.records.notice import ChangeNotice
from policies.records.review import PolicyReview
from policies.records.settings import PolicySettings
from policies.records.version import (
    DECISIONS,
    FACTS,
    REDACTION,
    TEXTS,
    PolicyVersion,
    VersionCorrection,
)
from policies.timeline import intervals

CORRECTABLE = ("effective_date", "kind", "summary")


def doubts() -> Iterator[str]:
    """A sentence for every doubt about the records; nothing when all is well.

    Reads one version's texts at a time, so memory does not grow with the history.
    """
    try:
        yield from _doubts()
    except (ValueError, TypeError) as failure:
        yield f"A row of the records does not hold what its columns say: {failure}."


def _doubts() -> Iterator[str]:
    connection = connections[router.db_for_read(PolicyVersion)]
    yield from trials.doubts(connection)
    versions_kept = PolicyVersion.objects.order_by().values("pk")
    for row in PolicyVersion.history.exclude(id__in=versions_kept):
        yield f"Row {row.history_id} of the audit trail belongs to a version that is not there."
    for version in PolicyVersion.objects.exclude(policy__in=Page.objects.all()).without_texts():
        yield f"{where(version)}: its page is not there."
    yield from _unrecorded()
    yield from _settings()
    yield from _reviews()
    owner: dict[object, int] = {}
    versions = PolicyVersion.objects.order_by("policy_id", "number").iterator(chunk_size=20)
    for policy_id, run in groupby(versions, key=lambda version: version.policy_id):
        previous: PolicyVersion | None = None
        points = []
        for version in run:
            for doubt in _version(version, previous):
                yield f"{where(version)}: {doubt}"
            if owner.setdefault(version.policy_uuid, policy_id) != policy_id:
                yield f"{where(version)}: its policy identity belongs to another page as well."
            points.append(version.point)
            previous = version
        found = intervals(points)
        for earlier, later in zip(found, found[1:], strict=False):
            if earlier.end is None or earlier.end > later.start:
                yield f"Policy {policy_id}: two versions are in force at {later.start}."


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


def where(version: PolicyVersion) -> str:
    return f"“{version.title}” (policy {version.policy_id}), version {version.number}"


def _version(version: PolicyVersion, previous: PolicyVersion | None) -> Iterator[str]:
    if chain.sha256(version.record) != version.digest:
        yield "the record does not have its digest."
    if version.number != (previous.number + 1 if previous else 1):
        yield f"a number is missing before {version.number}."
    if version.previous_digest != (previous.digest if previous else ""):
        yield "it does not follow from the version before it."
    if previous and version.published_at < previous.published_at:
        yield "it was published before the version before it."
    try:
        said = json.loads(version.record)
        announced = said["announced"]
    except (ValueError, KeyError, TypeError):
        yield "the record cannot be read."
        return
    now = json.loads(chain.record(version.frozen()))
    for name in sorted(set(said) | set(now)):
        if name == "files" and version.redacted_at is not None:
            if set(said["files"]) != set(now["files"]):
                yield "the record does not name the files of its text."
        elif name == "files":
            for file in sorted(set(said["files"]) | set(now["files"])):
                if said["files"].get(file) != now["files"].get(file):
                    yield f"{file} is not what was published."
        elif name != "announced" and said.get(name) != now.get(name):
            yield f"{name} is not what was recorded."
    yield from _facts(version, announced)
    yield from _decisions(version)
    yield from _redaction(version)
    yield from _notice(version)


def _facts(version: PolicyVersion, announced: dict[str, Any]) -> Iterator[str]:
    """The facts are those announced, changed only by the corrections that stand beside them."""
    facts = {name: announced.get(name) for name in CORRECTABLE}
    zone, moved = announced.get("effective_zone", ""), False
    corrections = list(VersionCorrection.objects.filter(version=version).order_by("pk"))
    for correction in seal.broken(corrections):
        yield f"the correction of its {correction.fact} was changed after it was made."
    for correction in corrections:
        if facts.get(correction.fact) != correction.before:
            yield f"a correction of its {correction.fact} does not follow from what was said."
        facts[correction.fact] = correction.after
        if correction.fact == "effective_date":
            zone, moved = correction.zone, True
    for name, value in facts.items():
        if str(getattr(version, name)) != value:
            yield f"its {name} was changed without a correction."
    if version.zone != announced.get("effective_zone", ""):
        yield "the zone of its publication is not what was recorded."
    if version.effective_zone != zone:
        yield "the zone of its effective date was changed without a correction."
    if not _effect_follows(version, version, announced, moved):
        yield "it takes effect at another instant than its dates say."
    yield from _trail(version, announced, corrections)


def _effect_follows(
    version: PolicyVersion, facts: Any, announced: dict[str, Any], moved: bool
) -> bool:
    """``moved``: the effective date was corrected, so that the announced instant is past."""
    said = announced.get("takes_effect_at")
    return follows(version.published_at, facts) and (
        moved or chain.instant(facts.takes_effect_at) == said
    )


def _trail(
    version: PolicyVersion, announced: dict[str, Any], corrections: list[VersionCorrection]
) -> Iterator[str]:
    """Each row of the audit trail follows from the one before, with the reason that is public."""
    rows = list(version.history.order_by("history_date", "history_id"))
    if not rows:
        yield "it has no audit trail."
        return
    for row in seal.broken(sorted(rows, key=lambda row: row.pk)):
        yield f"row {row.pk} of its audit trail was changed after it was written."
    told = (*FACTS, *DECISIONS, *REDACTION)
    if any(getattr(rows[-1], name) != getattr(version, name) for name in told):
        yield "its facts are not those of its audit trail."
    if [row.history_type for row in rows] != ["+", *"~" * (len(rows) - 1)]:
        yield "its audit trail does not begin with its publication alone."
    # Rows from before the page was told there are silent about it.
    if any(row.policy_id not in (None, version.policy_id) for row in rows):
        yield "its audit trail is that of a version of another page."
    if rows[0].history_user_name != version.publisher_name:
        yield "its audit trail names another publisher."
    facts = {name: announced.get(name) for name in CORRECTABLE}
    unseen = [(c.fact, c.before, c.after, c.reason, c.corrector_name, c.zone) for c in corrections]
    zone, moved = announced.get("effective_zone", ""), False
    withdrawn = redacted = False
    for row in rows:
        said = (row.history_change_reason or "", row.history_user_name)
        moved = moved or str(row.effective_date) != facts["effective_date"]
        if not _effect_follows(version, row, announced, moved):
            yield "a row of its audit trail takes effect at another instant than its dates say."
        for name, value in facts.items():
            now = str(getattr(row, name))
            if now != value:
                # Only a day has a zone among the facts; a correction of others names it for itself.
                day = name == "effective_date"
                found = [
                    made
                    for made in unseen
                    if made[:5] == (name, value, now, *said)
                    and (made[5] == row.effective_zone or not day)
                ]
                if not found:
                    yield f"its audit trail changes its {name} without that correction."
                else:
                    unseen.remove(found[0])
                facts[name] = now
                zone = row.effective_zone if day else zone
        if row.effective_zone != zone:
            yield "its audit trail changes the zone of its effective date without a correction."
            zone = row.effective_zone
        if row.withdrawn_at is not None and not withdrawn:
            withdrawn = True
            if said[0] != version.withdrawal_reason:
                yield "its audit trail gives another reason for the withdrawal."
        if row.redacted_at is not None and not redacted:
            redacted = True
            if said[0] != version.redaction_reason:
                yield "its audit trail gives another reason for the redaction."
    for fact, *_rest in unseen:
        yield f"a correction of its {fact} is not in its audit trail."


def _decisions(version: PolicyVersion) -> Iterator[str]:
    if version.withdrawn_at is None:
        if version.withdrawal_reason or version.replaced_by is not None:
            yield "it bears the reason of a withdrawal that did not happen."
    elif not version.withdrawal_reason and version.replaced_by is None:
        yield "it is withdrawn without a reason."


def _redaction(version: PolicyVersion) -> Iterator[str]:
    """A redaction is lawful where it emptied every text, and says when and why."""
    if version.redacted_at is None:
        if any(getattr(version, name) for name in REDACTION):
            yield "it bears the reason of a redaction that did not happen."
        return
    if any(getattr(version, name) for name in TEXTS):
        yield "it is redacted and has a text all the same."
    if version.redaction_ground not in Ground.values or not version.redaction_reason:
        yield "it is redacted without a ground or a reason."
    if version.redacted_at < version.published_at:
        yield "it was redacted before it was published."


def _reviews() -> Iterator[str]:
    rows = PolicyReview.objects.order_by("version", "pk").select_related("version")
    rows = rows.defer(*(f"version__{name}" for name in (*TEXTS, "record")))
    there = PolicyVersion.objects.filter(pk=OuterRef("version"))
    for row in PolicyReview.objects.exclude(Exists(there)).order_by("pk"):
        yield f"Row {row.pk} of the reviews is of no version."
    for _version, run in groupby(rows, key=lambda row: row.version_id):
        for row in seal.broken(run):
            yield f"{where(row.version)}: a review of it was changed after it was recorded."


def _settings() -> Iterator[str]:
    """The settings of each site are those of the last row of their audit trail."""
    told = [f.attname for f in PolicySettings._meta.concrete_fields]
    trail = PolicySettings.history.order_by("id", "history_id")  # type: ignore[attr-defined]
    last: dict[int, Any] = {}
    for _settings, run in groupby(trail, key=lambda row: row.id):
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


def _notice(version: PolicyVersion) -> Iterator[str]:
    notice = ChangeNotice.objects.filter(version=version).first()
    if notice is None:
        if version.kind == Kind.MATERIAL and not version.imported:
            yield "its notice is missing."
        return
    rows = list(notice.history.order_by("history_id"))
    for row in seal.broken(rows):
        yield f"row {row.pk} of the audit trail of its notice was changed after it was written."
    fields = ("version_id", "opens_at", "closes_at", "zone", "closed_at", "close_reason")
    if not rows or any(getattr(rows[-1], f) != getattr(notice, f) for f in fields):
        yield "its notice is not that of its audit trail."
