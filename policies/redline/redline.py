"""A comparison of two documents: what readers, pages and editors ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from policies.redline import report
from policies.redline.edits import Item
from policies.redline.merge import merge
from policies.redline.moves import find_moves
from policies.redline.outline import group, outline
from policies.redline.parts import Part
from policies.redline.report import Block, Change, Counts, Section
from policies.redline.restore import normal_form, restore
from policies.redline.rows import Row
from policies.redline.rows import rows as make_rows
from policies.redline.shield import shield
from policies.redline.signals import Signal
from policies.redline.signals import signals as make_signals
from policies.redline.writer import Writer


@dataclass(frozen=True)
class Redline:
    """What changed from one document to another; made by ``compare``. All parts are lazy."""

    language: str
    old: str
    new: str
    items: list[Item]
    parts: list[Part]

    @cached_property
    def blocks(self) -> list[Block]:
        """The top-level blocks in reading order."""
        return report.blocks(self.items, Writer())

    @cached_property
    def html(self) -> str:
        """Both documents in one column: valid HTML with the changes marked."""
        return "\n".join([block.html for block in self.blocks])

    @cached_property
    def rows(self) -> list[Row]:
        """Both documents side by side, changed lists and tables item by item and row by row.

        The ids of changes stand in the rows as they do in ``html``: a page shows the one or the
        other, not both.
        """
        return make_rows(self.items)

    @cached_property
    def changes(self) -> list[Change]:
        """The changes in reading order, numbered from 1."""
        return report.changes(self.parts)

    @cached_property
    def sections(self) -> list[Section]:
        """The sections that changed, in reading order."""
        return report.sections(self.parts)

    @cached_property
    def counts(self) -> Counts:
        """How much changed."""
        return report.counts(self.old, self.new, self.parts, len(self.sections))

    @cached_property
    def signals(self) -> list[Signal]:
        """What speaks for a material change, with its place."""
        return list(self._signals())

    @cached_property
    def has_signals(self) -> bool:
        """Whether anything does; sooner known than what."""
        return any(True for _signal in self._signals())

    def _signals(self) -> Iterator[Signal]:
        return make_signals(self.items, self.parts, self.sections, self.counts, self.language)

    @cached_property
    def old_html(self) -> str:
        """The old document, rebuilt from ``html``; equal to ``normal_form`` of what came in."""
        return normal_form(restore(self.html, "old"))

    @cached_property
    def new_html(self) -> str:
        """The new document, rebuilt from ``html``; equal to ``normal_form`` of what came in."""
        return normal_form(restore(self.html, "new"))


def compare(old_html: str, new_html: str, language: str = "en") -> Redline:
    """The redline from one cleaned, well-formed HTML document to another.

    The same two texts always give the same redline. ``language`` (a tag such as "en" or "de-AT")
    chooses the words that signals look for.
    """
    items = merge(shield(old_html), shield(new_html))
    find_moves(items)
    group(items)
    return Redline(language, old_html, new_html, items, outline(items))
