"""Two documents into one tree of what stayed, what went, what came and what was altered."""

from __future__ import annotations

from typing import TypeAlias

from policies.redline.align import align
from policies.redline.edits import RUN, Edit, Item, Node, Pair, Same, Whole
from policies.redline.gaps import gaps
from policies.redline.tokens import HEADINGS
from policies.redline.tree import NotWellFormed, cut_both, mend, parse, well_formed
from policies.redline.words.leaves import difference, leaf

Work: TypeAlias = "tuple[list[Item], list[Node], list[Node], bool]"


def merge(old: str, new: str) -> list[Item]:
    """The top-level blocks of both documents in one order, with the changes inside them."""
    try:
        return _merge(old, new)
    except NotWellFormed:
        return _merge(mend(old), mend(new))


def _merge(old: str, new: str) -> list[Item]:
    before, after = _cut(old, new)
    out: list[Item] = []
    work: list[Work] = []
    for gap in gaps(before, after):
        left = [node for piece in gap.gone for node in parse(piece)]
        right = [node for piece in gap.come for node in parse(piece)]
        if left or right:
            _children(out, left, right, False, work, _body(gap.same))
        while work:
            _children(*work.pop(), work)
        out += [Same(piece) for piece in gap.same]
    return out


def _body(same: list[str]) -> bool:
    """Whether the text goes on after a gap with a block that both sides have."""
    return bool(same) and same[0][1:3] not in HEADINGS


def _cut(old: str, new: str) -> tuple[list[str], list[str]]:
    well_formed(old)
    well_formed(new)
    try:
        return cut_both(old, new)
    except NotWellFormed:
        return [node.raw for node in parse(old)], [node.raw for node in parse(new)]


def _children(
    items: list[Item],
    old: list[Node],
    new: list[Node],
    verbatim: bool,
    work: list[Work],
    followed: bool = False,
) -> None:
    """Fill ``items`` with what its two lists of children became; deeper ones are left to work."""
    at_old = at_new = 0
    for i, j in [*align(old, new, followed), (len(old), len(new))]:
        items += [Whole("del", node) for node in old[at_old:i]]
        items += [Whole("ins", node) for node in new[at_new:j]]
        at_old, at_new = i + 1, j + 1
        if i < len(old) and j < len(new):
            items.append(_one(old[i], new[j], verbatim, work))


def _one(
    old: Node,
    new: Node,
    verbatim: bool,
    work: list[Work],
) -> Item:
    if old.raw == new.raw:
        return Same(new.raw)
    if old.tag == new.tag == RUN:
        return leaf(old.raw, new.raw, verbatim=verbatim)
    pair = Pair(old.opening, new.opening, old, new)
    # A paragraph put round a list item's words, or taken away, shows as nothing but a little air.
    if RUN not in (old.tag, new.tag):
        kind = difference(old.opening, new.opening)
        if kind is not None:
            opened = (old.opening, new.opening)
            pair.edit = Edit(kind, old.raw, new.raw, opened=opened)
    left = [old] if old.tag == RUN else old.kids
    right = [new] if new.tag == RUN else new.kids
    work.append((pair.items, left, right, verbatim or new.tag == "pre"))
    return pair
