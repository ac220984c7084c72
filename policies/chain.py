"""The record of a version: a small JSON text that names every frozen thing by its SHA-256.

The digest of a version is the SHA-256 of this text, and each record holds the digest of the one
before it, so that whoever knows the newest digest can check the whole history with ``sha256sum``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime

FORMAT = 2
"""The form of a record that names the zone of its dates; without one it has the first form."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """What is frozen when a version is published: its text, and the facts announced with it."""

    policy: str
    number: int
    title: str
    language: str
    source: str
    document: str
    plain: str
    published_at: datetime
    effective_date: date
    zone: str
    """The name of the zone of the dates; empty where none was recorded."""

    takes_effect_at: datetime
    kind: str
    summary: str
    imported: bool
    source_name: str
    previous: str
    internal: str
    """Digest of the facts that are kept but not published; see ``internal``."""


def sha256(text: str) -> str:
    """The SHA-256 of a text's UTF-8 bytes, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def instant(moment: datetime) -> str:
    """An instant in RFC 3339 form, in UTC, to the microsecond where there is one."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def internal(salt: str, **facts: object) -> str:
    """A digest that pins unpublished facts (who, why) without letting anybody guess them.

    ``salt`` is random and unpublished: without it, a name could be found by trying names.
    """
    return sha256(internal_text(salt, **facts))


def internal_text(salt: str, **facts: object) -> str:
    """The JSON text whose SHA-256 is ``internal``: whoever is shown it can check it."""
    kept = {name: None if fact is None else str(fact) for name, fact in facts.items()}
    return json.dumps({"salt": salt, **kept}, ensure_ascii=False, sort_keys=True)


def record(frozen: Frozen) -> str:
    """The record's JSON text; the same facts always give the same bytes."""
    zone = {"effective_zone": frozen.zone} if frozen.zone else {}
    facts = {
        "format": FORMAT if zone else 1,
        "policy": frozen.policy,
        "number": frozen.number,
        "title": frozen.title,
        "language": frozen.language,
        "published_at": instant(frozen.published_at),
        "announced": {
            "kind": frozen.kind,
            "summary": frozen.summary,
            "effective_date": frozen.effective_date.isoformat(),
            **zone,
            "takes_effect_at": instant(frozen.takes_effect_at),
        },
        "imported": frozen.imported,
        "source_name": frozen.source_name,
        "files": {
            "document.html": sha256(frozen.document),
            "document.md": sha256(frozen.source),
            "document.txt": sha256(frozen.plain),
        },
        "internal": frozen.internal,
        "previous": frozen.previous or None,
    }
    return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
