"""A rendered text as plain text that people can read."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from policies.text.clean import BLOCKS, HEADINGS
from policies.text.trees import parse

_SPACE = re.compile(r"[ \t\n]+")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_PARTS = frozenset({"thead", "tbody", "tfoot", "tr"})
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"))


def plain(html: str) -> str:
    """Return the words of what ``render`` returned: one paragraph, item or table row a line.

    Headings are underlined, list items bear their bullet or number, links their target in angle
    brackets; ends with exactly one line end.
    """
    blocks = _blocks(parse(html))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(blocks)).strip("\n") + "\n"


def _blocks(parent: HtmlElement) -> list[str]:
    """Return the lines of what ``parent`` holds, blocks apart by empty lines."""
    lines: list[str] = []
    run = [parent.text or ""]

    def flush() -> None:
        text = _inline_lines("".join(run))
        run.clear()
        lines.extend(text)

    for child in parent:
        if child.tag in BLOCKS:
            flush()
            lines.extend(_block(child))
        else:
            run.append(_inline(child))
        run.append(child.tail or "")
    flush()
    return lines


def _block(element: HtmlElement) -> list[str]:
    match element.tag:
        case "p":
            return ["", *_blocks(element), ""]
        case "ul" | "ol":
            return _listing(element)
        case "table":
            return ["", *_rows(element), ""]
        case "pre":
            return ["", *_inline(element).rstrip("\n").split("\n"), ""]
        case "blockquote":
            inner = re.sub(r"\n{3,}", "\n\n", "\n".join(_blocks(element)).strip("\n"))
            return ["", *(f"> {line}".rstrip() for line in inner.split("\n")), ""]
        case "hr":
            return ["", "* * *", ""]
    return ["", *_heading(element), ""]


def _heading(element: HtmlElement) -> list[str]:
    title = " ".join(_blocks(element))
    return [title, ("=" if element.tag == "h2" else "-") * max(3, min(len(title), 72))]


def _listing(listing: HtmlElement) -> list[str]:
    lines: list[str] = [""] if listing.getparent().tag != "li" else []
    number = int(listing.get("start", "1"))
    for item in listing.iterchildren("li"):
        number = int(item.get("value", str(number)))
        marker = "*" if listing.tag == "ul" else f"{_numeral(number, listing.get('type', '1'))}."
        number += 1
        heading = item[0] if len(item) and item[0].tag in HEADINGS else None
        inner = _blocks(item)
        if heading is not None and not (item.text or "").strip():
            del inner[: len(_block(heading))]
            inner = [" ".join(_blocks(heading)), "", *inner]
        while inner and not inner[0]:
            inner.pop(0)
        while inner and not inner[-1]:
            inner.pop()
        indent = " " * (len(marker) + 1)
        lines.append(f"{marker} {inner[0] if inner else ''}".rstrip())
        lines.extend(f"{indent}{line}".rstrip() for line in inner[1:])
        if "" in inner:
            lines.append("")
    return [*lines, ""] if listing.getparent().tag != "li" else lines


def _numeral(number: int, kind: str) -> str:
    """Return a list item's number in the style of the list's ``type``."""
    text = str(number)
    if kind in {"a", "A"} and 0 < number <= len(_LETTERS):
        text = _LETTERS[number - 1]
    elif kind in {"i", "I"} and 0 < number < 400:
        text = ""
        for value, roman in (*_ROMAN, (1, "i")):
            text += roman * (number // value)
            number %= value
    return text.upper() if kind in {"A", "I"} else text


def _rows(table: HtmlElement) -> list[str]:
    lines = [" ".join(_cell(caption)) for caption in table.iterchildren("caption")]
    # Rows of a table in a cell are words of that cell, and not read here once more.
    parts = (part for part in table if part.tag in _PARTS)
    for row in (row for part in parts for row in (part if part.tag != "tr" else (part,))):
        cells = [" ".join(_cell(cell)) for cell in row.iterchildren("td", "th")]
        lines.append(" | ".join(cells))
    return lines


def _cell(cell: HtmlElement) -> list[str]:
    return [line.strip() for line in _blocks(cell) if line.strip()]


def _inline(element: HtmlElement) -> str:
    """Return the words of an inline element; a line break is a line separator character."""
    if element.tag == "br":
        return "\u2028"
    text = (element.text or "") + "".join(_inline(child) + (child.tail or "") for child in element)
    if element.tag == "a":
        href = element.get("href", "")
        shown = text.strip()
        if not href.startswith("#") and shown not in {href, href.partition(":")[2], href[8:]}:
            text = f"{text} <{href}>"
    return text


def _inline_lines(text: str) -> list[str]:
    lines = [_SPACE.sub(" ", line).strip() for line in text.split("\u2028")]
    return lines if any(lines) else []
