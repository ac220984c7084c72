"""Plain text gets its structure back: headings, lists, wrapped lines, lines that are lines.

No word is added, dropped or moved; only marks of Markdown are put round what is there, and before
characters that Markdown would take for its own.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from policies.exchange.readers.html.escaping import escaped, escaped_start
from policies.exchange.readers.markdown.reader import Read, left_overs, read_markdown
from policies.exchange.readers.plain.furniture import FURNITURE, POLICY

LONG = 120
"""A line longer than this was not wrapped by hand: it is a paragraph of its own."""
NARROW = 50
"""Nobody wraps a policy at fewer characters than this: such short lines are lines."""
SHORT = 60
"""A heading right over its text, without an empty line between, is shorter than this."""
TITLE_LENGTH = 90
"""A heading is not longer than this, in characters."""

_BULLET = re.compile(r"(?P<indent>[ \t]*)(?P<bullet>[•◦▪‣·●○■*–-]|o(?=[ \t]{2,}))[ \t]+(?=\S)")
_GLUED_BULLET = re.compile(r"(?P<indent>[ \t]*)(?P<bullet>[•◦▪‣●○■])(?=\S)")
_NUMBER = re.compile(r"(?P<indent>[ \t]*)(?P<number>\d{1,3})[.)][ \t]+(?=\S)")
_SECTION = re.compile(r"\s*(?P<section>\d{1,3}(?:\.\d{1,3})+)[.)]?[ \t]+(?=\S)")
_CLAUSE = re.compile(r"\s*\(?(?:[a-z]|[ivx]{1,5}|\d{1,3})\)[ \t]+\S")
_UNDERLINE = re.compile(r"[ \t]*(?:={3,}|-{3,}|~{3,}|\*{3,}|_{3,})[ \t]*$")
_MARKDOWN = re.compile(r"^#{1,6} \S|\]\((?:https?://|mailto:|/|#)|\*\*\w[^*\n]*\*\*", re.MULTILINE)
_ADDRESS = re.compile(r"https?://|www\.|\S@\S")


class _Block(NamedTuple):
    lines: list[str]
    number: int


def read_plain(text: str) -> Read:
    """Return plain text as Markdown, its title if it has one, no claims, and warnings."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    title: str | None
    if len(_MARKDOWN.findall(text)) > 1:
        body, title, claims, doubts = read_markdown(text)
        return body, title, claims, ("Read as Markdown, because it has its marks.", *doubts)
    blocks = _blocks(text)
    width = _width(blocks)
    parts: list[str] = []
    warnings: list[str] = []
    title, headed = None, False
    for place, block in enumerate(blocks):
        following = blocks[place + 1] if place + 1 < len(blocks) else None
        first = block.lines[0].strip()
        furniture = [line.strip() for line in block.lines if _is_furniture(line)]
        if furniture:
            warnings.append(
                f"Line {block.number}: “{furniture[0][:60]}” looks like part of the web page round"
                " the text; take it out if it is."
            )
        level = 0 if furniture else _heading_level(block, following)
        if level:
            words = " ".join(block.lines[0].split())
            if title is None and _is_title(first) and not headed:
                title, level = words, 1
            headed = True
            parts.append(f"{'#' * level} {escaped(words)}")
        elif _marker(block.lines[0]):
            parts.append(_list(block, width))
        else:
            parts.append(_paragraph(block.lines, width))
    return "\n\n".join(parts) + "\n", title, (), (*warnings, *left_overs(text))


def _is_title(words: str) -> bool:
    return POLICY.search(words) is not None and words[-1] != "?" and not _NUMBER.match(words)


def _blocks(text: str) -> list[_Block]:
    """Cut text into headings, paragraphs and runs of list lines, with their line numbers."""
    blocks: list[_Block] = []
    group: list[str] = []
    lines = text.split("\n")

    def close(end: int) -> None:
        if group:
            blocks.append(_Block(group.copy(), end - len(group) + 1))
            group.clear()

    for at, line in enumerate(lines):
        following = lines[at + 1] if at + 1 < len(lines) else ""
        if not line.strip() or group and _UNDERLINE.match(line) and len(group) == 1:
            close(at)
        elif _UNDERLINE.match(line):
            close(at)
            blocks.append(_Block([line], at + 1))
        elif _marker(line) and _stands_out(line, following):
            close(at)
            group.append(line)
            close(at + 1)
        elif not _marker(line) and (len(line) > LONG or _leaves_list(group, line)):
            close(at)
            group.append(line)
            if len(line) > LONG:
                close(at + 1)
        elif _marker(line):
            if group and not _goes_on(group[0], line):
                close(at)
            group.append(line)
        else:
            group.append(line)
            if len(group) == 1 and _stands_out(line, following):
                close(at + 1)
    close(len(lines))
    return _joined_lists(blocks)


