"""The numbers that Word shows before clauses and headings, which its files do not spell out."""

from __future__ import annotations

import re

from lxml import etree
from lxml.html import HtmlElement

from policies.exchange.readers.word.labels import KNOWN
from policies.exchange.readers.word.lists import Level, Numbers
from policies.exchange.readers.word.xml import Styles, W, switched

NUMBERING = (
    f'<w:numbering xmlns:w="{W[1:-1]}">'
    + "".join(
        f'<w:abstractNum w:abstractNumId="{number}">'
        + "".join(
            f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{kind}"/></w:lvl>' for level in range(9)
        )
        + f'</w:abstractNum><w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>'
        for number, kind in ((1, "decimal"), (2, "bullet"))
    )
    + "</w:numbering>"
).encode()
"""The lists that remain when the numbers are written: list 1 is counted, list 2 has bullets."""
_DEEPEST = 4
_HEADING = re.compile(r"(?:heading(?: [1-6])?|title|subtitle)$", re.IGNORECASE)
_MARK = re.compile("\ue002(\\d+)\ue003")
_MISSING = "Numbers that Word writes by itself may be missing; compare them."
_RARE = "Numbers of a rare kind in Word come out in digits; check references to them."


def write_numbers(root: etree._Element, numbers: Numbers) -> list[str]:
    """Write what Word counts to the paragraphs of ``root``, in place; return warnings.

    Items of plain lists stay such, with a mark that ``take_numbers`` reads; before headings and
    clauses the number is spelled out, since references in the text name it as it is shown.
    """
    warnings: dict[str, None] = {}
    above: list[int] = []
    for paragraph in root.iter(f"{W}p"):
        place = numbers.place(paragraph)
        properties = paragraph.find(f"{W}pPr")
        if properties is not None:
            etree.strip_elements(properties, f"{W}numPr")
        if _is_gone(properties):
            continue
        counted = numbers.next(*place) if place else None
        if place and counted is None:
            warnings[_MISSING] = None
        if not _has_words(paragraph):
            continue
        if place is None or counted is None:
            above.clear()
            continue
        level, number, label = counted
        if level.kind not in KNOWN:
            warnings[_RARE] = None
        if _stays_item(level, place[1]) and not _is_heading(paragraph, numbers.styles):
            above[:] = [*(shallower for shallower in above if shallower < place[1]), place[1]]
            _list(paragraph, 2 if level.kind == "bullet" else 1, len(above) - 1)
            _put(paragraph, f"\ue002{number}\ue003")
        else:
            above.clear()
            if label and level.kind != "bullet":
                _put(paragraph, f"{label} ")
    return list(warnings)


def take_numbers(content: HtmlElement) -> None:
    """Turn the marks of ``write_numbers`` into the values of the items that mammoth made."""
    for element in content.iter():
        match = _MARK.match(element.text or "")
        if match and element.tag == "li":
            element.set("value", match[1])
            element.text = (element.text or "")[match.end() :]
        elif element.text:
            element.text = _MARK.sub(r"\1. ", element.text)


def _is_gone(properties: etree._Element | None) -> bool:
    """Tell whether a paragraph's end was deleted, moved away or hidden: it counts nothing."""
    mark = None if properties is None else properties.find(f"{W}rPr")
    return mark is not None and (
        switched(mark, "vanish") is True
        or mark.find(f"{W}del") is not None
        or mark.find(f"{W}moveFrom") is not None
    )


def _stays_item(level: Level, place: int) -> bool:
    return level.kind == "bullet" or (
        level.kind == "decimal" and level.label.rstrip(".)") == f"%{place + 1}"
    )


def _is_heading(paragraph: etree._Element, styles: Styles) -> bool:
    style_id = styles.of(paragraph)
    return _HEADING.match(styles.name(style_id)) is not None or (
        re.match(r"Heading[1-6]?$", style_id or "") is not None
    )


def _has_words(paragraph: etree._Element) -> bool:
    return any(
        (text.text or text.tag != f"{W}t")
        and next(text.iterancestors(f"{W}moveFrom"), None) is None
        for text in paragraph.iter(f"{W}t", f"{W}sym", f"{W}drawing", f"{W}pict")
    )


def _list(paragraph: etree._Element, number_id: int, level: int) -> None:
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    numbering = etree.SubElement(properties, f"{W}numPr")
    etree.SubElement(numbering, f"{W}ilvl").set(f"{W}val", str(min(level, _DEEPEST)))
    etree.SubElement(numbering, f"{W}numId").set(f"{W}val", str(number_id))


def _put(paragraph: etree._Element, words: str) -> None:
    """Put words before all others of a paragraph."""
    run = etree.Element(f"{W}r")
    etree.SubElement(run, f"{W}t").text = words
    paragraph.insert(0 if paragraph.find(f"{W}pPr") is None else 1, run)
