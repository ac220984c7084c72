"""The shape of a language's table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Language:
    """What to look for in one language.

    ``modals`` and ``negations`` are whole words in lower case. ``vocabulary`` and ``recipients``
    map a topic to the beginnings of its words, likewise; a phrase has a space in it. The others
    are pieces of regular expressions, matched without regard to case: ``months``, ``numerals``
    (number words), ``periods`` (units of time), ``percent``, ``money`` (names of currencies),
    ``scale`` ("million"), ``streets`` (a street address from its number or name on).
    """

    modals: frozenset[str]
    negations: frozenset[str]
    vocabulary: dict[str, tuple[str, ...]]
    recipients: dict[str, tuple[str, ...]]
    months: str
    numerals: str
    periods: str
    percent: str
    money: str
    scale: str
    streets: str
