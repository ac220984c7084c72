"""HTML fragments as lxml trees and back."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree, html
from lxml.html import HtmlElement

from policies.text.clean import HEADINGS


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
