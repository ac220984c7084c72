"""Every version against its record, its chain and what was decided about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from typing import Any

from policies import chain
from policies.decisions.answers import Kind
from policies.decisions.grounds import Ground
from policies.exchange.verification.facts import facts
from policies.exchange.verification.going_on import UNREADABLE, going_on, readable
from policies.records import seal
from policies.records.columns import REDACTION, TEXTS
from policies.records.notice import ChangeNotice
from policies.records.version import PolicyVersion
from policies.timeline import Point, intervals


def versions() -> Iterator[str]:
    """The doubts about the versions of each policy, read one at a time."""
    owner: dict[object, int] = {}
    keys = PolicyVersion.objects.order_by("policy_id", "number")
    listed = keys.values_list("policy_id", "number", "pk")
    for policy, run in groupby(list(listed), key=lambda key: key[0]):
        points: list[Point] = []
        previous: PolicyVersion | None = None
        known = True
        for _policy, number, key in run:
            try:
                version = PolicyVersion.objects.get(pk=key)
            except UNREADABLE as failure:
                yield f"Version {number} of policy {policy} cannot be read: {failure}."
                # Nothing is known of what the next one should follow from.
                previous, known = None, False
                continue
            follows = going_on("its place in the chain", partial(_chain, version, previous, known))
            yield from (f"{where(version)}: {doubt}" for doubt in follows)
            yield from (f"{where(version)}: {doubt}" for doubt in _version(version))
            if owner.setdefault(version.policy_uuid, policy) != policy:
                yield f"{where(version)}: its policy identity belongs to another page as well."
            points.append(version.point)
            previous, known = version, True
        yield from going_on(f"When the versions of policy {policy} bind", partial(_bind, points))


def where(version: PolicyVersion) -> str:
    return f"“{version.title}” (policy {version.policy_id}), version {version.number}"


def _bind(points: list[Point]) -> Iterator[str]:
    found = intervals(points)
    for earlier, later in zip(found, found[1:], strict=False):
        if earlier.end is None or earlier.end > later.start:
            both = f"{earlier.number} and {later.number}"
            yield f"Versions {both} are both in force at {later.start}."


def _chain(version: PolicyVersion, previous: PolicyVersion | None, known: bool) -> Iterator[str]:
    if chain.sha256(version.record) != version.digest:
        yield "the record does not have its digest."
    if not known:
        return
    if version.number != (previous.number + 1 if previous else 1):
        yield f"a number is missing before {version.number}."
    if version.previous_digest != (previous.digest if previous else ""):
        yield "it does not follow from the version before it."
    if previous and version.published_at < previous.published_at:
        yield "it was published before the version before it."


def _version(version: PolicyVersion) -> Iterator[str]:
    try:
        said = json.loads(version.record)
        announced = said["announced"]
    except UNREADABLE:
        yield "the record cannot be read."
        return
    for what, part in (
        ("its record", lambda: _record(version, said)),
        ("what is known of it", lambda: facts(version, announced)),
        ("its withdrawal", lambda: _decisions(version)),
        ("its redaction", lambda: _redaction(version)),
        ("its notice", lambda: _notice(version)),
    ):
        yield from going_on(what, part)


def _record(version: PolicyVersion, said: dict[str, Any]) -> Iterator[str]:
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


def _notice(version: PolicyVersion) -> Iterator[str]:
    notice = ChangeNotice.objects.filter(version=version).first()
    if notice is None:
        if version.kind == Kind.MATERIAL and not version.imported:
            yield "its notice is missing."
        return
    rows, failures = readable(notice.history.order_by("history_id"))
    yield from (f"of the audit trail of its notice, {failure}" for failure in failures)
    for row in seal.broken(rows):
        yield f"row {row.pk} of the audit trail of its notice was changed after it was written."
    fields = ("version_id", "opens_at", "closes_at", "zone", "closed_at", "close_reason")
    if not rows or any(getattr(rows[-1], f) != getattr(notice, f) for f in fields):
        yield "its notice is not that of its audit trail."
