"""What Markdown cannot say of HTML: brought into a form that it can, or named."""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from policies.exchange.readers.html.scripts import raised_or_lowered

_BLOCKS = ("address", "article", "blockquote", "div", "dl", "h1", "h2", "h3", "h4", "h5", "h6",
           "ol", "p", "pre", "section", "table", "ul")  # fmt: skip
_WIDEST, _MOST_EMPTY = 100, 10_000
_LETTERS = {"a", "A", "i", "I"}
_LETTER_STYLE = re.compile(r"list-style[\w-]*\s*:[^;]*(?:alpha|latin|roman|greek)")
_LETTERED = "Lists lettered (a), (b) or (i), (ii) come out numbered 1, 2; check references to them."
_MERGED = (
    "Cells of tables that span several rows or columns come out as one cell beside empty ones;"
    " compare the tables."
)


def flatten(content: HtmlElement) -> list[str]:
    """Rewrite ``content`` in place, so that its Markdown says the same; return warnings."""
    warnings: dict[str, None] = {}
    for element in list(content.iter("sup", "sub")):
        raised_or_lowered(element)
    etree.strip_tags(content, "sup", "sub")
    for listing in list(content.iter("ol")):
        if listing.get("type") in _LETTERS or _LETTER_STYLE.search(listing.get("style", "")[:500]):
            warnings[_LETTERED] = None
        _count(listing)
    filled = 0
    for table in content.iter("table"):
        merged, filled = _fill(table, filled)
        if merged:
            warnings[_MERGED] = None
    for listing in content.iter("dl"):
        _spell_out(listing)
    return list(warnings)


def _count(listing: HtmlElement) -> None:
    """Cut a list in two wherever its numbers do not go on by one."""
    step = -1 if listing.get("reversed") is not None else 1
    number = _integer(listing.get("start"), len(listing.findall("li")) if step < 0 else 1)
    current, previous = listing, None
    for child in list(listing):
        if child.tag == "li":
            number = _integer(child.attrib.pop("value", None), number)
            if previous is None:
                current.set("start", str(number))
            elif number != previous + 1:
                following = lxml_html.Element("ol", start=str(number))
                following.tail, current.tail = current.tail, None
                current.addnext(following)
                current = following
            previous = number
            number += step
        if current is not listing:
            current.append(child)


def _integer(written: str | None, default: int) -> int:
    digits = (written or "").strip()
    return int(digits) if re.fullmatch(r"[0-9]{1,9}", digits) else default


def _fill(table: HtmlElement, filled: int) -> tuple[bool, int]:
    """Put empty cells where others reach down, so that columns stay columns; tell of spans.

    ``filled`` counts those of the tables before, and comes back with this one's.
    """
    merged = False
    reaching: dict[int, int] = {}
    for row in table.iter("tr"):
        column = 0
        if next(row.iterancestors("table")) is not table:
            continue
        for cell in [*row.iterchildren("td", "th"), None]:
            while reaching.get(column) and filled < _MOST_EMPTY:
                reaching[column] -= 1
                column, filled = column + 1, filled + 1
                empty = lxml_html.Element("td" if cell is None else cell.tag)
                row.append(empty) if cell is None else cell.addprevious(empty)
            if cell is not None:
                width, height = (_integer(cell.get(name), 1) for name in ("colspan", "rowspan"))
                merged = merged or width > 1 or height > 1
                if width > _WIDEST:
                    cell.set("colspan", str(_WIDEST))
                for _ in range(min(max(width, 1), _WIDEST)):
                    reaching[column] = height - 1
                    column += 1
    return merged, filled


def _spell_out(listing: HtmlElement) -> None:
    """Make paragraphs of a list of terms, to which Markdown would give a sign of its own."""
    for part in listing.iter("dt", "dd"):
        part.tag = "div" if next(part.iter(*_BLOCKS), None) is not None else "p"
    listing.tag = "div"
