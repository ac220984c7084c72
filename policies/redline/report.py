"""Plain data about a redline: its blocks, changes, sections and counts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from policies.redline.edits import Edit, Item, Kind, Same
from policies.redline.parts import Part
from policies.redline.tokens import HEADINGS, attribute, plain, short, tag_name, words
from policies.redline.tree import NotWellFormed, pieces
from policies.redline.writer import Writer

_CHANGE_ID = re.compile(r' id="(change-\d+)"')


@dataclass(frozen=True, slots=True)
class Block:
    """One top-level block of the redline.

    ``changed`` is False where both documents have it letter for letter. ``ids`` are the changes
    that start in it ("change-1" …). To fold what did not change, group the blocks by ``changed``
    and put each long run of unchanged ones into a ``<details>``::

        {% regroup redline.blocks by changed as runs %}
        {% for run in runs %}
          {% if run.grouper %}…{% else %}<details>…</details>{% endif %}
        {% endfor %}
    """

    html: str
    changed: bool
    heading: bool
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One change, as a list of changes names it.

    ``before`` and ``after`` are plain text on one line, shortened. ``link`` holds the old and the
    new target of a changed link, ``tags`` the old and new tag of changed formatting ("" for none);
    each is None for other kinds. ``removed`` and ``added`` count words; ``move`` is the number
    both ends of a move bear as ``data-move``, 0 for what did not move.
    """

    number: int
    kind: Kind
    before: str
    after: str
    section: str
    anchor: str
    removed: int
    added: int
    move: int
    link: tuple[str, str] | None
    tags: tuple[str, str] | None

    @property
    def id(self) -> str:
        return f"change-{self.number}"


class Status(StrEnum):
    """What became of a section."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    MODIFIED = "modified"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Section:
    """A section that changed: a heading and what follows it, up to the next heading.

    ``renamed`` also holds for a moved or modified section whose title changed. A title is "" on a
    side that lacks the section, and for what stands before the first heading. ``changes`` are the
    numbers of the changes in it, ``first`` the id of the first ("" if there is none).
    """

    status: Status
    renamed: bool
    old_title: str
    new_title: str
    old_anchor: str
    new_anchor: str
    changes: tuple[int, ...]

    @property
    def title(self) -> str:
        return self.new_title or self.old_title

    @property
    def first(self) -> str:
        return f"change-{self.changes[0]}" if self.changes else ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much changed: words, changes, sections.

    ``share`` is the part of the words of both documents that was removed or added, from 0 to 1;
    words that only moved do not count.
    """

    changes: int
    added: int
    removed: int
    sections: int
    old_words: int
    new_words: int
    share: float


def blocks(items: list[Item], writer: Writer) -> list[Block]:
    out: list[Block] = []
    for item in items:
        if isinstance(item, Same):
            out.append(Block(item.raw, False, item.raw[1:3] in HEADINGS, ()))
        else:
            html = writer.write(item)
            ids = tuple(_CHANGE_ID.findall(html))
            out.append(Block(html, True, html[1:3] in HEADINGS, ids))
    return out


def changes(parts: list[Part]) -> list[Change]:
    out = [
        Change(
            edit.number,
            edit.kind,
            short(plain(edit.before)),
            short(plain(edit.after)),
            part.new_title or part.old_title,
            part.new_anchor,
            edit.removed,
            edit.added,
            edit.move,
            _targets(edit),
            _tags(edit),
        )
        for part in parts
        for edit in part.edits
    ]
    return sorted(out, key=lambda change: change.number)


def _targets(edit: Edit) -> tuple[str, str] | None:
    if edit.kind is not Kind.LINK or edit.opened is None:
        return None
    old, new = (attribute(tag, "href") or attribute(tag, "src") for tag in edit.opened)
    return old, new


def _tags(edit: Edit) -> tuple[str, str] | None:
    if edit.kind is not Kind.FORMATTING or edit.opened is None:
        return None
    old, new = map(tag_name, edit.opened)
    return old, new


def sections(parts: list[Part]) -> list[Section]:
    out: list[Section] = []
    for part in parts:
        if part.departed:
            continue
        old = part.origin or part
        renamed = None not in (old.old, part.new) and old.old_title != part.new_title
        edits = part.edits if old is part else [*old.edits, *part.edits]
        status = _status(part, old, renamed, edits)
        if status is not None:
            numbers = tuple(sorted({edit.number for edit in edits}))
            anchors = (old.old_anchor, part.new_anchor)
            out.append(Section(status, renamed, old.old_title, part.new_title, *anchors, numbers))
    return out


def _status(part: Part, old: Part, renamed: bool, edits: list[Edit]) -> Status | None:
    """What became of a section; None if nothing did."""
    if part.new is None:
        return Status.REMOVED
    if part.move:
        return Status.MOVED
    if old.old is None:
        return Status.ADDED
    if renamed and len(edits) == part.title_edits:
        return Status.RENAMED
    return Status.MODIFIED if edits or renamed else None


def counts(old: str, new: str, parts: list[Part], touched: int) -> Counts:
    edits = [edit for part in parts for edit in part.edits]
    removed, added = sum(e.removed for e in edits), sum(e.added for e in edits)
    old_words, new_words = _length(old), _length(new)
    total = old_words + new_words
    return Counts(
        len(edits),
        added,
        removed,
        touched,
        old_words,
        new_words,
        min(1.0, (removed + added) / total) if total else 0.0,
    )


def _length(html: str) -> int:
    """How many words a document has; nothing goes on from one of its blocks to the next."""
    try:
        return sum(map(_words_in, pieces(html)))
    except NotWellFormed:
        return len(words(html))


@lru_cache(maxsize=4096)
def _words_in(piece: str) -> int:
    """The words of a block: from version to version most blocks stay."""
    return len(words(piece))
