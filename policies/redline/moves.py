"""Text that vanished in one place and came up in another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from policies.redline.align import telling
from policies.redline.edits import RUN, Edit, Element, Item, Kind, Leaf, Mark, Node, Pair, Whole
from policies.redline.tokens import HEADINGS, gist, is_word, plain
from policies.redline.words.leaves import closing, leaf

# Words from which an equal block, a block reworded on the way, or a stretch of words inside a
# paragraph is taken for moved rather than for a coincidence; headings need only be equal.
EQUAL, REWORDED, STRETCH = 5, 8, 6
# Dice coefficient over word sets from which a block is one that was reworded on the way.
ALIKE = 0.65
# Blocks that hold a word beyond which the word tells nothing about where a block went.
COMMON = 12

Place: TypeAlias = "tuple[int, int]"


@dataclass(slots=True, eq=False)
class Unit:
    """A stretch that one side alone has. ``place`` rises by one within an unbroken stretch."""

    target: Node | Mark
    words: tuple[str, ...]
    place: Place

    @property
    def heading(self) -> bool:
        return isinstance(self.target, Node) and self.target.tag in HEADINGS


def find_moves(items: list[Item]) -> list[Edit]:
    """Make one edit of both ends of each move, and number the moves in the order of arrival."""
    gone: list[Unit] = []
    come: list[Unit] = []
    _collect(items, gone, come)
    if not gone or not come:
        return []
    pairs = _equal(gone, come)
    pairs += _reworded(gone, come, pairs)
    arrivals = {id(unit): n for n, unit in enumerate(come)}
    pairs.sort(key=lambda pair: arrivals[id(pair[1])])
    edits: list[Edit] = []
    last: tuple[Unit, Unit] | None = None
    number = 0
    for left, right in pairs:
        if right.place[0] == left.place[0] + 1:
            # Nothing went anywhere: the same words stand in another kind of block.
            edits.append(Edit(Kind.FORMATTING))
            _join(edits[-1], left, right)
            last = None
            continue
        if last is None or not (_next(last[0], left) and _next(last[1], right)):
            number += 1
            edits.append(Edit(Kind.MOVED, move=number))
        _join(edits[-1], left, right)
        last = (left, right)
    return edits


def _next(first: Unit, second: Unit) -> bool:
    return second.place == (first.place[0], first.place[1] + 1)


def _collect(items: list[Item], gone: list[Unit], come: list[Unit]) -> None:
    stretch = 0
    work: list[Item] = list(reversed(items))
    before = ""
    at = 0
    while work:
        item = work.pop()
        op = item.op if isinstance(item, Whole) else ""
        if op != before or not op:
            stretch, at, before = stretch + 1, 0, op
        if isinstance(item, Whole):
            for node in _units(item.node):
                side = gone if op == "del" else come
                side.append(Unit(node, telling(node), (stretch, at)))
                at += 1
        elif isinstance(item, Pair):
            work.extend(reversed(item.items))
        elif isinstance(item, Leaf):
            marks = [part for part in item.parts if isinstance(part, Mark)]
            for mark in marks:
                alone = sum(m.edit is mark.edit and m.op == mark.op for m in marks) == 1
                spoken = gist("".join(mark.tokens))
                if alone and len(spoken) >= STRETCH:
                    stretch += 1
                    side = gone if mark.op == "del" else come
                    side.append(Unit(mark, spoken, (stretch, 0)))


def _units(node: Node) -> list[Node]:
    """The innermost blocks (and runs beside blocks) of a node, in order."""
    out: list[Node] = []
    work = [node]
    while work:
        inner = work.pop()
        if all(kid.tag == RUN for kid in inner.kids):
            out.append(inner)
        else:
            work.extend(reversed(inner.kids))
    return out


def _equal(gone: list[Unit], come: list[Unit]) -> list[tuple[Unit, Unit]]:
    waiting: dict[tuple[str, ...], list[Unit]] = {}
    for unit in gone:
        if unit.words and (unit.heading or len(unit.words) >= EQUAL):
            waiting.setdefault(unit.words, []).append(unit)
    pairs: list[tuple[Unit, Unit]] = []
    for unit in come:
        same = waiting.get(unit.words)
        if same and same[0].heading == unit.heading and not _one_gap(same[0], unit):
            pairs.append((same.pop(0), unit))
    return pairs


def _reworded(
    gone: list[Unit], come: list[Unit], found: list[tuple[Unit, Unit]]
) -> list[tuple[Unit, Unit]]:
    """Pairs alike but not equal, the most alike first, each unit once."""
    taken = {id(unit) for pair in found for unit in pair}
    left = {n: u for n, u in enumerate(gone) if id(u) not in taken and len(u.words) >= REWORDED}
    right = {n: u for n, u in enumerate(come) if id(u) not in taken and len(u.words) >= REWORDED}
    sets_left = {n: frozenset(u.words) for n, u in left.items()}
    sets_right = {n: frozenset(u.words) for n, u in right.items()}
    holders: dict[str, list[int]] = {}
    for n, words in sets_right.items():
        for word in words:
            holders.setdefault(word, []).append(n)
    likely: list[tuple[float, int, int]] = []
    for i, words in sets_left.items():
        votes: dict[int, int] = {}
        for word in words:
            spots = holders.get(word, ())
            if len(spots) <= COMMON:
                for j in spots:
                    votes[j] = votes.get(j, 0) + 1
        for j, n in votes.items():
            if n > 2:
                other = sets_right[j]
                dice = 2 * len(words & other) / (len(words) + len(other))
                if dice >= ALIKE:
                    likely.append((-dice, j, i))
    pairs: list[tuple[Unit, Unit]] = []
    used: set[int] = set()
    for _, j, i in sorted(likely):
        if id(left[i]) in used or id(right[j]) in used:
            continue
        if not _in_place(left[i], right[j]):
            used |= {id(left[i]), id(right[j])}
            pairs.append((left[i], right[j]))
    return pairs


def _one_gap(left: Unit, right: Unit) -> bool:
    """Whether both stand in one replacement inside a paragraph."""
    return left.target.edit is not None and left.target.edit is right.target.edit


def _in_place(left: Unit, right: Unit) -> bool:
    return _one_gap(left, right) or right.place[0] == left.place[0] + 1


def _join(edit: Edit, left: Unit, right: Unit) -> None:
    before, after = _raw(left.target), _raw(right.target)
    edit.before = f"{edit.before} {before}".strip()
    edit.after = f"{edit.after} {after}".strip()
    if _spoken(left.target) != _spoken(right.target):
        inner = _inside(left.target, right.target)
        for part in inner.parts:
            if isinstance(part, Mark):
                counted = sum(map(is_word, part.tokens))
                if part.op == "del":
                    edit.removed += counted
                else:
                    edit.added += counted
        _within(left.target).inner = inner
        _within(right.target).inner = inner
    if isinstance(left.target, Node) and isinstance(right.target, Node):
        right.target.origin = left.target
    for unit in (left, right):
        if isinstance(unit.target, Mark):
            _withdraw(unit.target)
        unit.target.edit = edit


def _inside(left: Node | Mark, right: Node | Mark) -> Leaf:
    """How the words of a move changed on the way. What stands in a mark is kept to the letter."""
    tags = {target.tag for target in (left, right) if isinstance(target, Node)}
    verbatim = "pre" in tags or isinstance(left, Mark) or isinstance(right, Mark)
    return leaf(_raw(_within(left)), _raw(_within(right)), verbatim=verbatim)


def _spoken(target: Node | Mark) -> list[str]:
    return plain(_raw(target)).split()


def _within(target: Node | Mark) -> Node | Mark:
    if isinstance(target, Mark) or target.tag == RUN:
        return target
    return target.kids[0]


def _raw(target: Node | Mark) -> str:
    if isinstance(target, Node):
        return target.raw
    out: list[str] = []
    ends: list[str] = []
    for part in target.parts:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, Element):
            out.append(part.new)
            ends.append(closing(part.new))
        else:
            out.append(ends.pop())
    return "".join(out)


def _withdraw(mark: Mark) -> None:
    """Leave the edit that a moved stretch stood in with what else it holds."""
    edit = mark.edit
    if mark.op == "del":
        edit.before, edit.removed = "", 0
        edit.kind = Kind.INSERTED
    else:
        edit.after, edit.added = "", 0
        edit.kind = Kind.DELETED
