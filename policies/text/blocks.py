"""The block structure of a policy: lists, quotations and code as people really write them.

Python-Markdown keeps its own reading of headings, tables, paragraphs and everything inside a line.
What it is too strict for is replaced here: lists that follow a paragraph without a blank line or
are nested by two or three spaces, numbers that must come out as written, indented text that was
never meant as code, and nesting without a bound.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.etree import ElementTree

from markdown.blockparser import BlockParser
from markdown.util import AtomicString

from policies.text.bounds import Allowance
from policies.text.brackets import piled_up
from policies.text.lines import (
    CLOSING_HASHES,
    FENCE,
    HEADING,
    QUOTE,
    RULE,
    continues_paragraph,
    fence_end,
    inert,
    item_at,
    marker_of,
    starts_list,
    without_comments,
)

MAX_DEPTH = 12
"""Lists and quotations nest this deep; what goes deeper is read as plain lines."""

Element = ElementTree.Element

_UNDERLINE = re.compile(r" *(?:={2,}|-{3,}) *$")
_SEPARATOR = re.compile(r" *\|?(?: *:?-+:? *\|)+ *(?::?-+:?)? *$")
_LABEL = re.compile(r"\[(?P<label>[^\]]+)\]:[ ]*(?P<target>\S*)")
_TARGET = re.compile(r"[<#/.]|[a-zA-Z][a-zA-Z0-9+.-]*:|\S*[./]\S")


class PolicyBlockParser(BlockParser):
    """A block parser that reads containers itself and hands each run of plain lines on."""

    def parseDocument(self, lines: Iterable[str]) -> ElementTree.ElementTree:
        """Return the element tree of a whole text, given as lines without tabs."""
        self.root = Element(self.md.doc_tag)
        self._notes: set[str] = set()
        self.allowance = Allowance()
        self._containers(self.root, without_comments(list(lines)), 0)
        return ElementTree.ElementTree(self.root)

    def _containers(self, parent: Element, lines: list[str], depth: int) -> None:
        leaf: list[str] = []
        unclosed: dict[str, int] = {}
        at, count = 0, len(lines)
        while at < count:
            line = lines[at]
            following = lines[at + 1] if at + 1 < count else ""
            fence = FENCE.match(line)
            end = fence_end(lines, at, fence["fence"], unclosed) if fence else 0
            if not line.strip():
                self._flush(parent, leaf)
                at += 1
            elif end:
                self._flush(parent, leaf)
                _code(parent, lines[at + 1 : end])
                at = end + 1
            elif HEADING.match(line):
                self._flush(parent, leaf)
                heading = CLOSING_HASHES.sub(lambda match: r"\#" * len(match[0]), line.strip())
                self._read(parent, heading)
                at += 1
            elif len(leaf) == 1 and _UNDERLINE.match(line):
                self._read(parent, f"{inert(leaf.pop())}\n{line.strip()}")
                at += 1
            elif RULE.match(line):
                self._flush(parent, leaf)
                ElementTree.SubElement(parent, "hr")
                at += 1
            elif depth < MAX_DEPTH and QUOTE.match(line):
                self._flush(parent, leaf)
                at = self._quotation(parent, lines, at, depth)
            elif depth < MAX_DEPTH and starts_list(line, interrupting=bool(leaf)):
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
            self._read(parent, "\n".join(self._kept(inert(line)) for line in leaf))
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
            match = QUOTE.match(line)
            if match:
                inner.append(line[match.end() :])
            elif not continues_paragraph(line, inner[-1]):
                break
            else:
                inner.append(line)
            at += 1
        self._containers(ElementTree.SubElement(parent, "blockquote"), inner, depth + 1)
        return at

    def _list(self, parent: Element, lines: list[str], at: int, depth: int) -> int:
        """Read one list from ``lines[at]`` on; return the index of the line after it."""
        first = marker_of(lines[at])
        assert first is not None  # noqa: S101  # the caller has just seen it
        ordered = first.number is not None
        base, loose, expected = first.indent, False, first.number
        element = ElementTree.SubElement(parent, "ol" if ordered else "ul")
        if first.number not in {None, 1}:
            element.set("start", str(first.number))
        count, last = len(lines), at
        while at < count:
            marker = marker_of(lines[at])
            if marker is None or (marker.number is not None) != ordered:
                break
            loose = loose or at > last
            base = min(base, marker.indent)
            at, last, item_lines = item_at(lines, at, marker, base)
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
