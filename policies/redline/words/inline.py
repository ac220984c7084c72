"""Two passages woven into one: the words of both in one order, and the tags round them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise

from policies.redline.sequences import Run
from policies.redline.tokens import tag_name
from policies.redline.words.common import kept
from policies.redline.words.passage import Passage, Stack
from policies.redline.words.spans import Span, Step, Tangled, as_tree, common


def weave(old: Passage, new: Passage) -> tuple[list[Step], list[Span]]:
    """The tokens of both sides in one order, and the elements over them as a tree.

    First the words alone decide what is kept; where the elements round them then overlap, words
    that are wrapped differently count as different; failing that, all of it is replaced.
    """
    runs = kept(old.tokens, new.tokens)
    if not old.stacks and not new.stacks:
        return _steps(old, new, runs, {}), []
    try:
        return _woven(old, new, runs)
    except Tangled:
        pass
    runs = kept(old.tokens, new.tokens, old.keys, new.keys)
    try:
        return _woven(old, new, _faithful(old, new, runs))
    except Tangled:
        return _woven(old, new, [])


def _even(old: Passage, new: Passage, runs: list[Run]) -> Iterator[Run]:
    """The runs cut wherever the wrapping of either side changes."""
    for i, j, n in runs:
        cuts = {k - i for k in _within(old.breaks, i, n)}
        cuts |= {k - j for k in _within(new.breaks, j, n)}
        for start, end in pairwise([0, *sorted(cuts), n]):
            yield Run(i + start, j + start, end - start)


def _within(breaks: list[int], start: int, length: int) -> list[int]:
    return breaks[bisect_right(breaks, start) : bisect_left(breaks, start + length)]


def _faithful(old: Passage, new: Passage, runs: list[Run]) -> list[Run]:
    """The runs under which each element of one side answers to one element of the other."""
    there: dict[int, int] = {}
    back: dict[int, int] = {}
    out: list[Run] = []
    for run in _even(old, new, runs):
        both = list(zip(old.stack(run.old), new.stack(run.new), strict=True))
        if all(there.get(u, v) == v and back.get(v, u) == u for u, v in both):
            there.update(both)
            back.update((v, u) for u, v in both)
            out.append(run)
    return out


def _woven(old: Passage, new: Passage, runs: list[Run]) -> tuple[list[Step], list[Span]]:
    even = list(_even(old, new, runs))
    shared = _shared(old, new, even)
    steps = _steps(old, new, even, shared)
    return steps, as_tree(old, new, steps, shared)


def _shared(old: Passage, new: Passage, runs: list[Run]) -> dict[int, int]:
    """Which old element is which new one: those that wrap exactly the same kept words."""
    meets: dict[tuple[int, int], int] = {}
    olds: dict[int, int] = {}
    news: dict[int, int] = {}
    for i, j, n in runs:
        before, after = old.stack(i), new.stack(j)
        for u in before:
            olds[u] = olds.get(u, 0) + n
            for v in after:
                meets[u, v] = meets.get((u, v), 0) + n
        for v in after:
            news[v] = news.get(v, 0) + n

    def likeness(pair: tuple[int, int]) -> tuple[bool, bool, int, int]:
        u, v = pair
        before, after = old.openings[u], new.openings[v]
        return (before != after, tag_name(before) != tag_name(after), u, v)

    alike = [
        pair
        for pair, n in meets.items()
        if n == olds[pair[0]] == news[pair[1]] and _compatible(old, new, pair)
    ]
    found: dict[int, int] = {}
    taken: set[int] = set()
    for u, v in sorted(alike, key=likeness):
        if u not in found and v not in taken:
            found[u] = v
            taken.add(v)
    return found


_WORDY = "b strong i em u s mark small big code kbd samp var cite dfn q span"
_EMPHASIS = frozenset(_WORDY.split())


def _compatible(old: Passage, new: Passage, pair: tuple[int, int]) -> bool:
    a, b = tag_name(old.openings[pair[0]]), tag_name(new.openings[pair[1]])
    return a == b or (a in _EMPHASIS and b in _EMPHASIS)


def _steps(old: Passage, new: Passage, runs: list[Run], shared: dict[int, int]) -> list[Step]:
    steps: list[Step] = []
    at_old = at_new = gap = 0
    back = {v: u for u, v in shared.items()}
    left: Stack = ()
    for i, j, n in [*runs, Run(len(old.tokens), len(new.tokens), 0)]:
        right = _outer(old.stack(i), shared) if n else ()
        if i > at_old or j > at_new:
            between = [Step("del", k, -1, m, gap) for k, m in _cut(old, at_old, i)]
            between += [Step("ins", -1, k, m, gap) for k, m in _cut(new, at_new, j)]
            if left or right:
                _by_side(between, old, new, shared, back, left, right)
            steps += between
            gap += 1
        if n:
            steps.append(Step("", i, j, n, -1))
        left, at_old, at_new = right, i + n, j + n
    return steps


def _outer(stack: Stack, shared: dict[int, int]) -> Stack:
    return tuple([element for element in stack if element in shared])


def _cut(side: Passage, start: int, end: int) -> list[tuple[int, int]]:
    """The stretches between two indices that are wrapped alike, as (start, length)."""
    if start == end:
        return []
    bounds = [start, *_within(side.breaks, start, end - start), end]
    return [(first, after - first) for first, after in pairwise(bounds)]


def _by_side(
    between: list[Step],
    old: Passage,
    new: Passage,
    shared: dict[int, int],
    back: dict[int, int],
    left: Stack,
    right: Stack,
) -> None:
    """Order a gap so that words inside a kept element stay beside that element's other words."""
    both = common(left, right)

    def side(step: Step) -> tuple[int, int]:
        if step.op == "del":
            stack = _outer(old.stack(step.old), shared)
        else:
            stack = tuple([back[e] for e in new.stack(step.new) if e in back])
        to_left, to_right = common(stack, left), common(stack, right)
        if to_left > both:
            return 0, -to_left
        return (2, to_right) if to_right > both else (1, 0)

    between.sort(key=side)
