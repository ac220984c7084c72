"""What a redline needs for eyes, ears and paper: the way on, what moved, what only looks new."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from lxml import etree
from lxml.html import HtmlElement

from policies.comparison.changes import formatting
from policies.redline import Change, Kind
from policies.standing.body import frame_tables, own_language
from policies.standing.safe_html import cleaned
from policies.text.trees import parse, serialise

_HOLDERS = frozenset(
    ["p", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "caption", "blockquote", "pre"]
)
"""Elements whose step to the next change stands inside them; after any other inline one."""

_BARE = frozenset(["ul", "ol", "table", "thead", "tbody", "tfoot", "tr", "hr", "br"])
"""Elements in or after which no link may stand."""


_HEADING = re.compile(r"<h([2-6])\b")


class Levels:
    """The headings of two texts in one page, none of which skips a level for those who listen.

    Neither text skips one, but together they may: a deleted ``h4`` stands under the ``h2`` that
    its ``h3`` has become. It stays an ``h4``, and is announced as a level 3.
    """

    def __init__(self) -> None:
        self.last = 2

    def told(self, html: str) -> str:
        """HTML that follows what was told before, with ``aria-level`` where a level is skipped."""
        return _HEADING.sub(self._heading, html)

    def _heading(self, opening: re.Match[str]) -> str:
        level = int(opening[1])
        self.last = min(level, self.last + 1)
        return opening[0] if level == self.last else f'{opening[0]} aria-level="{self.last}"'


class Marker:
    """Adds to a redline's HTML what the page needs; ``in_words`` spells every mark out.

    It is given the blocks of one page in reading order.
    """

    def __init__(self, changes: Sequence[Change], *, in_words: bool, language: str) -> None:
        self.changes = {change.id: change for change in changes}
        self.total = len(changes)
        self.in_words = in_words
        self.ours = own_language(language)
        self.levels = Levels()

    def plain(self, html: str) -> SafeString:
        """HTML without changes."""
        html = self.levels.told(html)
        if "<table" not in html:
            return cleaned(html)
        root = parse(html)
        frame_tables(root)
        return cleaned(serialise(root))

    def mark(self, html: str, *, steps: bool = True) -> SafeString:
        """HTML with changes; ``steps`` puts the way to the neighbours beside each of them."""
        if not html:
            return cleaned("")
        root = parse(self.levels.told(html))
        for element in list(root.iter("*")):
            if element is not root:
                self._element(element, steps)
        frame_tables(root)
        return cleaned(serialise(root))

    def _element(self, element: HtmlElement, steps: bool) -> None:
        if own := element.attrib.pop("data-own-id", ""):
            _first(element, _made(element, "span", "policies-place", id=own))
        if self.in_words and element.tag in ("ins", "del"):
            self._spell(element)
        name = element.get("id", "")
        change = self.changes.get(name.removesuffix("-end"))
        if change is None:
            return
        link = next(element.iterancestors("a"), None)
        if change.move and link is None:
            _first_words(element, self._moved(element, change, name))
        if steps and name == change.id:
            # A link may not stand in a link: the steps follow the one that the change is in.
            _beside(element if link is None else link, self._steps(element, change))
        if element.get("data-diff") in ("format", "here"):
            note = _made(element, "span", "policies-note", **self.ours)
            note.text = f"[{_looks(change)}]"
            _beside(element, note)

    def _spell(self, element: HtmlElement) -> None:
        moved = element.get("data-move") or any(
            parent.get("data-move") for parent in element.iterancestors()
        )
        if element.tag == "ins":
            said = _("[moved here: ") if moved else _("[added: ")
        else:
            said = _("[moved away: ") if moved else _("[removed: ")
        opening, closing = (_made(element, "span", "policies-word", **self.ours) for _i in range(2))
        opening.text, closing.text = said, "]"
        _first(element, opening)
        element.append(closing)

    def _moved(self, element: HtmlElement, change: Change, name: str) -> HtmlElement:
        gone = element.tag == "del" or element.get("data-diff") == "del"
        other = change.id if name.endswith("-end") else f"{change.id}-end"
        link = _made(element, "a", "policies-moved", href=f"#{other}", **self.ours)
        link.text = _("moved from here") if gone else _("moved to here")
        return link

    def _steps(self, element: HtmlElement, change: Change) -> HtmlElement:
        box = _made(element, "span", "policies-steps", **self.ours)
        number = change.number
        if number > 1:
            _way(box, number - 1, "\N{UPWARDS ARROW}", _("Previous change"))
        place = etree.SubElement(box, "span")
        place.text = _("%(number)s of %(total)s") % {"number": number, "total": self.total}
        if number < self.total:
            _way(box, number + 1, "\N{DOWNWARDS ARROW}", _("Next change"))
        return box


def _way(box: HtmlElement, number: int, sign: str, label: str) -> None:
    link = etree.SubElement(box, "a", {"href": f"#change-{number}"})
    arrow = etree.SubElement(link, "span", {"aria-hidden": "true"})
    arrow.text = sign
    hidden = etree.SubElement(link, "span", {"class": "policies-unseen"})
    hidden.text = label


def _looks(change: Change) -> str:
    if change.kind is Kind.LINK:
        return _("link changed")
    if change.kind is Kind.SPACE:
        return _("spacing changed")
    return formatting(change)


def _made(near: HtmlElement, tag: str, css: str, **attributes: str) -> HtmlElement:
    element: HtmlElement = near.makeelement(tag, {"class": css, **attributes})
    return element


def _first(element: HtmlElement, child: HtmlElement) -> None:
    child.tail, element.text = element.text, None
    element.insert(0, child)


def _first_words(element: HtmlElement, child: HtmlElement) -> None:
    """Put ``child`` before the first words of ``element``, where inline content may stand."""
    while element.tag in _BARE and len(element):
        element = element[0]
    if element.tag not in _BARE:
        _first(element, child)


def _beside(element: HtmlElement, child: HtmlElement) -> None:
    """Put ``child`` at the end of a block, or after an inline element."""
    while element.tag in _BARE and len(element):
        element = element[0]
    if element.tag in _BARE:
        return
    if element.tag in _HOLDERS:
        # A list inside an item comes after its own words.
        inner = next((kid for kid in element if kid.tag in ("ul", "ol", "table", "p")), None)
        if inner is not None:
            inner.addprevious(child)
        else:
            element.append(child)
        return
    after = element.getnext()
    if element.tag == "del" and not element.tail and after is not None and after.tag == "ins":
        # The new words follow the old ones that they replace: the two are one change.
        element = element if after.get("id") else after
    child.tail, element.tail = element.tail, None
    element.addnext(child)