def _joined_lists(blocks: list[_Block]) -> list[_Block]:
    """Put list items that stand apart by empty lines into one block, so that they count on."""
    joined: list[_Block] = []
    for block in blocks:
        kind = _marker(block.lines[0])
        before = joined[-1] if joined else None
        if before and kind and kind == _marker(before.lines[0]):
            before.lines.extend(["", *block.lines])
        else:
            joined.append(block)
    return joined


def _marker(line: str) -> str | None:
    """Return ``*`` for a line that starts with a bullet, ``1`` with a number, else None."""
    if _BULLET.match(line) or _GLUED_BULLET.match(line):
        return "*"
    return "1" if _NUMBER.match(line) else None


def _stands_out(line: str, following: str) -> bool:
    """Tell whether a line over a text without an empty line between is its heading."""
    words, after = line.strip(), following.strip()
    return bool(
        (_SECTION.match(line) or _NUMBER.match(line) or words.isupper())
        and _looks_like_title(words)
        and len(words) < SHORT
        and after
        and after[0].isupper()
        and not after.isupper()
        and not _marker(following)
        and following[0] != " "
    )


def _goes_on(first: str, line: str) -> bool:
    """Tell whether a list that starts with the line ``first`` takes in the list line ``line``."""
    kind = _marker(first)
    return bool(kind) and (kind == _marker(line) or _indent(line) > _indent(first))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _leaves_list(group: list[str], line: str) -> bool:
    """Tell whether a line right under a list starts a new paragraph."""
    return bool(
        group and _marker(group[0]) and line[0].isupper() and group[-1].rstrip()[-1] in ".;:!?"
    )


def _heading_level(block: _Block, following: _Block | None) -> int:
    """Return the level (2 to 4) at which a block is a heading; 0 where it is none."""
    words = block.lines[0].strip()
    if len(block.lines) != 1 or _BULLET.match(block.lines[0]) or not _looks_like_title(words):
        return 0
    if following is None or len(following.lines) == 1 and _UNDERLINE.match(following.lines[0]):
        return 0
    section = _SECTION.match(words)
    return 2 + min(2, section["section"].count(".")) if section else 2


def _looks_like_title(words: str) -> bool:
    number = _NUMBER.match(words) or _SECTION.match(words)
    bare = words[number.end() :] if number else words
    if len(words) > TITLE_LENGTH or len(words.split()) > 14 or _ADDRESS.search(words):
        return False
    if bare.isupper():
        return bare[-1] not in ".;,"
    return bare[-1] not in '.,;:!–-)"”' and not bare[0].islower() and not _CLAUSE.match(words)


def _is_furniture(line: str) -> bool:
    return len(line.strip()) < LONG and FURNITURE.match(line.strip()) is not None


def _width(blocks: list[_Block]) -> int:
    """Return the width at which the text was wrapped by hand; 0 where it was not."""
    lengths = [len(line.rstrip()) for block in blocks for line in block.lines[:-1]]
    widest = max(lengths, default=0)
    full = [length for length in lengths if length >= widest * 0.8]
    return widest if NARROW <= widest <= LONG and len(full) > 2 else 0


def _paragraph(lines: list[str], width: int) -> str:
    """Return the lines of a paragraph, with a hard break where the line was meant to end."""
    written = []
    for at, line in enumerate(lines):
        following = lines[at + 1].split() if at + 1 < len(lines) else []
        meant = following and (
            len(line.rstrip()) + 1 + len(following[0]) <= width
            or not width
            or _CLAUSE.match(lines[at + 1]) is not None
        )
        written.append(escaped_start(escaped(" ".join(line.split()))) + ("  " if meant else ""))
    return "\n".join(written)


def _list(block: _Block, width: int) -> str:
    """Return the lines of a list, nested by their indentation."""
    written: list[str] = []
    indents: list[int] = []
    for line in block.lines:
        match = _BULLET.match(line) or _GLUED_BULLET.match(line) or _NUMBER.match(line)
        if not line.strip():
            written.append("")
        elif match is None:
            written.append("    " * len(indents) + escaped_start(escaped(" ".join(line.split()))))
        else:
            indent = len(match["indent"])
            while indents and indent <= indents[-1]:
                indents.pop()
            indents.append(indent)
            number = match.groupdict().get("number")
            words = escaped_start(escaped(" ".join(line[match.end() :].split())))
            mark = f"{number}." if number else "*"
            written.append(f"{'    ' * (len(indents) - 1)}{mark:<3} {words}")
    return "\n".join(written)
