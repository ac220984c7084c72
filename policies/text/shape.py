"""Cleaned HTML brought into the few shapes that policies are made of."""

from __future__ import annotations

from lxml.html import Element, HtmlElement

from policies.text.cells import list_cells
from policies.text.clean import BLOCKS, CONTAINERS, HEADINGS, INLINE
from policies.text.trees import add_text, headings, leave_descriptions, take_out, words

_RENAMED = {"ins": "u", "del": "s", "strike": "s"}
_KEPT_EMPTY = {"br", "wbr", "hr", "td", "th", "tr", "thead", "tbody", "tfoot"}
_EMPTIABLE = (BLOCKS | INLINE) - _KEPT_EMPTY
_PHRASES = (*HEADINGS, "p", "pre")


def shape(root: HtmlElement) -> None:
    """Give the tree under ``root`` paragraphs, lists and levels that HTML allows, in place.

    Pictures leave their alternative text; ``ins`` and ``del`` become ``u`` and ``s``, because in a
    redline they say something else; boxes become paragraphs; empty elements go.
    """
    leave_descriptions(root)
    for tag, name in _RENAMED.items():
        for element in list(root.iter(tag)):
            element.tag = name
    _flow(root)
    _wrap_runs(root)
    _mend_lists(root)
    list_cells(root)
    for link in list(root.iter("a")):
        if not link.get("href"):
            link.drop_tag()
    take_out(root, [element for element in root.iter(*_EMPTIABLE) if not words(element)])
    _name_columns(root)
    for heading in list(root.iterfind(".//table//*")):
        if heading.tag in HEADINGS:
            heading.tag = "p"
    _set_levels(root)


def _name_columns(root: HtmlElement) -> None:
    """Only a header cell with words in it heads anything."""
    for cell in list(root.iter("th")):
        if not words(cell):
            cell.tag = "td"
            cell.attrib.pop("scope", None)
    for cell in root.iterfind(".//thead/tr/th"):
        cell.set("scope", cell.get("scope") or "col")


def _flow(element: HtmlElement) -> None:
    for child in list(element):
        _flow(child)
    has_blocks = any(child.tag in BLOCKS for child in element)
    if element.tag in _PHRASES and has_blocks:
        _cut_short(element)
    elif element.tag in INLINE and has_blocks:
        element.drop_tag()
    elif element.tag == "blockquote" or (element.tag in CONTAINERS and has_blocks):
        _wrap_runs(element)
    if element.tag in CONTAINERS and element.getparent() is not None:
        if has_blocks:
            element.drop_tag()
        else:
            element.tag = "p"


def _cut_short(element: HtmlElement) -> None:
    """End a heading or paragraph before the first block in it; what follows stands after it."""
    children = list(element)
    first = next(place for place, child in enumerate(children) if child.tag in BLOCKS)
    for child in reversed(children[first:]):
        tail = child.tail
        element.addnext(child)
        child.tail = tail


def _wrap_runs(parent: HtmlElement) -> None:
    """Put words and inline elements that stand directly in ``parent`` into paragraphs."""
    children, text = list(parent), parent.text
    for child in children:
        parent.remove(child)
    parent.text = None
    run: HtmlElement | None = None

    def write(text: str | None) -> None:
        nonlocal run
        if text and run is None and text.strip():
            run = Element("p")
            parent.append(run)
        add_text(parent if run is None else run, text or "")

    write(text)
    for child in children:
        tail, child.tail = child.tail, None
        if child.tag in INLINE:
            if run is None:
                run = Element("p")
                parent.append(run)
            run.append(child)
        else:
            run = None
            parent.append(child)
        write(tail)


def _mend_lists(root: HtmlElement) -> None:
    """Put what stands between list items into items, and items outside lists into paragraphs."""
    for listing in list(root.iter("ul", "ol")):
        strays = [(None, listing.text), *((child, child.tail) for child in listing)]
        if all((c is None or c.tag == "li") and not (t or "").strip() for c, t in strays):
            continue
        for child in list(listing):
            listing.remove(child)
        listing.text = "\n"
        item: HtmlElement | None = None
        for child, text in strays:
            if child is not None:
                child.tail = None
                if child.tag == "li":
                    listing.append(child)
                    item = None
                else:
                    item = _item_for(listing, item)
                    item.append(child)
            if text and text.strip():
                item = _item_for(listing, item)
                add_text(item, text)
    for item in list(root.iter("li")):
        parent = item.getparent()
        if parent is not None and parent.tag not in {"ul", "ol"}:
            item.tag = "div"
            _flow(item)


def _item_for(listing: HtmlElement, item: HtmlElement | None) -> HtmlElement:
    if item is None:
        item = Element("li")
        listing.append(item)
    return item


def _set_levels(root: HtmlElement) -> None:
    """Let headings start at level 2 and never skip one on the way down.

    The page's own ``h1`` is the policy's title. A single ``h1`` at the head of the text repeats
    that title; it becomes level 2 and does not push the sections under itself, so that a text with
    and one without it have the same levels.
    """
    found = list(headings(root))
    if found and found[0].tag == "h1" and all(heading.tag != "h1" for heading in found[1:]):
        found.pop(0).tag = "h2"
    open_levels: list[tuple[int, int]] = []
    for heading in found:
        level = int(heading.tag[1])
        while open_levels and open_levels[-1][0] >= level:
            open_levels.pop()
        depth = open_levels[-1][1] + 1 if open_levels else 2
        open_levels.append((level, depth))
        heading.tag = f"h{min(depth, 6)}"
