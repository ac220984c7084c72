"""Where old versions come from: one file, a folder of dated files, or a git history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from pathlib import Path

from policies.exchange.dates.claims import dates_in_name
from policies.exchange.foreign import Claim, Foreign, Precision, Role, Unreadable
from policies.exchange.importing import git
from policies.exchange.readers.by_kind import ENDINGS, read
from policies.exchange.readers.opening import opened, shown
from policies.timeline import start_of

TICK = timedelta(microseconds=1)
"""Between texts of one instant: their order is known, and a second run must find each again."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A text with the dates that it will bear, and where each came from.

    ``html`` is its rendering where it was made beforehand: after the rendering with the SHA-256
    ``follows``, or after none.
    """

    foreign: Foreign
    published_at: datetime
    effective_date: date
    published_by: str
    effective_by: str
    html: str = ""
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Undated:
    """A file that cannot be recorded, and the sentence that says why."""

    name: str
    reason: str


def entries(source: Path, path: str | None, zone: tzinfo) -> Iterator[Dated | Undated]:
    """The texts of a source, oldest first; memory does not grow with their number.

    Raises Unreadable where ``source`` itself is not what it should be.
    """
    if not source.exists():
        raise Unreadable(f"There is no file or folder called {shown(source)}.")
    if not source.is_dir():
        if path:
            raise Unreadable(
                "--path names a file inside a git repository; leave it out for a file."
            )
        yield _of_file(source, zone, follow=True)
    elif path:
        yield from _from_git(source, path, zone)
    elif (source / ".git").exists() or (source / "HEAD").is_file():
        raise Unreadable(f"{source} is a git repository: name the policy's file in it with --path.")
    else:
        yield from _from_folder(source, zone)


def _from_git(repository: Path, path: str, zone: tzinfo) -> Iterator[Dated | Undated]:
    last: datetime | None = None
    for revision in git.history(repository, path):
        name = f"{shown(revision.path)}@{revision.commit[:12]}"
        try:
            if revision.refusal:
                raise Unreadable(revision.refusal)
            foreign = read(revision.data, revision.path)
        except Unreadable as refusal:
            yield Undated(name, str(refusal))
            continue
        # Clocks of committers differ; the order of the history does not.
        last = revision.committed if last is None else max(last + TICK, revision.committed)
        yield _with_effect(replace(foreign, name=name), last, "the commit", zone)


def _from_folder(folder: Path, zone: tzinfo) -> Iterator[Dated | Undated]:
    order: list[tuple[date, str]] = []
    for file in files(folder):
        if file.suffix.lstrip(".").lower() not in ENDINGS:
            yield Undated(shown(file.name), "is no .md, .txt, .html or .docx file.")
            continue
        if (named := _the_day(dates_in_name(file.name)[0], Role.NAMED)) is not None:
            order.append((named.first, file.name))
            continue
        match _of_file(file, zone):
            case Undated() as undated:
                yield undated
            case dated:
                order.append((dated.published_at.astimezone(zone).date(), file.name))
    if not order:
        raise Unreadable(f"No file in {folder} could be read and dated: see the reasons above.")
    last: datetime | None = None
    # One at a time, and again where the name did not tell the day: a folder may hold decades.
    for _day, name in sorted(order):
        text = _of_file(folder / name, zone)
        if isinstance(text, Dated) and last is not None and text.published_at <= last:
            text = replace(text, published_at=last + TICK)
        if isinstance(text, Dated):
            last = text.published_at
        yield text


def files(folder: Path) -> list[Path]:
    """What lies in a folder but is none, hidden files left out, by name."""
    found = (p for p in folder.iterdir() if not p.name.startswith("."))
    return sorted(p for p in found if p.is_symlink() or not p.is_dir())


def _of_file(file: Path, zone: tzinfo, *, follow: bool = False) -> Dated | Undated:
    try:
        return _dated(opened(file, follow=follow), file.name, zone)
    except Unreadable as refusal:
        return Undated(shown(file.name), str(refusal))


def _dated(data: bytes, name: str, zone: tzinfo) -> Dated | Undated:
    try:
        foreign = read(data, name)
    except Unreadable as refusal:
        return Undated(shown(name), str(refusal))
    return dated(foreign, zone) or Undated(
        name,
        "bears no date: begin its name with the day of its publication, as in 2016-05-01.md.",
    )


def dated(foreign: Foreign, zone: tzinfo) -> Dated | None:
    """A text read from a file, on the day that its name bears, else that it names itself.

    None where neither says a day, or the text names several.
    """
    for role in (Role.NAMED, Role.UPDATED, Role.EFFECTIVE, Role.CREATED):
        if claim := _day(foreign, role):
            moment = start_of(claim.first, zone)
            return _with_effect(foreign, moment, f"{claim.where}: “{claim.words}”", zone)
    return None


def _with_effect(foreign: Foreign, published_at: datetime, where: str, zone: tzinfo) -> Dated:
    claim = _day(foreign, Role.EFFECTIVE)
    published = published_at.astimezone(zone).date()
    return Dated(
        foreign,
        published_at,
        claim.first if claim else published,
        where,
        f"{claim.where}: “{claim.words}”" if claim else "the day of publication",
    )


def _day(foreign: Foreign, role: Role) -> Claim | None:
    return _the_day(foreign.claims, role)


def _the_day(claims: tuple[Claim, ...], role: Role) -> Claim | None:
    """The one day that is named for a role; None where there is none, or several."""
    days = [c for c in claims if c.role is role and c.precision is Precision.DAY]
    return days[0] if len({claim.first for claim in days}) == 1 else None
