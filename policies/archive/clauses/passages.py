"""A section's text with what is known of each paragraph beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from lxml.html import HtmlElement

from policies.redline import Paragraph
from policies.redline.clauses import clauses, marked_blocks
from policies.redline.traces import Traces
from policies.standing.body import frame_tables, own_language
from policies.standing.safe_html import cleaned
from policies.text.trees import parse, serialise

MARK = '<span data-paragraph="1"></span>'

Story = tuple[int, tuple[int, ...]]
"""The version that brought a paragraph, and those that touched it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Blocks in a row that most of their paragraphs share a story for.

    A paragraph with a story of its own says so in ``html``.
    """

    html: SafeString
    since: int
    touched: tuple[int, ...]


def passages(
    html: str, traces: Traces, anchor: str, *, language: str, address: str
) -> list[Passage]:
    """The text of the section ``anchor``, without its heading.

    ``address`` is that of the whole text, to which links from one section to another lead.
    """
    found = clauses(html, traces)
    at = next(place for place, clause in enumerate(found) if clause.anchor == anchor)
    everything = [paragraph for clause in found for paragraph in clause.paragraphs]
    by_block = {n: list(group) for n, group in groupby(everything, lambda p: p.block)}
    blocks = marked_blocks(html, MARK)
    ours = own_language(language)
    shown: list[tuple[Story, str]] = []
    # The heading is the page's own, unless it stands inside another block: a list, say.
    for block in dict.fromkeys(paragraph.block for paragraph in found[at].paragraphs[1:]):
        own = by_block[block]
        (story, _count), *_rest = Counter(map(_story, own)).most_common(1)
        shown.append((story, _noted(blocks[block], own, story, address, ours)))
    return [
        Passage(cleaned("\n".join(html for _story, html in group)), *story)
        for story, group in groupby(shown, lambda pair: pair[0])
    ]


def _story(paragraph: Paragraph) -> Story:
    return paragraph.since, paragraph.touched


def _noted(
    html: str, paragraphs: Sequence[Paragraph], story: Story, address: str, ours: dict[str, str]
) -> str:
    root = parse(html)
    marks = root.xpath("//span[@data-paragraph]")
    noted: set[tuple[HtmlElement, Story]] = set()
    for mark, paragraph in zip(marks, paragraphs, strict=True):
        # The cells of a row that came together say so once.
        row = next(mark.iterancestors("tr"), mark)
        if _story(paragraph) == story or (row, _story(paragraph)) in noted:
            mark.drop_tree()
        else:
            noted.add((row, _story(paragraph)))
            _note(mark, paragraph, ours)
    for element in root.iter("*"):
        element.attrib.pop("id", None)
        if element.get("href", "").startswith("#"):
            element.set("href", address + element.get("href"))
    frame_tables(root)
    return serialise(root)


def _note(mark: HtmlElement, paragraph: Paragraph, ours: dict[str, str]) -> None:
    del mark.attrib["data-paragraph"]
    mark.set("class", "policies-own")
    mark.attrib.update(ours)
    said = (
        _("changed in version %(number)s") if paragraph.touched else _("since version %(number)s")
    )
    # The space belongs to those who hear it; the eye has a margin.
    mark.text = f" [{said % {'number': paragraph.latest}}]"
