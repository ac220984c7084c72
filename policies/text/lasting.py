"""Which section of a text is which section of the version before it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from lxml import etree
from lxml.html import HtmlElement

from policies.text.clean import HEADINGS

_WORD = re.compile(r"\w+")
_ANCHOR = re.compile(r"[\w\u0300-\uffff-]{1,120}")
MAX_PAIRS = 40_000
"""So many pairs of sections are weighed; beyond that only those that stand in like places."""
_NEAR = 20


_T = TypeVar("_T")


@dataclass
class _Section:
    index: int
    level: int
    anchor: str
    title: str = ""
    texts: list[str] = field(default_factory=list)

    @cached_property
    def body(self) -> set[tuple[str, str]]:
        """The pairs of neighbouring words; most sections are never asked for them."""
        words = _WORD.findall(" ".join(self.texts).lower())
        return set(zip(words, words[1:] or words, strict=False))


def kept_anchors(
    root: HtmlElement, previous: HtmlElement, bare_title: Callable[[str], str]
) -> dict[int, str]:
    """Return the anchors that headings of ``root`` had in ``previous``, by the heading's position.

    First come sections of the same title (numbering and case aside), those of like words first;
    then, among what is left, sections whose pairs of neighbouring words are alike.
    """
    new, old = _sections(root, bare_title), _sections(previous, bare_title)
    unique = {section.anchor: section for section in reversed(old)}
    old = [s for s in old if unique[s.anchor] is s and _ANCHOR.fullmatch(s.anchor)]
    pairs: dict[int, str] = {}
    by_title: dict[str, tuple[list[_Section], list[_Section]]] = defaultdict(lambda: ([], []))
    for side, sections in enumerate((new, old)):
        for section in sections:
            by_title[section.title][side].append(section)
    for mine, theirs in by_title.values():
        _pair(mine, theirs, lambda a, b: 1 + _alike(a.body, b.body), pairs, sure=True)
    taken = set(pairs.values())
    _pair(
        [section for section in new if section.index not in pairs],
        [section for section in old if section.anchor not in taken],
        _likeness,
        pairs,
    )
    return pairs


def _pair(
    mine: list[_Section],
    theirs: list[_Section],
    weigh: Callable[[_Section, _Section], float],
    pairs: dict[int, str],
    *,
    sure: bool = False,
) -> None:
    """Pair sections, the likest first, and put the anchors into ``pairs``.

    ``sure`` says that one section on each side are a pair without being weighed.
    """
    candidates: list[tuple[float, int, _Section, _Section]] = []
    if len(mine) == len(theirs) == 1 and sure:
        pairs[mine[0].index] = theirs[0].anchor
        return
    for place, section in enumerate(mine):
        for other_place, other in _partners(place, theirs, len(mine) * len(theirs)):
            weight = weigh(section, other)
            if weight > 0:
                candidates.append((-weight, abs(place - other_place), section, other))
    candidates.sort(key=lambda c: (c[0], c[1], c[2].index, c[3].index))
    taken: set[str] = set()
    for _, _, section, other in candidates:
        if section.index not in pairs and other.anchor not in taken:
            pairs[section.index] = other.anchor
            taken.add(other.anchor)


def _partners(place: int, theirs: list[_Section], pairs: int) -> Iterable[tuple[int, _Section]]:
    if pairs <= MAX_PAIRS:
        return enumerate(theirs)
    start = max(0, place - _NEAR)
    return enumerate(theirs[start : place + _NEAR + 1], start)


def _likeness(section: _Section, other: _Section) -> float:
    """Return how sure it is that two sections of different titles are one; 0 for not."""
    title = _alike(set(section.title.split()), set(other.title.split()))
    if not section.body and not other.body:
        return title if title >= 0.6 else 0
    body = _alike(section.body, other.body)
    sure = body >= 0.4 or (body >= 0.1 and title >= 0.5) or (body >= 0.03 and title >= 0.75)
    return body + title / 2 if sure else 0


def _alike(one: set[_T], two: set[_T]) -> float:
    """Return the Dice likeness of two sets, 0 to 1; nothing is like nothing."""
    return 2 * len(one & two) / (len(one) + len(two)) if one and two else 0.0


def _sections(root: HtmlElement, bare_title: Callable[[str], str]) -> list[_Section]:
    """Cut a text at its headings; a section without words of its own has those of its parts."""
    sections: list[_Section] = []
    inside: HtmlElement | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        text = element.text if event == "start" else element.tail
        if event == "start" and element.tag in HEADINGS and inside is None:
            inside = element
            sections.append(_Section(len(sections), int(element.tag[1]), element.get("id") or ""))
        if inside is not None and not (event == "end" and element is inside):
            sections[-1].title += text or ""
            continue
        inside = None
        if sections and text:
            sections[-1].texts.append(text)
    for section in sections:
        title = bare_title(" ".join(section.title.split()))
        section.title = " ".join(_WORD.findall(title.lower())) or title
    for place, section in enumerate(sections):
        if not _WORD.search(" ".join(section.texts)):
            for part in sections[place + 1 : place + 1 + _NEAR]:
                if part.level <= section.level:
                    break
                section.texts.extend(part.texts)
    return sections
