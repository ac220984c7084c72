"""HTML fragments as lxml trees and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree, html
from lxml.html import HtmlElement

from policies.text.clean import HEADINGS

_GONE = "gone"


def parse(fragment: str) -> HtmlElement:
    """Return a ``div`` that holds the elements of a cleaned fragment."""
    root: HtmlElement = html.fragment_fromstring(
        fragment, create_parent="div", parser=html.HTMLParser(encoding=None, huge_tree=True)
    )
    return root


def serialise(root: HtmlElement) -> str:
    """Return the HTML of what ``root`` holds, without ``root`` itself."""
    whole = etree.tostring(root, encoding="unicode", method="html", with_tail=False)
    return whole.partition(">")[2].rpartition("</")[0]


def headings(root: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the headings in reading order."""
    yield from root.iter(*HEADINGS)


def words(element: HtmlElement) -> str:
    """Return the text of ``element`` with white space made single spaces."""
    return " ".join("".join(element.itertext()).split())


def add_text(parent: HtmlElement, text: str) -> None:
    """Append ``text`` after everything that ``parent`` holds."""
    last = next(parent.iterchildren(reversed=True), None)  # len() would count every child anew
    if last is not None:
        last.tail = (last.tail or "") + text
    else:
        parent.text = (parent.text or "") + text


def take_out(root: HtmlElement, elements: Iterable[HtmlElement]) -> None:
    """Take ``elements`` under ``root`` away with all that they hold; what follows them stays.

    At once: one by one, each would write the words after it anew, and keep a copy of them.
    """
    for element in list(elements):
        element.tag = _GONE
    etree.strip_elements(root, _GONE, with_tail=False)


def leave_descriptions(root: HtmlElement) -> None:
    """Put the alternative text of each picture under ``root`` into its place."""
    for image in list(root.iter("img")):
        image.text = image.get("alt") or ""
        image.tag = _GONE
    etree.strip_tags(root, _GONE)
