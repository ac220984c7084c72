"""The parts a redline is made of, before they are written out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from policies.redline.tokens import gist

# Bounds the words that stand for a container when it is compared as a whole.
GIST = 20_000
RUN = "#"


class Kind(StrEnum):
    """What a change does, in one word for code; screens have their own words."""

    INSERTED = "inserted"
    DELETED = "deleted"
    REPLACED = "replaced"
    MOVED = "moved"
    FORMATTING = "formatting"
    LINK = "link"
    SPACE = "white-space"


@dataclass(slots=True, eq=False)
class Edit:
    """One change. ``before`` and ``after`` are HTML as written; both ends of a move share it.

    ``removed`` and ``added`` count words. ``number`` is set in reading order, from 1; ``move`` is
    the number of the move, or 0. ``opened`` holds the two opening tags of a change of markup.
    """

    kind: Kind
    before: str = ""
    after: str = ""
    removed: int = 0
    added: int = 0
    opened: tuple[str, str] | None = None
    number: int = 0
    move: int = 0


@dataclass(slots=True)
class Element:
    """An inline element that opens here; a side on which it does not stand has ``""``."""

    old: str
    new: str
    edit: Edit | None = None


@dataclass(slots=True)
class Close:
    """The end of the innermost inline element."""


@dataclass(slots=True, eq=False)
class Mark:
    """A stretch of words that only one side has; ``op`` is "ins" or "del".

    ``inner`` is the wording inside a move that was reworded on the way.
    """

    op: str
    edit: Edit
    parts: list[str | Element | Close] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    inner: Leaf | None = None


Part: TypeAlias = "str | Element | Close | Mark"


@dataclass(slots=True)
class Leaf:
    """A run of inline HTML that both sides have, with the changes in it."""

    parts: list[Part]


@dataclass(slots=True, eq=False)
class Node:
    """An element, or a run of inline HTML (``tag`` is ``RUN``, ``opening`` empty).

    ``source[start:end]`` is the node as it was written, tags included. ``edit``, ``inner``
    and ``origin`` (where it moved from) are set once the node is known to be one side's alone.
    """

    tag: str
    opening: str
    source: str
    start: int
    end: int = 0
    kids: list[Node] = field(default_factory=list)
    edit: Edit | None = None
    inner: Leaf | None = None
    origin: Node | None = None
    _raw: str | None = None
    _gist: tuple[str, ...] | None = None

    @property
    def raw(self) -> str:
        if self._raw is None:
            self._raw = self.source[self.start : self.end]
        return self._raw

    @property
    def gist(self) -> tuple[str, ...]:
        """What to know a node by: its letters and digits, of a very long one its beginning."""
        if self._gist is None:
            end = min(self.end, self.start + GIST)
            self._gist = gist(self.source[self.start : end])
        return self._gist


@dataclass(slots=True)
class Same:
    """HTML that both sides have, letter for letter."""

    raw: str


@dataclass(slots=True)
class Whole:
    """A block, or a run beside blocks, that only one side has; ``op`` is "ins" or "del"."""

    op: str
    node: Node


@dataclass(slots=True)
class Pair:
    """An element that both sides have, whose tag or content differs.

    ``old`` or ``new`` (opening tags) is "" where that side has the content without the element.
    """

    old: str
    new: str
    was: Node
    now: Node
    items: list[Item] = field(default_factory=list)
    edit: Edit | None = None


Item: TypeAlias = "Same | Whole | Pair | Leaf"
