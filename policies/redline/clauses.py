"""Clause history: which version brought each section and paragraph, and which touched it.

    history = clause_history([(1, html_1), (2, html_2), (4, html_4)])

Sections and paragraphs are followed from version to version through edits, new numbers, new
headings and moves; neither anchors nor titles have to stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from policies.redline.edits import RUN
from policies.redline.parts import anchor, title
from policies.redline.tokens import HEADINGS, plain
from policies.redline.traces import Traces, first_traces, next_traces, runs, sound
from policies.redline.tree import parse, pieces


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, list item, cell or other stretch of text of the last version.

    ``since`` is the number of the version that brought it, ``touched`` the later ones that changed
    it, in order. ``block`` is the index of the top-level block that holds it.
    """

    text: str
    since: int
    touched: tuple[int, ...]
    block: int

    @property
    def latest(self) -> int:
        """The version from which it reads as it does."""
        return self.touched[-1] if self.touched else self.since


@dataclass(frozen=True, slots=True)
class Clause:
    """A section of the last version: a heading and what follows it, up to the next heading.

    ``touched`` counts what changed in the heading or in any paragraph, what was added to the
    section and what was taken out of it; ``changes`` is where, as in ``Trace``. The first of
    ``paragraphs`` is the heading's own text, if there is a heading. What stands before the first
    heading has "" for ``anchor`` and ``title`` and 0 for ``level``.
    """

    anchor: str
    title: str
    level: int
    since: int
    touched: tuple[int, ...]
    changes: tuple[int, ...]
    paragraphs: tuple[Paragraph, ...]

    @property
    def latest(self) -> int:
        return self.touched[-1] if self.touched else self.since


def clause_history(versions: Iterable[tuple[int, str]]) -> list[Clause]:
    """The clauses of the last of some versions, given in their order as (number, cleaned HTML)."""
    given = list(versions)
    if not given:
        return []
    traces = first_traces(*given[0])
    for (_, before), (number, after) in pairwise(given):
        traces = next_traces(traces, before, number, after)
    return clauses(given[-1][1], traces)


def clauses(html: str, traces: Traces) -> list[Clause]:
    """The clauses of a text, whose traces are known."""
    texts = iter(traces.texts)
    out: list[Clause] = []
    opening = ""
    paragraphs: list[Paragraph] = []

    def close() -> None:
        trace = traces.sections[len(out)]
        out.append(
            Clause(
                anchor(opening),
                title(opening),
                int(opening[2]) if opening else 0,
                trace.since,
                trace.touched,
                trace.changes,
                tuple(paragraphs),
            )
        )
        paragraphs.clear()

    for index, piece in enumerate(pieces(sound(html))):
        work = list(reversed(parse(piece)))
        while work:
            node = work.pop()
            if node.tag in HEADINGS:
                close()
                opening = node.raw
            if node.tag == RUN:
                trace = next(texts)
                text = " ".join(plain(node.raw).split())
                paragraphs.append(Paragraph(text, trace.since, trace.touched, index))
            work.extend(reversed(node.kids))
    close()
    return [clause for clause in out if clause.title or clause.paragraphs]


def marked_blocks(html: str, mark: str) -> list[str]:
    """The top-level blocks of a text, with ``mark`` at the end of each stretch of text.

    The marks stand in the order of the paragraphs of ``clauses``, where inline HTML may stand.
    """
    out: list[str] = []
    for piece in pieces(sound(html)):
        ends = [run.end for node in parse(piece) for run in runs(node)]
        starts = [0, *ends]
        out.append(mark.join(piece[a:b] for a, b in zip(starts, [*ends, len(piece)], strict=True)))
    return out
