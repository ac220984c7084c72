"""Lists in table cells, which Markdown can only write with line breaks."""

from __future__ import annotations

import re

from lxml.html import Element, HtmlElement

from policies.text.trees import add_text

_BULLET = re.compile(r"\s*[*•·-]\s+")


def list_cells(root: HtmlElement) -> None:
    """Make lists of lines in table cells that start with a bullet, in place."""
    for cell in root.iter("td", "th"):
        breaks = cell.findall("br")
        texts = [cell.text, *(br.tail for br in breaks)]
        if any(text and _BULLET.match(text) for text in texts):
            _rebuild(cell)


def _rebuild(cell: HtmlElement) -> None:
    children, text = list(cell), cell.text
    for child in children:
        cell.remove(child)
    cell.text = None
    line = _start(cell, text or "", after_break=False)
    for child in children:
        tail, child.tail = child.tail or "", None
        if child.tag == "br":
            line = _start(cell, tail, after_break=True)
        else:
            line.append(child)
            add_text(line, tail)


def _start(cell: HtmlElement, text: str, *, after_break: bool) -> HtmlElement:
    """Begin a line of a cell with ``text``; return the element that takes the rest of the line."""
    listing = cell[-1] if len(cell) and cell[-1].tag == "ul" else None
    bullet = _BULLET.match(text)
    if bullet is None:
        if after_break and listing is None:
            cell.append(Element("br"))
        elif listing is not None and not text.strip():
            return listing[-1]
        add_text(cell, text)
        return cell
    if listing is None or (listing.tail or "").strip():
        while len(cell) and cell[-1].tag == "br" and not (cell[-1].tail or "").strip():
            cell.remove(cell[-1])
        cell.append(Element("ul"))
    item = Element("li")
    item.text = text[bullet.end() :]
    cell[-1].append(item)
    return item
