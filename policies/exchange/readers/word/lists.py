"""The numbered lists of a Word file: which paragraph is on which, and how far each has counted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from policies.exchange.readers.word.labels import formatted
from policies.exchange.readers.word.xml import Styles, W, switched, value


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list counts.

    ``label`` is such as ``%1.%2``; ``style`` is the paragraphs' that stand on it; ``plain`` shows
    all numbers in digits.
    """

    kind: str
    start: int
    label: str
    style: str | None
    restarts: bool
    plain: bool


@dataclass
class Numbers:
    """The lists of a Word file, and how far each has counted."""

    styles: Styles
    lists: dict[str, dict[int, Level]] = field(default_factory=dict)
    counted_as: dict[str, str] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    reached: dict[tuple[str, int], int] = field(default_factory=dict)
    linked: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, root: etree._Element | None, styles: Styles) -> Numbers:
        """Return what a file's numbering part says."""
        numbers = cls(styles)
        if root is None:
            return numbers
        kinds = {kind.get(f"{W}abstractNumId", ""): kind for kind in root.iter(f"{W}abstractNum")}
        for number in root.iter(f"{W}num"):
            number_id, kind_id = number.get(f"{W}numId", ""), value(number, "abstractNumId") or ""
            kind = kinds.get(kind_id)
            numbers.counted_as[number_id] = kind_id
            levels = {} if kind is None else _levels(kind)
            if link := value(kind, "numStyleLink"):
                numbers.linked[number_id] = link
            for override in number.iter(f"{W}lvlOverride"):
                place = int(override.get(f"{W}ilvl", "0"))
                levels |= _levels(override)
                if start := value(override, "startOverride"):
                    numbers.starts[number_id, place] = int(start)
            numbers.lists[number_id] = levels
        return numbers

    def place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        """Return the list and the level on which a paragraph or its style puts it."""
        styles = list(self.styles.lineage(self.styles.of(paragraph)))
        said = [numbering for owner in (paragraph, *styles) if (numbering := _numbering(owner))]
        number_id = next((number for number, _ in said if number), None)
        if number_id is None or number_id == "0":
            return None
        if number_id in self.linked:
            linked = map(_numbering, self.styles.lineage(self.linked[number_id]))
            number_id = next((found[0] for found in linked if found and found[0]), number_id)
        level = next((level for _, level in said if level), None)
        by_style = (
            place
            for style in styles
            for place, found in self.lists.get(number_id, {}).items()
            if found.style == style.get(f"{W}styleId")
        )
        return number_id, int(level) if level else next(by_style, 0)

    def next(self, number_id: str, place: int) -> tuple[Level, int, str] | None:
        """Return how the next paragraph of a level counts, its number and its label."""
        levels = self.lists.get(number_id, {})
        level = levels.get(place)
        if level is None:
            return None
        counter = self.counted_as[number_id]
        start = self.starts.pop((number_id, place), None)
        if start is not None:
            self.reached[counter, place] = start - 1
        number = self.reached.get((counter, place), level.start - 1) + 1
        self.reached[counter, place] = number
        for deeper in range(place + 1, 9):
            if deeper not in levels or levels[deeper].restarts:
                self.reached.pop((counter, deeper), None)
        return level, number, self._label(level, levels, counter)

    def _label(self, level: Level, levels: dict[int, Level], counter: str) -> str:
        def shown(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            other = levels.get(place, level)
            number = self.reached.get((counter, place), other.start)
            return formatted(number, "decimal" if level.plain else other.kind)

        return re.sub(r"%(\d)", shown, level.label).strip()


def _numbering(owner: etree._Element) -> tuple[str | None, str | None] | None:
    """Return the list and the level that a paragraph or a style itself names."""
    properties = owner.find(f"{W}pPr")
    numbering = None if properties is None else properties.find(f"{W}numPr")
    return None if numbering is None else (value(numbering, "numId"), value(numbering, "ilvl"))


def _levels(kind: etree._Element) -> dict[int, Level]:
    found = {}
    for level in kind.iter(f"{W}lvl"):
        place = int(level.get(f"{W}ilvl", "0"))
        label = value(level, "lvlText")
        found[place] = Level(
            kind=value(level, "numFmt") or "decimal",
            start=int(value(level, "start") or 1),
            label=f"%{place + 1}." if label is None else label,
            style=value(level, "pStyle"),
            restarts=value(level, "lvlRestart") != "0",
            plain=bool(switched(level, "isLgl")),
        )
    return found
