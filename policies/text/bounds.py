"""How much a text may ask for: what no policy has, and what would hold a worker for long.

Python-Markdown looks through a paragraph anew for each mark in it, and pads each row of a table to
the width of its head: the work grows with the square of a text, or faster. Each bound is asked
before the work that it bounds.
"""

from __future__ import annotations

import re

from policies.exceptions import PolicyError

MAX_LENGTH = 1_000_000
"""Characters of a text, and of the words on one side of a comparison; the longest known policy has
some 350,000."""
MAX_BLOCKS = 20_000
"""Headings, paragraphs, list items and tables; the most known is 2,000."""
MAX_WORK = 200_000_000
"""The marks of each paragraph times its length, all together; the most known is 17 million, of a
paragraph of 37,000 characters."""
MAX_TAGS = 20_000
"""Tags of raw HTML in a text; the most known is 600."""
MAX_COLUMNS = 200
"""Columns of a table; the most known is 6."""
MAX_CELLS = 20_000
"""Cells of all tables of a text, padded ones included; the most known is 520."""
MAX_NOTES = 500
"""Footnotes of a text, and so many marks that lead to them."""
MAX_DEPTH = 60
"""Elements inside one another; the most known is 11."""
MAX_STACKED = 64
"""Accents on one letter; no script has ten."""

_MARKS = re.compile(r"[][()\\`*_~<>&!|^:@#\"'{}]")
_ROW = re.compile(r" *\|?(?: *:?-+:? *\|)+ *(?::?-+:?)? *$")
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
_UNCOUNTED = frozenset("br hr img wbr col p li tr td th thead tbody tfoot dt dd colgroup".split())
_VOID = frozenset("br hr img wbr col".split())


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for translation: this floor knows no framework that translates."""
    return sentence


class TooDemanding(PolicyError):
    """A text beyond a bound: ``sentence`` with ``facts`` says which, and what would be right."""

    def __init__(self, sentence: str, **facts: object) -> None:
        self.sentence, self.facts = sentence, facts
        super().__init__(sentence % facts)

    def __reduce__(self) -> tuple[object, ...]:
        """A refusal is told by one process to another."""
        return _again, (self.sentence, self.facts)


def _again(sentence: str, facts: dict[str, object]) -> TooDemanding:
    return TooDemanding(sentence, **facts)


_LONG = gettext_noop(
    "This text has %(found)s characters, and a policy may have %(limit)s: publish its parts as "
    "policies of their own."
)
_CROWDED = gettext_noop(
    "Too many marks such as *, _, [ or < stand in too long a paragraph (“%(words)s”): divide it by "
    "empty lines, or take out those that mean nothing."
)
_DIVIDED = gettext_noop(
    "This text is divided into more than %(limit)s paragraphs, headings and list items: join those "
    "that belong together, or publish its parts as policies of their own."
)
_TAGGED = gettext_noop(
    "This text has more than %(limit)s HTML tags: write it in Markdown, with tags only where they "
    "are needed."
)
_WIDE = gettext_noop(
    "A table has %(found)s columns (“%(words)s”), and may have %(limit)s: turn it round, or divide "
    "it."
)
_CELLS = gettext_noop(
    "The tables of this text have more than %(limit)s cells, short rows counted as wide as the "
    "head (“%(words)s”): divide the text, or make the tables smaller."
)
_NOTED = gettext_noop(
    "This text has more than %(limit)s footnotes, or marks that lead to them: put them into the "
    "text."
)
_DEEP = gettext_noop(
    "Parts of this text stand inside one another more than %(limit)s deep (lists, quotations, "
    "tables, emphasis or HTML tags): make it flatter."
)
_STACKED = gettext_noop(
    "More than %(limit)s accents stand on one letter of this text: take out those that mean "
    "nothing."
)


def check_length(text: str) -> None:
    """Raise TooDemanding for a text that is too long."""
    if len(text) > MAX_LENGTH:
        raise TooDemanding(_LONG, found=f"{len(text):,}", limit=f"{MAX_LENGTH:,}")


def stacked() -> TooDemanding:
    """The refusal of a text with too many accents on one letter."""
    return TooDemanding(_STACKED, limit=MAX_STACKED)


def check_depth(html: str, *, exactly: bool = False) -> None:
    """Raise TooDemanding where elements stand too deep in one another.

    In HTML as people write it only tags that must be closed count; ``exactly`` is for HTML in which
    every element is.
    """
    depth = 0
    uncounted = _VOID if exactly else _UNCOUNTED
    for match in _TAG.finditer(html):
        if match[2].lower() not in uncounted:
            depth = max(0, depth - 1) if match[1] else depth + 1
            if depth > MAX_DEPTH:
                raise TooDemanding(_DEEP, limit=MAX_DEPTH)


class Allowance:
    """What one text may still ask of the libraries that read it."""

    def __init__(self) -> None:
        self.blocks = self.work = self.tags = self.cells = self.notes = 0

    def open_block(self) -> None:
        """Count a list item, or anything else that is made. Raises TooDemanding."""
        self.blocks += 1
        if self.blocks > MAX_BLOCKS:
            raise TooDemanding(_DIVIDED, limit=f"{MAX_BLOCKS:,}")

    def take(self, block: str) -> None:
        """Count a paragraph or a table before it is read. Raises TooDemanding."""
        self.open_block()
        lines = block.split("\n")
        if len(lines) > 1 and "|" in lines[1] and _ROW.match(lines[1]):
            self._take_table(lines)
        else:
            lines = [block]
        self.tags += block.count("<")
        self.notes += block.count("[^")
        self.work += sum(len(_MARKS.findall(line)) * len(line) for line in lines)
        if self.tags > MAX_TAGS:
            raise TooDemanding(_TAGGED, limit=MAX_TAGS)
        if self.notes > MAX_NOTES:
            raise TooDemanding(_NOTED, limit=MAX_NOTES)
        if self.work > MAX_WORK:
            raise TooDemanding(_CROWDED, words=beginning(block))

    def _take_table(self, lines: list[str]) -> None:
        bare = (line.strip().removeprefix("|").removesuffix("|") for line in lines[:2])
        columns = max(line.count("|") for line in bare) + 1
        self.cells += columns * len(lines)
        if columns > MAX_COLUMNS:
            raise TooDemanding(_WIDE, found=columns, limit=MAX_COLUMNS, words=beginning(lines[0]))
        if self.cells > MAX_CELLS:
            raise TooDemanding(_CELLS, limit=MAX_CELLS, words=beginning(lines[0]))


def beginning(block: str) -> str:
    """The first words of a paragraph, by which to find it."""
    words = " ".join(block[:200].split())
    return words if len(words) <= 40 else f"{words[:39]}…"
