"""Which block of one document is which block of the other."""

from __future__ import annotations

import math
from itertools import pairwise

from policies.redline.edits import RUN, Node
from policies.redline.sequences import chain, heaviest
from policies.redline.tokens import HEADINGS

# Dice coefficient over word sets from which two blocks are one block reworded: for any pair, for
# the only two left between matched neighbours, and for a block whose tag changed as well.
ALIKE = 0.35
LEFT_OVER = 0.2
CHANGED_TAG = 0.6
# Pairs up to which every block is held against every other; beyond it, only those that share
# words that few other blocks hold.
EVERY = 400
RARE = 8
# What it is worth that a block is equal and not only alike. A pair is worth the square root of the
# words it keeps: two paragraphs kept in place are better than one longer one moved.
SAME = 1.25

_FLOW = HEADINGS | {"p", "div"}
_FAMILIES = [
    _FLOW | {RUN},
    frozenset(["ul", "ol"]),
    frozenset(["td", "th"]),
    frozenset(["thead", "tbody", "tfoot"]),
]
_CELLS = frozenset(["td", "th"])
_ALWAYS = _CELLS | {"thead", "tbody", "tfoot", "caption", "colgroup"}

Match = tuple[int, int]


def align(old: list[Node], new: list[Node], followed: bool = False) -> list[Match]:
    """Pairs of indices, rising on both sides, that keep as much as possible in its place.

    Where there are too many blocks to weigh every pair, equal blocks come first and alike ones
    are looked for between them. ``followed`` says that text which both sides have comes right
    after the last of both.
    """
    keys_old, keys_new = [_key(node) for node in old], [_key(node) for node in new]
    same: list[Match] = []
    if len(old) * len(new) > EVERY:
        same = heaviest(keys_old, keys_new, [weight(key) for key in keys_old])
    out: list[Match] = []
    at_old = at_new = 0
    for i, j in [*same, (len(old), len(new))]:
        if i > at_old and j > at_new:
            body = old[i].tag not in HEADINGS if i < len(old) and j < len(new) else followed
            between = range(at_old, i), range(at_new, j)
            alone = i - at_old == j - at_new == 1
            weighed = [] if alone else _candidates(old, new, *between, keys_old, keys_new)
            out += _filled(old, new, *between, chain(weighed), body)
        if i < len(old) and j < len(new):
            out.append((i, j))
        at_old, at_new = i + 1, j + 1
    return out


def _key(node: Node) -> str:
    """A node without its white space, which may differ where no reader sees it."""
    return "".join(node.raw.split())


def weight(raw: str) -> float:
    """What it is worth to keep a block in its place: more for a long one, within reason."""
    return 1.0 + min(len(raw), 4000) / 40


def _filled(
    old: list[Node], new: list[Node], left: range, right: range, found: list[Match], followed: bool
) -> list[Match]:
    """The matches, and between them what is left over on both sides and must be one thing."""
    bounds = [(left.start - 1, right.start - 1), *found, (left.stop, right.stop)]
    out: list[Match] = []
    for (i, j), (next_i, next_j) in pairwise(bounds):
        if i >= left.start:
            out.append((i, j))
        body = old[next_i].tag not in HEADINGS if next_i < left.stop else followed
        rest = range(i + 1, next_i), range(j + 1, next_j)
        if len(rest[0]) == len(rest[1]) and (
            all(old[k].tag in _CELLS for k in rest[0])
            or (len(rest[0]) == 1 and _left_over(old[i + 1], new[j + 1], body))
        ):
            out += zip(*rest, strict=True)
        elif body and rest[0] and rest[1] and _headings(old[next_i - 1], new[next_j - 1]):
            # Whatever came between, the headings right before the same text are one heading.
            out.append((next_i - 1, next_j - 1))
    return out


def _headings(a: Node, b: Node) -> bool:
    return a.tag in HEADINGS and b.tag in HEADINGS


