"""The elements over two passages woven together, as a tree."""

from __future__ import annotations

from dataclasses import dataclass

from policies.redline.tokens import tag_name
from policies.redline.words.passage import Passage, Stack


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


def common(a: Stack, b: Stack) -> int:
    """How many elements wrap both of two tokens."""
    k = 0
    while k < len(a) and k < len(b) and a[k] == b[k]:
        k += 1
    return k


def as_tree(old: Passage, new: Passage, steps: list[Step], shared: dict[int, int]) -> list[Span]:
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
