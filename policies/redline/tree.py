"""A cleaned document as a tree of blocks whose leaves are runs of inline HTML.

The input has passed a cleaner, so every tag is written out and closed; this is a matcher of
brackets, not a parser of foreign HTML. What does not match its brackets is mended by lxml first.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from lxml import etree, html

from policies.redline.edits import RUN, Node
from policies.redline.tokens import ATTRIBUTES, BLOCKS, SPACE, TAG, VOID

_NAMES = "|".join(sorted(BLOCKS))
_BLOCK = re.compile(rf"<(?:/(?:{_NAMES})>|(?:{_NAMES})(?=[\s>/]){ATTRIBUTES}>)")


class NotWellFormed(ValueError):
    """Tags that do not close each other; the caller mends the text and tries again."""


def cut_both(old: str, new: str) -> tuple[list[str], list[str]]:
    """The top-level blocks of two documents; what both begin and end with is looked at once."""
    before, ends = cut(old)
    head = _shared_length(old, new)
    count = bisect_right(ends, head)
    # Loose text may go on in the other document; a block ends where its closing tag does.
    while count and before[count - 1][0] != "<":
        count -= 1
    start = ends[count - 1] if count else 0
    room = min(len(old), len(new)) - start
    tail = min(_shared_length(old, new, from_end=True), room)
    kept = len(ends)
    while kept > count and len(old) - _start(before, ends, kept - 1) <= tail:
        kept -= 1
    while kept < len(ends) and not _BLOCK.match(before[kept]):
        kept += 1
    stop = len(new) - (len(old) - _start(before, ends, kept)) if kept < len(ends) else len(new)
    middle, _ = cut(new[start:stop])
    return before, [*before[:count], *middle, *before[kept:]]


def _start(pieces: list[str], ends: list[int], at: int) -> int:
    return ends[at] - len(pieces[at])


def _shared_length(old: str, new: str, *, from_end: bool = False) -> int:
    """How many characters two texts begin (or end) with alike; by halving, on slices."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if from_end:
            old_end, new_end = len(old) - low, len(new) - low
            size = middle - low
            alike = old[old_end - size : old_end] == new[new_end - size : new_end]
        else:
            alike = old[low:middle] == new[low:middle]
        if alike:
            low = middle
        else:
            high = middle - 1
    return low


def cut(text: str) -> tuple[list[str], list[int]]:
    """The top-level blocks of a well-formed document, as written, and where each ends.

    White space between blocks belongs to none.
    """
    pieces: list[str] = []
    ends: list[int] = []
    start = depth = 0
    for match in _BLOCK.finditer(text):
        tag = match[0]
        if tag[1] == "/":
            depth -= 1
            if depth == 0:
                end = match.end()
                pieces.append(text[start:end])
                ends.append(end)
                start = end
            elif depth < 0:
                raise NotWellFormed
        else:
            if depth == 0:
                at = match.start()
                if at > start:
                    _loose(text, start, at, pieces, ends)
                start = at
            if tag[:3] == "<hr" or (tag[:4] == "<col" and tag[4] != "g"):
                if depth == 0:
                    start = match.end()
                    pieces.append(tag)
                    ends.append(start)
            else:
                depth += 1
    if depth:
        raise NotWellFormed
    _loose(text, start, len(text), pieces, ends)
    return pieces, ends


def pieces(html: str) -> list[str]:
    """The top-level blocks of a sound document."""
    try:
        return cut(html)[0]
    except NotWellFormed:
        return [node.raw for node in parse(html)]


def _loose(text: str, start: int, end: int, pieces: list[str], ends: list[int]) -> None:
    """Text that stands outside every block; a tag left open in it wraps blocks."""
    piece = text[start:end]
    if piece.strip(" \t\n\r\f"):
        if "<" in piece:
            parse(piece)
        pieces.append(piece)
        ends.append(end)


def parse(source: str) -> list[Node]:
    """The nodes of a well-formed stretch of HTML, to any depth, without recursion."""
    root = Node("", "", source, 0)
    stack = [root]
    inline: list[tuple[str, int, int]] = []  # opened since the innermost block: name, start, end
    last = 0

    def flush(to: int) -> None:
        if source[last:to].strip(" \t\n\r\f"):
            stack[-1].kids.append(Node(RUN, "", source, last, to))

    for match in TAG.finditer(source):
        closing, name = match[1], match[2]
        at, end = match.span()
        if name in VOID and name not in BLOCKS:
            continue
        if closing:
            if inline:
                if inline.pop()[0] != name:
                    raise NotWellFormed
            else:
                if stack[-1].tag != name or len(stack) == 1:
                    raise NotWellFormed
                flush(at)
                stack.pop().end = last = end
        elif name in BLOCKS:
            for outer, opened, content in inline:
                # An inline element that holds a block is a container like any other.
                flush(opened)
                stack.append(Node(outer, source[opened:content], source, opened))
                stack[-2].kids.append(stack[-1])
                last = content
            inline.clear()
            flush(at)
            node = Node(name, match[0], source, at, end)
            stack[-1].kids.append(node)
            last = end
            if name not in VOID:
                stack.append(node)
        else:
            inline.append((name, at, end))
    if inline or len(stack) > 1:
        raise NotWellFormed
    flush(len(source))
    return root.kids


def well_formed(text: str) -> str:
    """The document itself; raises ``NotWellFormed`` if it holds comments or the like."""
    if "<!" in text or "<?" in text:
        raise NotWellFormed
    return text


def mend(text: str) -> str:
    """A document re-written by lxml: elements closed in order, comments and instructions gone."""
    holder = html.fragment_fromstring(text, create_parent="div")
    etree.strip_tags(holder, etree.Comment, etree.ProcessingInstruction)
    written: str = html.tostring(holder, encoding="unicode", method="html")
    return written.strip()[len("<div>") : -len("</div>")]


def squeeze(raw: str) -> str:
    """White space as a browser sees it outside ``pre``: each run of it is one space."""
    return SPACE.sub(" ", raw)
