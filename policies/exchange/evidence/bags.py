"""Whether an evidence pack is whole, and says what the records say."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import bagit  # type: ignore[import-untyped]
from django.utils.dateparse import parse_datetime

from policies.archive.formats.documents.content import FORMS
from policies.exceptions import PolicyError
from policies.exchange.evidence.dossier import FACTS, MAIL, Days, Dossier
from policies.exchange.evidence.files import dumped, plain_row, version_folder
from policies.exchange.evidence.pack import read_days
from policies.records.review import PolicyReview
from policies.records.settings import PolicySettings
from policies.records.version import PolicyVersion
from policies.standing.sentences import redaction

TRAILS: dict[str, Any] = {
    "facts": PolicyVersion.history.model,
    "settings": PolicySettings.history.model,  # type: ignore[attr-defined]
    "reviews": PolicyReview,
}
"""Of what is told in the audit trail of a pack, the lists whose rows are only ever added."""

NO_RECORD = ("urls", "sites", "showings", "circumstances")
"""What follows the site and its pages, which may move, and the words of notices, which may be put
otherwise by a later release."""

YOUNGER = ("effective_zone", "zone")
"""What a pack from before zones were recorded does not tell, nor the records of what is in it."""


def doubts(bag: Path) -> Iterator[str]:
    """A sentence for every difference between a bag, its own manifests and the records.

    What was published, corrected or decided after the bag was made is no difference. Raises
    PolicyError where ``bag`` is no evidence pack.
    """
    try:
        opened = bagit.Bag(str(bag))
    except (bagit.BagError, OSError, UnicodeError, ValueError) as refusal:
        raise PolicyError(f"{bag} is no BagIt bag that can be read: {refusal}.") from None
    yield from _integrity(opened)
    yield from _tags(bag)
    yield from _strangers(bag)
    moment = parse_datetime(opened.info.get("Policies-As-Of", "")) if opened.info else None
    if moment is None:
        yield f"{bag / 'bag-info.txt'} does not say of which moment it speaks."
        return
    folders = sorted(p for p in (bag / "data" / "policies").glob("*") if p.is_dir())
    if not folders:
        yield f"{bag} holds no policy."
    days = read_days(opened.info)
    for folder in folders:
        yield from _policy(folder, moment, days)


def _integrity(opened: Any) -> Iterator[str]:
    try:
        opened.validate()
    except bagit.BagValidationError as found:
        details = [str(detail) for detail in found.details]
        yield from (f"The bag is not as it was packed: {d}." for d in details or [str(found)])
    except (OSError, UnicodeError, ValueError) as found:
        yield f"The bag cannot be checked: {found}."


def _tags(bag: Path) -> Iterator[str]:
    """No manifest names the last one, in which bagit overlooks capitals and other spaces."""
    manifest = bag / "tagmanifest-sha256.txt"
    # bagit writes one space here, where it writes two in the manifest of the payload.
    named = [p for p in bag.glob("*") if p.is_file() and not p.name.startswith("tagmanifest-")]
    expected = [f"{hashlib.sha256(p.read_bytes()).hexdigest()} {p.name}\n".encode() for p in named]
    said = manifest.read_bytes().splitlines(keepends=True) if manifest.is_file() else []
    if sorted(said) != sorted(expected):
        yield f"{manifest} is not the list of the files beside it."


def _strangers(bag: Path) -> Iterator[str]:
    """What lies in the bag and is in no manifest, because manifests name files alone."""
    payload = bag / "data"
    for path in sorted((*bag.iterdir(), *payload.rglob("*"))):
        name = path.relative_to(bag)
        if path.is_symlink():
            yield f"{name} is a link, and no file of the bag."
        elif path.is_dir() and path != payload and path.parent == bag:
            yield f"The folder {name} is no part of the bag."
        elif path.is_dir() and not any(path.iterdir()):
            yield f"The folder {name} is empty, and no part of the bag."
        elif not path.is_dir() and not path.is_file():
            yield f"{name} is no file of the bag."


def _policy(folder: Path, moment: datetime, days: Days) -> Iterator[str]:
    links = _json(folder / "chain.json")
    begun = links[0] if isinstance(links, list) and links else None
    first = begun.get("sha256") if isinstance(begun, dict) else None
    version = PolicyVersion.objects.filter(digest=first or "").select_related("policy").first()
    if version is None:
        yield f"{folder.name}: no policy here begins with the digest {first}."
        return
    dossier = Dossier(version.policy, moment, days)
    if links != (expected := dossier.chain()):
        yield from _chain(folder.name, links, expected)
    for entry in dossier.chosen:
        version = PolicyVersion.objects.get(pk=entry.version.pk)
        if version.redacted_at is not None:
            yield from _redacted(folder, version)
        for name, text in _frozen(version):
            yield from _same(folder, name, text.encode())
        name = f"{version_folder(entry.number)}/{FACTS}"
        yield from _tells(folder, name, dossier.facts(entry))
    for name, told in dossier.notices().items():
        yield from _tells(folder, name, told)
    present = {p.name for p in (folder / "versions").glob("*")}
    known = {version_folder(entry.number).rpartition("/")[2] for entry in dossier.chosen}
    for name in sorted(present - known):
        yield f"{folder.name}: versions/{name} is no version of the records."
    yield from _trail(folder)
    # What has ended stays as it ended: the numbers of a mailing, too.
    yield from _same(folder, MAIL, dossier.mail().encode())


def _chain(name: str, links: Any, expected: list[dict[str, Any]]) -> Iterator[str]:
    said = {link.get("number"): link for link in links if isinstance(link, dict)}
    for link in expected:
        number = link["number"]
        if number not in said:
            yield f"{name}: chain.json does not name version {number}."
        elif said[number] != link:
            yield f"{name}: chain.json names another digest for version {number}."
    for number in sorted(set(said) - {link["number"] for link in expected}, key=str):
        yield f"{name}: chain.json names a version {number} that is not in the records."


def _frozen(version: PolicyVersion) -> Iterator[tuple[str, str]]:
    for form, (_media_type, attribute) in FORMS.items():
        if form == "json" or version.redacted_at is None:
            yield f"{version_folder(version.number)}/document.{form}", getattr(version, attribute)
    yield f"internal/{version.number:04}.json", version.internal


def _redacted(folder: Path, version: PolicyVersion) -> Iterator[str]:
    """A pack from before the redaction still has the text: that of which the record has digests."""
    for file, digest in json.loads(version.record)["files"].items():
        name = f"{version_folder(version.number)}/{file}"
        there = folder / name
        if there.is_file() and hashlib.sha256(there.read_bytes()).hexdigest() != digest:
            yield f"{folder.name}: {name} is not what was published before it was redacted."


def remarks(bag: Path) -> Iterator[str]:
    """What is no doubt and should be known: texts in a pack that were redacted since."""
    for chain_file in sorted((bag / "data" / "policies").glob("*/chain.json")):
        links = _json(chain_file)
        digests = [link.get("sha256") for link in links or () if isinstance(link, dict)]
        gone = PolicyVersion.objects.filter(digest__in=digests, redacted_at__isnull=False)
        for version in gone.without_texts().order_by("number"):
            if (chain_file.parent / version_folder(version.number) / "document.md").is_file():
                yield f"{chain_file.parent.name}: {redaction(version)} This pack still has it."


def _same(folder: Path, name: str, expected: bytes) -> Iterator[str]:
    file = folder / name
    if not file.is_file():
        yield f"{folder.name}: {name} is missing."
    elif file.read_bytes() != expected:
        yield f"{folder.name}: {name} is not what the records say."


def _tells(folder: Path, name: str, expected: Any) -> Iterator[str]:
    """Whether a file tells the facts of the records."""
    if _facts(_json(folder / name)) != _facts(_as_packed(expected)):
        yield f"{folder.name}: {name} does not tell what the records tell of that moment."


def _facts(told: Any) -> Any:
    if isinstance(told, list):
        return [_facts(one) for one in told]
    if isinstance(told, dict):
        return {
            name: _facts(value)
            for name, value in told.items()
            if name not in NO_RECORD and not (name in YOUNGER and value is None)
        }
    return told


def _trail(folder: Path) -> Iterator[str]:
    """Rows of an audit trail are only ever added: each one that was packed must be there still."""
    told = _json(folder / "internal" / "audit-trail.json")
    for name, trail in TRAILS.items():
        rows = told.get(name) if isinstance(told, dict) else None
        if isinstance(rows, list):
            yield from _rows(folder, name, rows, trail)
        else:
            yield f"{folder.name}: internal/audit-trail.json does not tell the {name}."


def _rows(folder: Path, name: str, rows: list[Any], trail: Any) -> Iterator[str]:
    column = trail._meta.pk.attname
    keys = [row.get(column) if isinstance(row, dict) else None for row in rows]
    found = trail.objects.in_bulk([key for key in keys if isinstance(key, int)])
    for key, row in zip(keys, rows, strict=True):
        if key not in found or not _says(row, plain_row(found[key])):
            yield (
                f"{folder.name}: row {key} of the {name} in internal/audit-trail.json "
                "is not in the records."
            )


def _says(row: Any, record: dict[str, Any]) -> bool:
    """Whether a packed row is the record, but for columns that are younger than the pack."""
    now = _as_packed(record)
    return bool(row == {k: v for k, v in now.items() if k in row or v not in (None, "", {})})


def _as_packed(values: Any) -> Any:
    """What comes back of values that are written to a file of a pack."""
    return json.loads(dumped(values))


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError):
        return None
