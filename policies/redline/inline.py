"""Words inside a paragraph, with the bold, the links and the other tags that wrap them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from policies.redline.sequences import Run
from policies.redline.tokens import TAG, TOKEN, VOID, tag_name
from policies.redline.tree import squeeze
from policies.redline.wording import kept

Stack = tuple[int, ...]

# Inline elements inside each other, beyond which a run is one piece that changes as a whole.
DEPTH = 60


@dataclass(slots=True)
class Passage:
    """A run of inline HTML as tokens.

    ``stacks[k]`` holds the indices into ``openings`` of the elements that wrap token k, outermost
    first; the list is empty when nothing is wrapped. ``breaks`` are the indices at which the
    wrapping changes. A tag that wraps nothing is itself a token.
    """

    tokens: list[str]
    stacks: list[Stack] = field(default_factory=list)
    openings: list[str] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)

    def stack(self, at: int) -> Stack:
        return self.stacks[at] if self.stacks else ()

    @property
    def keys(self) -> list[tuple[str, tuple[str, ...]]]:
        """Tokens together with what wraps them."""
        return [
            (token, tuple([self.openings[e] for e in self.stack(k)]))
            for k, token in enumerate(self.tokens)
        ]


def passage(raw: str, *, verbatim: bool = False) -> Passage:
    """Cut a run into tokens. White space counts as one space unless ``verbatim`` (in ``pre``)."""
    if "<" not in raw:
        return Passage(TOKEN.findall(raw if verbatim else squeeze(raw).strip(" ")))
    out = Passage([])
    open_: list[tuple[int, int]] = []  # index into openings, number of tokens before it
    stack: Stack = ()
    last = 0
    for match in TAG.finditer(raw):
        _extend(out, raw[last : match.start()], stack, verbatim)
        last = match.end()
        token = match[0]
        if match[1]:
            element, since = open_.pop()
            stack = stack[:-1]
            if since != len(out.tokens):
                continue
            token = out.openings[element] + token
        elif match[2] not in VOID:
            if len(open_) == DEPTH:
                return Passage([raw])
            out.openings.append(token)
            open_.append((len(out.openings) - 1, len(out.tokens)))
            stack = (*stack, len(out.openings) - 1)
            continue
        out.tokens.append(token)
        out.stacks.append(stack)
    _extend(out, raw[last:], stack, verbatim)
    if not verbatim:
        _trim(out)
    stacks = out.stacks
    if not any(stacks):
        stacks.clear()
    out.breaks = [k for k in range(1, len(stacks)) if stacks[k] != stacks[k - 1]]
    return out


def _extend(out: Passage, text: str, stack: Stack, verbatim: bool) -> None:
    if text:
        tokens = TOKEN.findall(text if verbatim else squeeze(text))
        out.tokens += tokens
        out.stacks += [stack] * len(tokens)


def _trim(out: Passage) -> None:
    """Leave out the white space that no browser shows: at the ends and beside a line break."""
    tokens, stacks = out.tokens, out.stacks
    spots = {0, len(tokens) - 1}
    for k, token in enumerate(tokens):
        if token[:3] == "<br":
            spots |= {k - 1, k + 1}
    gone = {k for k in spots if 0 <= k < len(tokens) and tokens[k] == " " and not stacks[k]}
    if gone:
        out.tokens = [token for k, token in enumerate(tokens) if k not in gone]
        out.stacks = [stack for k, stack in enumerate(stacks) if k not in gone]


@dataclass(slots=True)
class Step:
    """A stretch of tokens of the two passages woven together, wrapped alike from end to end.

    ``op`` is "", "ins" or "del"; ``old`` and ``new`` are where it starts, -1 on a side without it.
    ``gap`` numbers the stretch between kept words in which it stands, -1 for kept words.
    """

    op: str
    old: int
    new: int
    length: int
    gap: int


@dataclass(slots=True)
class Span:
    """An element of one side or both, over the steps ``first`` to ``last``.

    ``pure`` is "ins" or "del" where everything inside is inserted or deleted.
    """

    first: int
    last: int
    old: int = -1
    new: int = -1
    pure: str = ""


class Tangled(Exception):
    """The elements of the two sides overlap in a way that no tree can hold."""


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
    return steps, _tree(old, new, steps, shared)


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
    both = _common(left, right)

    def side(step: Step) -> tuple[int, int]:
        if step.op == "del":
            stack = _outer(old.stack(step.old), shared)
        else:
            stack = tuple([back[e] for e in new.stack(step.new) if e in back])
        to_left, to_right = _common(stack, left), _common(stack, right)
        if to_left > both:
            return 0, -to_left
        return (2, to_right) if to_right > both else (1, 0)

    between.sort(key=side)


def _common(a: Stack, b: Stack) -> int:
    k = 0
    while k < len(a) and k < len(b) and a[k] == b[k]:
        k += 1
    return k


def _tree(old: Passage, new: Passage, steps: list[Step], shared: dict[int, int]) -> list[Span]:
    """All elements as spans in the order in which they open; raises ``Tangled`` if they cross."""
    olds: dict[int, Span] = {}
    news: dict[int, Span] = {}
    back = {v: u for u, v in shared.items()}
    ordered: list[Span] = []
    for at, step in enumerate(steps):
        mine: list[Span] = []
        if step.op != "ins":
            for u in old.stack(step.old):
                if u not in olds:
                    olds[u] = Span(at, at, u, shared.get(u, -1), "del")
                    if u in shared:
                        news[shared[u]] = olds[u]
                    ordered.append(olds[u])
                mine.append(olds[u])
        if step.op != "del":
            for v in new.stack(step.new):
                if v not in news:
                    span = Span(at, at, -1, v, "ins")
                    if v in back:
                        span.old = back[v]
                        olds[back[v]] = span
                    news[v] = span
                    ordered.append(span)
                mine.append(news[v])
        for span in mine:
            span.last = at
            if not step.op:
                span.pure = ""
    ordered.sort(key=lambda s: (s.first, -s.last))
    ordered = _settled(ordered)
    _check(old, new, steps, ordered)
    return ordered


def _settled(ordered: list[Span]) -> list[Span]:
    """Spans over the same steps, put in an order that both sides agree on."""
    out: list[Span] = []
    at = 0
    while at < len(ordered):
        end = at
        here = (ordered[at].first, ordered[at].last)
        while end < len(ordered) and (ordered[end].first, ordered[end].last) == here:
            end += 1
        out += _zipped(ordered[at:end]) if end - at > 1 else ordered[at:end]
        at = end
    return out


def _zipped(spans: list[Span]) -> list[Span]:
    # Indices into a side's openings rise with depth for elements over the same words.
    olds = sorted((s for s in spans if s.old >= 0), key=lambda s: s.old)
    news = sorted((s for s in spans if s.new >= 0), key=lambda s: s.new)
    out: list[Span] = []
    while olds or news:
        if olds and olds[0].new < 0:
            out.append(olds.pop(0))
        elif news and news[0].old < 0:
            out.append(news.pop(0))
        elif olds[0] is news[0]:
            out.append(olds.pop(0))
            del news[0]
        else:
            raise Tangled
    return out


def _shows_link(span: Span, old: Passage, new: Passage) -> bool:
    """Whether a span is written as a link: none may stand inside another."""
    if span.new >= 0:
        return tag_name(new.openings[span.new]) == "a"
    return span.pure == "del" and tag_name(old.openings[span.old]) == "a"


def _check(old: Passage, new: Passage, steps: list[Step], ordered: list[Span]) -> None:
    """Raise ``Tangled`` unless each token stands inside exactly its own elements, on its side.

    Nor may a link stand inside another, which HTML forbids.
    """
    open_: list[Span] = []
    at = 0
    for position, step in enumerate(steps):
        while open_ and open_[-1].last < position:
            open_.pop()
        while at < len(ordered) and ordered[at].first == position:
            if open_ and open_[-1].last < ordered[at].last:
                raise Tangled
            open_.append(ordered[at])
            at += 1
            if sum(_shows_link(span, old, new) for span in open_) > 1:
                raise Tangled
        if step.op != "ins" and tuple([s.old for s in open_ if s.old >= 0]) != old.stack(step.old):
            raise Tangled
        if step.op != "del" and tuple([s.new for s in open_ if s.new >= 0]) != new.stack(step.new):
            raise Tangled
