"""The parts of a document: a heading each, and what follows it up to the next."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from policies.redline.edits import Edit
from policies.redline.tokens import HEADINGS, attribute, plain
from policies.redline.tree import parse

_HEADING = re.compile(r"<h[1-6][ >]")


@dataclass(slots=True, eq=False)
class Part:
    """A heading and what follows it up to the next heading, on either side.

    The part before the first heading has no heading: its titles are empty. ``old`` and ``new``
    are the raw heading elements, ``None`` on a side that has no such part. The first
    ``title_edits`` of the edits stand in the heading itself. A part whose heading moved has the
    part that it was as ``origin``, which has ``departed``.
    """

    old: str | None
    new: str | None
    move: int = 0
    title_edits: int = 0
    origin: Part | None = None
    departed: bool = False
    edits: list[Edit] = field(default_factory=list)

    @property
    def old_title(self) -> str:
        return title(self.old)

    @property
    def new_title(self) -> str:
        return title(self.new)

    @property
    def old_anchor(self) -> str:
        return anchor(self.old)

    @property
    def new_anchor(self) -> str:
        return anchor(self.new)


def title(heading: str | None) -> str:
    return " ".join(plain(heading).split()) if heading else ""


def anchor(heading: str | None) -> str:
    return attribute(heading[: heading.index(">") + 1], "id") if heading else ""


def headings(raw: str) -> list[str]:
    """The heading elements in a stretch of HTML, outermost tag included."""
    if raw[1:3] in HEADINGS:
        return [raw]
    if not _HEADING.search(raw):
        return []
    out: list[str] = []
    work = list(reversed(parse(raw)))
    while work:
        node = work.pop()
        if node.tag in HEADINGS:
            out.append(node.raw)
        work.extend(reversed(node.kids))
    return out
