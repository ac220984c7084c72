"""The lines of a policy, by what they begin: items, quotations, code and paragraphs that go on."""

from __future__ import annotations

import re
from typing import NamedTuple

_MARKER = re.compile(
    r"(?P<indent> *)(?:(?P<number>[0-9]{1,3})[.)](?= |$)|[-+*](?= |$)|[•◦▪‣·●○■])"
    r"(?P<gap> *)(?P<rest>.*)"
)


RULE = re.compile(r" *(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$")


HEADING = re.compile(r" *(?:#{1,6}(?: |$)|#{2,6}(?=[^\W\d]))")


CLOSING_HASHES = re.compile(r"(?<=[^\s#\\])#+(?=\s*$)")


_MISLEADING = re.compile(r"#|[=-]+ *$")


FENCE = re.compile(r" *(?P<fence>`{3,}|~{3,})[^`]*$")


QUOTE = re.compile(r" *> ?")


_COMMENT_OPENS = re.compile(r" *<!--")


class Marker(NamedTuple):
    indent: int
    number: int | None
    text_at: int
    rest: str


def marker_of(line: str) -> Marker | None:
    match = _MARKER.match(line)
    if match is None or RULE.match(line):
        return None
    number = int(match["number"]) if match["number"] else None
    return Marker(len(match["indent"]), number, match.start("rest"), match["rest"])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def item_at(lines: list[str], at: int, marker: Marker, base: int) -> tuple[int, int, list[str]]:
    """Collect the lines of the item that starts at ``lines[at]``.

    Returns the index where the next item may start, the index after the last line with words, and
    the item's lines, moved left to where its own text starts.
    """
    body: list[str] = []
    last, previous = at + 1, marker.rest
    at += 1
    while at < len(lines):
        line = lines[at]
        if line.strip():
            after_blank = at > last
            deeper = _indent(line) >= base + 2
            if not deeper and (
                marker_of(line) or after_blank or not continues_paragraph(line, previous)
            ):
                break
            last, previous = at + 1, line
        body.append(line)
        at += 1
    del body[len(body) - (at - last) :]
    inside = [_indent(line) for line in body if line.strip() and _indent(line) >= base + 2]
    shift = min([marker.text_at, *inside])
    moved = [line[min(shift, _indent(line)) :] for line in body]
    return at, last, [marker.rest, *moved]


def inert(line: str) -> str:
    """Return a line of a paragraph so that nothing at its start is read as a heading."""
    line = line.lstrip(" ")
    return f"\\{line}" if _MISLEADING.match(line) else line


def starts_list(line: str, *, interrupting: bool) -> bool:
    """Tell whether ``line`` opens a list; inside a paragraph only what cannot be a wrapped line."""
    marker = marker_of(line)
    if marker is None:
        return False
    if not interrupting:
        return True
    return bool(marker.rest.strip()) and marker.number in {None, 1} and line.lstrip()[0] != "+"


def continues_paragraph(line: str, previous: str) -> bool:
    """Tell whether ``line``, though not indented, still belongs to the paragraph before it."""
    return bool(
        line.strip()
        and previous.strip()
        and not any(pattern.match(line) for pattern in (HEADING, RULE, FENCE, QUOTE))
        and not any(pattern.match(previous) for pattern in (HEADING, RULE, FENCE))
        and not starts_list(line, interrupting=True)
    )


def fence_end(lines: list[str], at: int, fence: str, unclosed: dict[str, int]) -> int:
    """Return the index of the line that closes ``fence``, or 0 where none does.

    ``unclosed`` remembers the shortest fence that was sought in vain, so that a thousand open
    fences cost one search.
    """
    if len(fence) >= unclosed.get(fence[0], len(fence) + 1):
        return 0
    for index in range(at + 1, len(lines)):
        line = lines[index].strip()
        if line.startswith(fence) and not line.strip(fence[0]):
            return index
    unclosed[fence[0]] = len(fence)
    return 0


def without_comments(lines: list[str]) -> list[str]:
    """Leave out HTML comments that stand on lines of their own, however many lines they take."""
    kept: list[str] = []
    at = 0
    closable = True
    while at < len(lines):
        if closable and _COMMENT_OPENS.match(lines[at]):
            end = next((i for i in range(at, len(lines)) if "-->" in lines[i]), None)
            closable = end is not None
            if end is not None:
                rest = lines[end].rpartition("-->")[2]
                kept.append(rest if rest.strip() else "")
                at = end + 1
                continue
        kept.append(lines[at])
        at += 1
    return kept
