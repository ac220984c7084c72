"""The redline in one column, cut into what is shown and what is folded away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString

from policies.comparison.marks import Marker
from policies.redline import Block

FOLD_FROM = 2
"""Unchanged blocks from which a fold is worth its line."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some blocks in a row. ``folded`` counts its paragraphs where they are folded, else 0.

    ``first`` and ``last`` are the numbers of the changes that begin in it; ``previous`` and
    ``next`` are their neighbours, 0 where there is none.
    """

    html: SafeString
    folded: int = 0
    changed: bool = False
    first: int = 0
    last: int = 0
    previous: int = 0
    next: int = 0


def stretches(blocks: Sequence[Block], marker: Marker, *, fold: bool) -> tuple[Stretch, ...]:
    """The redline from top to bottom; ``fold`` folds what is far from any change."""
    found: list[Stretch] = []
    for changed, group in groupby(blocks, lambda block: block.changed):
        run = list(group)
        if changed:
            found += [_changed(block, marker) for block in run]
        elif fold:
            last = run[-1] is blocks[-1]
            found += _folded(run, marker, after=bool(found), before=not last)
        else:
            found.append(_plain(run, marker))
    return tuple(found)


def _changed(block: Block, marker: Marker) -> Stretch:
    numbers = [int(name.rpartition("-")[2]) for name in block.ids]
    html = marker.mark(block.html, steps=len(numbers) > 1)
    if not numbers:
        return Stretch(html, changed=True)
    first, last = min(numbers), max(numbers)
    return Stretch(
        html,
        changed=True,
        first=first,
        last=last,
        previous=first - 1,
        next=last + 1 if last < marker.total else 0,
    )


def _plain(run: Sequence[Block], marker: Marker) -> Stretch:
    return Stretch(marker.plain("\n".join(block.html for block in run)))


def _folded(
    run: Sequence[Block], marker: Marker, *, after: bool, before: bool
) -> Iterator[Stretch]:
    """The run with a paragraph shown beside each change, and the headings over the next one."""
    shown = set[int]()
    if after and not run[0].heading:
        shown.add(0)
    if before:
        shown.add(len(run) - 1)
        shown.update(_over_the_end(run))
    for is_shown, group in groupby(range(len(run)), lambda at: at in shown):
        part = [run[at] for at in group]
        stretch = _plain(part, marker)
        if is_shown or len(part) < FOLD_FROM:
            yield stretch
        else:
            yield Stretch(stretch.html, folded=sum(not block.heading for block in part) or 1)


def _over_the_end(run: Sequence[Block]) -> list[int]:
    """The places of the headings under which the end of the run stands, the outermost first.

    Were only the nearest shown, those who listen would hear a level skipped.
    """
    over: list[tuple[int, int]] = []
    for at, block in enumerate(run):
        if block.heading:
            level = int(block.html.removeprefix("<h")[0])
            while over and over[-1][0] >= level:
                over.pop()
            over.append((level, at))
    return [at for _level, at in over]