def _candidates(
    old: list[Node],
    new: list[Node],
    left: range,
    right: range,
    keys_old: list[str],
    keys_new: list[str],
) -> list[tuple[int, int, float]]:
    """Pairs that may be one block, each with what it is worth to keep them together."""
    sets_old = {i: frozenset(telling(old[i])) for i in left}
    sets_new = {j: frozenset(telling(new[j])) for j in right}
    if len(left) * len(right) <= EVERY:
        pairs = [(i, j) for i in left for j in right]
    else:
        pairs = by_rare_words(sets_old, sets_new)
    out: list[tuple[int, int, float]] = []
    for i, j in pairs:
        a, b = sets_old[i], sets_new[j]
        if keys_old[i] == keys_new[j]:
            out.append((i, j, SAME * math.sqrt(1 + len(a))))
        elif a and b and related(old[i], new[j]):
            dice = likeness(a, b)
            if dice >= (ALIKE if old[i].tag == new[j].tag else CHANGED_TAG):
                shared = len(a & b)
                # A block that the other holds whole was cut or grown, not rewritten.
                worth = (dice + shared / min(len(a), len(b))) / 2
                out.append((i, j, worth * math.sqrt(1 + shared)))
    return out


def telling(node: Node) -> tuple[str, ...]:
    """The words to know a block by; a heading's number is not among them."""
    if node.tag in HEADINGS:
        return tuple([word for word in node.gist if not word.isdigit()]) or node.gist
    return node.gist


def likeness(a: frozenset[str], b: frozenset[str]) -> float:
    """The Dice coefficient of two sets of words, from 0 to 1; of two empty ones, 0."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def by_rare_words(
    old: dict[int, frozenset[str]], new: dict[int, frozenset[str]]
) -> list[tuple[int, int]]:
    """Pairs that share at least two words few blocks hold (one will do for very short blocks)."""
    holders: dict[str, list[int]] = {}
    for j, words in new.items():
        for word in words:
            holders.setdefault(word, []).append(j)
    votes: dict[tuple[int, int], int] = {}
    for i, words in old.items():
        for word in words:
            spots = holders.get(word, ())
            if len(spots) <= RARE:
                for j in spots:
                    votes[i, j] = votes.get((i, j), 0) + 1
    return [pair for pair, n in sorted(votes.items()) if n > 1 or len(old[pair[0]]) < 6]


def related(a: Node, b: Node) -> bool:
    """Whether one block could have become the other by an edit."""
    if a.tag == b.tag:
        return True
    if not any(a.tag in family and b.tag in family for family in _FAMILIES):
        return False
    return _wraps(a, b) or _wraps(b, a) or (RUN not in (a.tag, b.tag) and _same_place(a, b))


def _wraps(run: Node, block: Node) -> bool:
    """Whether ``block`` is a paragraph round one run, as a loose list item holds it."""
    return run.tag == RUN and block.tag == "p" and [k.tag for k in block.kids] == [RUN]


def _same_place(a: Node, b: Node) -> bool:
    """Whether either tag may stand where the other does and hold what the other holds."""
    if a.tag in _FLOW and b.tag in _FLOW:
        return all(kid.tag == RUN for kid in [*a.kids, *b.kids])
    return a.tag not in _FLOW and b.tag not in _FLOW


def _wrapper(node: Node) -> bool:
    """Whether a block does nothing but hold one other block that holds blocks."""
    return len(node.kids) == 1 and any(kid.tag != RUN for kid in node.kids[0].kids)


def _left_over(a: Node, b: Node, followed: bool) -> bool:
    """Whether the only two blocks between matched neighbours are one block.

    Two headings are, whatever they say, if the text after them is (``followed``).
    """
    if a.tag == b.tag and (a.tag in _ALWAYS or (followed and a.tag in HEADINGS)):
        return True
    if not related(a, b):
        return False
    if a.tag == b.tag and _wrapper(a) and _wrapper(b):
        return True  # what differs is further in
    words_a, words_b = frozenset(telling(a)), frozenset(telling(b))
    if not words_a and not words_b:
        return a.tag == b.tag
    return likeness(words_a, words_b) >= (LEFT_OVER if a.tag == b.tag else CHANGED_TAG)
