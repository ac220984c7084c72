"""The block structure of a policy: lists, quotations and code as people really write them.

Python-Markdown keeps its own reading of headings, tables, paragraphs and everything inside a line.
What it is too strict for is replaced here: lists that follow a paragraph without a blank line or
are nested by two or three spaces, numbers that must come out as written, indented text that was
never meant as code, and nesting without a bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from xml.etree import ElementTree

from markdown.blockparser import BlockParser
from markdown.util import AtomicString

from policies.text.bounds import Allowance
from policies.text.brackets import piled_up

MAX_DEPTH = 12
"""Lists and quotations nest this deep; what goes deeper is read as plain lines."""

Element = ElementTree.Element

_MARKER = re.compile(
    r"(?P<indent> *)(?:(?P<number>[0-9]{1,3})[.)](?= |$)|[-+*](?= |$)|[•◦▪‣·●○■])"
    r"(?P<gap> *)(?P<rest>.*)"
)
_RULE = re.compile(r" *(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$")
_UNDERLINE = re.compile(r" *(?:={2,}|-{3,}) *$")
_HEADING = re.compile(r" *(?:#{1,6}(?: |$)|#{2,6}(?=[^\W\d]))")
_CLOSING_HASHES = re.compile(r"(?<=[^\s#\\])#+(?=\s*$)")
_MISLEADING = re.compile(r"#|[=-]+ *$")
_FENCE = re.compile(r" *(?P<fence>`{3,}|~{3,})[^`]*$")
_QUOTE = re.compile(r" *> ?")
_SEPARATOR = re.compile(r" *\|?(?: *:?-+:? *\|)+ *(?::?-+:?)? *$")
_LABEL = re.compile(r"\[(?P<label>[^\]]+)\]:[ ]*(?P<target>\S*)")
_TARGET = re.compile(r"[<#/.]|[a-zA-Z][a-zA-Z0-9+.-]*:|\S*[./]\S")
_COMMENT_OPENS = re.compile(r" *<!--")


class _Marker(NamedTuple):
    indent: int
    number: int | None
    text_at: int
    rest: str


def _marker(line: str) -> _Marker | None:
    match = _MARKER.match(line)
    if match is None or _RULE.match(line):
        return None
    number = int(match["number"]) if match["number"] else None
    return _Marker(len(match["indent"]), number, match.start("rest"), match["rest"])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


class PolicyBlockParser(BlockParser):
    """A block parser that reads containers itself and hands each run of plain lines on."""

    def parseDocument(self, lines: Iterable[str]) -> ElementTree.ElementTree:
        """Return the element tree of a whole text, given as lines without tabs."""
        self.root = Element(self.md.doc_tag)
        self._notes: set[str] = set()
        self.allowance = Allowance()
        self._containers(self.root, _without_comments(list(lines)), 0)
        return ElementTree.ElementTree(self.root)

    def _containers(self, parent: Element, lines: list[str], depth: int) -> None:
        leaf: list[str] = []
        unclosed: dict[str, int] = {}
        at, count = 0, len(lines)
        while at < count:
            line = lines[at]
            following = lines[at + 1] if at + 1 < count else ""
            fence = _FENCE.match(line)
            end = _fence_end(lines, at, fence["fence"], unclosed) if fence else 0
            if not line.strip():
                self._flush(parent, leaf)
                at += 1
            elif end:
                self._flush(parent, leaf)
                _code(parent, lines[at + 1 : end])
                at = end + 1
            elif _HEADING.match(line):
                self._flush(parent, leaf)
                heading = _CLOSING_HASHES.sub(lambda match: r"\#" * len(match[0]), line.strip())
                self._read(parent, heading)
                at += 1
            elif len(leaf) == 1 and _UNDERLINE.match(line):
                self._read(parent, f"{_inert(leaf.pop())}\n{line.strip()}")
                at += 1
            elif _RULE.match(line):
                self._flush(parent, leaf)
                ElementTree.SubElement(parent, "hr")
                at += 1
            elif depth < MAX_DEPTH and _QUOTE.match(line):
                self._flush(parent, leaf)
                at = self._quotation(parent, lines, at, depth)
            elif depth < MAX_DEPTH and _starts_list(line, interrupting=bool(leaf)):
                self._flush(parent, leaf)
                at = self._list(parent, lines, at, depth)
            else:
                if leaf and "|" in line and _SEPARATOR.match(following):
                    self._flush(parent, leaf)
                leaf.append(line)
                at += 1
        self._flush(parent, leaf)

    def _flush(self, parent: Element, leaf: list[str]) -> None:
        if leaf:
            self._read(parent, "\n".join(self._kept(_inert(line)) for line in leaf))
            leaf.clear()

    def _kept(self, line: str) -> str:
        """Return a line so that no words of it vanish as the target of a link or a second note."""
        match = _LABEL.match(line)
        if match is None:
            return line
        label, is_note = match["label"], match["label"].startswith("^")
        if label in self._notes if is_note else not _TARGET.match(match["target"]):
            return f"\\{line}"
        if is_note:
            self._notes.add(label)
        return line

    def _read(self, parent: Element, block: str) -> None:
        if piled_up(block):
            ElementTree.SubElement(parent, "p").text = AtomicString(block)
        else:
            self.allowance.take(block)
            self.parseBlocks(parent, [block])

    def _quotation(self, parent: Element, lines: list[str], at: int, depth: int) -> int:
        inner: list[str] = []
        while at < len(lines):
            line = lines[at]
            match = _QUOTE.match(line)
            if match:
                inner.append(line[match.end() :])
            elif not _continues_paragraph(line, inner[-1]):
                break
            else:
                inner.append(line)
            at += 1
        self._containers(ElementTree.SubElement(parent, "blockquote"), inner, depth + 1)
        return at

    def _list(self, parent: Element, lines: list[str], at: int, depth: int) -> int:
        """Read one list from ``lines[at]`` on; return the index of the line after it."""
        first = _marker(lines[at])
        assert first is not None  # noqa: S101  # the caller has just seen it
        ordered = first.number is not None
        base, loose, expected = first.indent, False, first.number
        element = ElementTree.SubElement(parent, "ol" if ordered else "ul")
        if first.number not in {None, 1}:
            element.set("start", str(first.number))
        count, last = len(lines), at
        while at < count:
            marker = _marker(lines[at])
            if marker is None or (marker.number is not None) != ordered:
                break
            loose = loose or at > last
            base = min(base, marker.indent)
            at, last, item_lines = _item(lines, at, marker, base)
            self.allowance.open_block()
            item = ElementTree.SubElement(element, "li")
            if marker.number is not None and expected is not None:
                lazy = marker.number == first.number == 1 and expected > 1
                if marker.number != expected and not lazy:
                    item.set("value", str(marker.number))
                    expected = marker.number
                expected += 1
            self._containers(item, item_lines, depth + 1)
            loose = loose or len(item.findall("p")) > 1
        if not loose:
            for item in element:
                _tighten(item)
        return last


def _item(lines: list[str], at: int, marker: _Marker, base: int) -> tuple[int, int, list[str]]:
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
                _marker(line) or after_blank or not _continues_paragraph(line, previous)
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


def _inert(line: str) -> str:
    """Return a line of a paragraph so that nothing at its start is read as a heading."""
    line = line.lstrip(" ")
    return f"\\{line}" if _MISLEADING.match(line) else line


def _starts_list(line: str, *, interrupting: bool) -> bool:
    """Tell whether ``line`` opens a list; inside a paragraph only what cannot be a wrapped line."""
    marker = _marker(line)
    if marker is None:
        return False
    if not interrupting:
        return True
    return bool(marker.rest.strip()) and marker.number in {None, 1} and line.lstrip()[0] != "+"


def _continues_paragraph(line: str, previous: str) -> bool:
    """Tell whether ``line``, though not indented, still belongs to the paragraph before it."""
    return bool(
        line.strip()
        and previous.strip()
        and not any(pattern.match(line) for pattern in (_HEADING, _RULE, _FENCE, _QUOTE))
        and not any(pattern.match(previous) for pattern in (_HEADING, _RULE, _FENCE))
        and not _starts_list(line, interrupting=True)
    )


def _fence_end(lines: list[str], at: int, fence: str, unclosed: dict[str, int]) -> int:
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


def _code(parent: Element, lines: list[str]) -> None:
    code = ElementTree.SubElement(ElementTree.SubElement(parent, "pre"), "code")
    code.text = AtomicString("\n".join(lines) + "\n")


def _tighten(item: Element) -> None:
    """Take the only paragraph of a list item away, keeping its words."""
    paragraph = item.find("p")
    if paragraph is None or paragraph is not item[0]:
        return
    item.text = paragraph.text
    item.remove(paragraph)


def _without_comments(lines: list[str]) -> list[str]:
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
