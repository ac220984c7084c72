"""The table of contents of a rendered text."""

from __future__ import annotations

from dataclasses import dataclass

from policies.text.trees import headings, parse, words


@dataclass(frozen=True, slots=True)
class Heading:
    """One entry: ``level`` is 2 to 6, ``anchor`` the heading's id."""

    level: int
    title: str
    anchor: str


def outline(html: str) -> tuple[Heading, ...]:
    """Return the headings of what ``render`` returned, in reading order."""
    return tuple(
        Heading(int(heading.tag[1]), words(heading), heading.get("id", ""))
        for heading in headings(parse(html))
    )
