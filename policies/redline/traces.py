"""The traces of a text: for each stretch and section the versions that brought and touched it.

    traces = first_traces(1, html_1)
    traces = next_traces(traces, html_1, 2, html_2)

One step a version, so that a publication costs one comparison however long the history is. A
step needs the two texts and what the step before it left; ``as_data`` and ``from_data`` keep that.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from policies.redline.edits import RUN, Edit, Element, Item, Leaf, Mark, Node, Pair, Same
from policies.redline.merge import merge
from policies.redline.moves import find_moves
from policies.redline.outline import group, outline
from policies.redline.parts import Part, headings
from policies.redline.shield import shield
from policies.redline.tree import NotWellFormed, mend, parse, pieces, well_formed

FORMAT = 1
"""Goes up with every change that gives a text other traces: what was kept is then made anew."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What brought a stretch of text or a section, and what touched it since, by version number.

    ``changes`` has one number for ``since`` and one for each of ``touched``: the first change
    there in the comparison of that version with the one before it, 0 where that is not known.
    """

    since: int
    touched: tuple[int, ...] = ()
    changes: tuple[int, ...] = (0,)

    def touch(self, number: int, change: int = 0) -> Trace:
        if number in (self.since, *self.touched[-1:]):
            return self
        return Trace(self.since, (*self.touched, number), (*self.changes, change))


@dataclass(frozen=True, slots=True)
class Gone:
    """A section that an earlier version had: ``number`` is the first version without it.

    ``change`` is where the comparison shows it; ``heir`` the anchor of the section that it became,
    "" where its words went altogether.
    """

    number: int
    change: int
    heir: str


@dataclass(frozen=True, slots=True)
class Traces:
    """One for each stretch of text and each section, in order; ``gone`` is by anchor.

    The first section is what stands before the first heading, also where there is no such thing.
    """

    texts: tuple[Trace, ...]
    sections: tuple[Trace, ...]
    gone: dict[str, Gone]

    def as_data(self) -> dict[str, Any]:
        """Plain values that JSON takes."""
        return {
            "texts": [[t.since, *t.touched] for t in self.texts],
            "sections": [[[t.since, *t.touched], t.changes] for t in self.sections],
            "gone": {name: [g.number, g.change, g.heir] for name, g in self.gone.items()},
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Traces:
        """What ``as_data`` gave, also after a journey through JSON."""
        return cls(
            tuple(_trace(numbers) for numbers in data["texts"]),
            tuple(_trace(numbers, changes) for numbers, changes in data["sections"]),
            {name: Gone(*facts) for name, facts in data["gone"].items()},
        )


def _trace(numbers: list[int], changes: list[int] | None = None) -> Trace:
    return Trace(numbers[0], tuple(numbers[1:]), tuple(changes or [0] * len(numbers)))


def first_traces(number: int, html: str) -> Traces:
    """The traces of the first version, ``number``: it brought everything."""
    text = sound(html)
    texts = sum(texts_in(piece) for piece in pieces(text))
    sections = 1 + sum(len(headings(piece)) for piece in pieces(text))
    return Traces((Trace(number),) * texts, (Trace(number),) * sections, {})


def next_traces(traces: Traces, before: str, number: int, after: str) -> Traces:
    """The traces of version ``number``, whose text is ``after``; ``traces`` are those of the
    version in force before it, whose text is ``before``."""
    before, after = sound(before), sound(after)
    if before == after:
        return traces
    items = merge(before, after)
    find_moves(items)
    group(items)
    parts = outline(items)
    return Traces(
        tuple(_follow_texts(items, number, traces.texts)),
        tuple(_follow_sections(parts, number, traces.sections)),
        _follow_gone(parts, number, traces.gone),
    )


@lru_cache(maxsize=4)
def sound(html: str) -> str:
    """The document as a comparison sees it; each of a history is asked for twice running."""
    try:
        parse(well_formed(html))
    except NotWellFormed:
        html = mend(html)
    return shield(html)


def runs(node: Node) -> list[Node]:
    """The runs of text in a node, in order."""
    out: list[Node] = []
    work = [node]
    while work:
        inner = work.pop()
        if inner.tag == RUN:
            out.append(inner)
        work.extend(reversed(inner.kids))
    return out


@lru_cache(maxsize=4096)
def texts_in(raw: str) -> int:
    return sum(len(runs(node)) for node in parse(raw))


def _follow_texts(items: list[Item], number: int, old: tuple[Trace, ...]) -> list[Trace]:
    """The traces of the new version's texts; those of the old one are used up in its order."""
    waiting = deque(old)
    left: dict[int, Trace] = {}
    arrived: list[tuple[int, Node]] = []
    out: list[Trace] = []
    work: list[tuple[Item, bool]] = [(item, False) for item in reversed(items)]
    while work:
        item, altered = work.pop()
        if isinstance(item, Same):
            for _ in range(texts_in(item.raw)):
                trace = waiting.popleft()
                out.append(trace.touch(number) if altered else trace)
        elif isinstance(item, Leaf):
            trace = waiting.popleft()
            out.append(trace.touch(number) if altered or _edited(item) else trace)
        elif isinstance(item, Pair):
            below = altered or item.edit is not None
            work.extend((inner, below) for inner in reversed(item.items))
        elif item.op == "del":
            for run in runs(item.node):
                left[id(run)] = waiting.popleft()
        else:
            for origin in _origins(item.node):
                out.append(Trace(number))
                if origin is not None:
                    arrived.append((len(out) - 1, origin))
    for at, origin in arrived:
        out[at] = left[id(origin)].touch(number)
    return out


def _edited(leaf: Leaf) -> bool:
    return any(isinstance(part, Mark | Element) and part.edit is not None for part in leaf.parts)


def _origins(node: Node) -> list[Node | None]:
    """For each run of a node the run that it moved from."""
    out: list[Node | None] = []
    work: list[tuple[Node, Node | None]] = [(node, None)]
    while work:
        inner, origin = work.pop()
        origin = inner.origin or origin
        if inner.tag == RUN:
            out.append(runs(origin)[0] if origin is not None else None)
        work.extend((kid, origin) for kid in reversed(inner.kids))
    return out


def _follow_sections(parts: list[Part], number: int, old: tuple[Trace, ...]) -> list[Trace]:
    olds = (part for part in parts if part.old is not None)
    before = {id(part): trace for part, trace in zip(olds, old, strict=True)}
    out: list[Trace] = []
    for part in parts:
        if part.new is None:
            continue
        # The two ends of a move are one edit, which stands at the end that is read first.
        edits = part.edits if part.origin is None else [*part.origin.edits, *part.edits]
        trace = before.get(id(part.origin or part)) or Trace(number, (), (_first(edits),))
        out.append(trace.touch(number, _first(edits)) if edits or part.move else trace)
    return out


def _follow_gone(parts: list[Part], number: int, old: dict[str, Gone]) -> dict[str, Gone]:
    there = {part.new_anchor for part in parts if part.new is not None}
    gone = {name: told for name, told in old.items() if name not in there}
    for part in parts:
        if part.origin is not None:
            gone |= _gone(part.origin, part.new_anchor, number, there)
        elif not part.departed:
            gone |= _gone(part, part.new_anchor, number, there)
    return gone


def _gone(part: Part, heir: str, number: int, there: set[str]) -> dict[str, Gone]:
    name = part.old_anchor
    return {name: Gone(number, _first(part.edits), heir)} if name and name not in there else {}


def _first(edits: list[Edit]) -> int:
    return min((edit.number for edit in edits), default=0)
