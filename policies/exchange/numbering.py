"""The numbers that Word shows before list items and headings, which its files do not spell out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LETTERED = {"lowerLetter", "upperLetter", "lowerRoman", "upperRoman"}


@dataclass
class _Counter:
    """How far each level of each list has counted."""

    formats: dict[str, dict[int, tuple[str, int]]]
    reached: dict[tuple[str, int], int] = field(default_factory=dict)

    def next(self, number_id: str, level: int) -> tuple[str, int]:
        """Return the format and the number of the next item on a level."""
        kind, start = self.formats.get(number_id, {}).get(level, ("bullet", 1))
        for deeper in range(level + 1, 9):
            self.reached.pop((number_id, deeper), None)
        number = self.reached.get((number_id, level), start - 1) + 1
        self.reached[number_id, level] = number
        return kind, number


def number_lists(
    content: HtmlElement, document: etree._Element, parts: dict[str, bytes]
) -> list[str]:
    """Write Word's numbers to the lists in ``content``, in place; return warnings.

    mammoth starts every list at 1; Word goes on counting after a paragraph between.
    """
    counter = _Counter(_formats(parts))
    numbers = [
        counter.next(number_id, level) for number_id, level in _numbered_paragraphs(document)
    ]
    items = [item for item in content.iter("li") if not item.get("id")]
    warnings: list[str] = []
    if any(kind in _LETTERED for kind, _ in numbers):
        warnings.append(
            "Lists lettered (a), (b) or (i), (ii) come out numbered 1, 2; check references to them."
        )
    if len(items) != len(numbers):
        return [*warnings, "Numbers that Word writes by itself may be missing; compare them."]
    for item, (kind, number) in zip(items, numbers, strict=True):
        listing = item.getparent()
        if listing.tag == "ol" and kind != "bullet" and item.getprevious() is None and number != 1:
            listing.set("start", str(number))
    return warnings


def _numbered_paragraphs(document: etree._Element) -> Iterator[tuple[str, int]]:
    for properties in document.iter(f"{_W}numPr"):
        number_id = properties.find(f"{_W}numId")
        level = properties.find(f"{_W}ilvl")
        if number_id is not None and number_id.get(f"{_W}val") != "0":
            yield (
                str(number_id.get(f"{_W}val")),
                int(level.get(f"{_W}val", "0")) if level is not None else 0,
            )


def _formats(parts: dict[str, bytes]) -> dict[str, dict[int, tuple[str, int]]]:
    """Return for each list of a file, by its id, the format and first number of each level."""
    if "word/numbering.xml" not in parts:
        return {}
    root = etree.fromstring(parts["word/numbering.xml"])
    abstract = {
        str(kind.get(f"{_W}abstractNumId")): {
            int(level.get(f"{_W}ilvl", "0")): (
                _value(level, "numFmt", "decimal"),
                int(_value(level, "start", "1")),
            )
            for level in kind.iter(f"{_W}lvl")
        }
        for kind in root.iter(f"{_W}abstractNum")
    }
    return {
        str(number.get(f"{_W}numId")): abstract.get(_value(number, "abstractNumId", ""), {})
        for number in root.iter(f"{_W}num")
    }


def _value(parent: etree._Element, name: str, default: str) -> str:
    child = parent.find(f"{_W}{name}")
    return default if child is None else str(child.get(f"{_W}val", default))
