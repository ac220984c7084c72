"""An independent reading of a redline: what it says each side was, found without the engine.

It parses with lxml and compares streams of events, so that a mistake shared by the engine's
writer and its reader cannot hide.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

from lxml import html as lxml_html
from lxml.html import HtmlElement

Event = tuple[str, ...]
Verdict = tuple[str, str, list[tuple[str, str]]]

_OPENING = re.compile(r"([\w:.-]+)(.*)", re.DOTALL)
_ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:=(?:"([^"]*)"|'([^']*)'|(\S+)))?""")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_BLOCK_NAMES = (
    "address article aside blockquote caption dd details div dl dt figcaption figure footer h1 h2 "
    "h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())


def events(document: str) -> list[Event]:
    """Tags with their attributes in order, and text with white space as a browser shows it."""
    root = lxml_html.fragment_fromstring(document, create_parent="div")
    return _settled(_walk(root, lambda element: ("keep", str(element.tag), _pairs(element))))


def _own_name(name: str) -> str:
    return "id" if name == "data-id" else name.removeprefix("data-own-")


def _pairs(element: HtmlElement) -> list[tuple[str, str]]:
    return [(str(name), str(value)) for name, value in element.attrib.items()]


def side(redline: str, which: str) -> list[Event]:
    """The events of one side of a redline."""
    gone, stays = ("ins", "del") if which == "old" else ("del", "ins")

    def judge(element: HtmlElement) -> Verdict:
        tag, attributes = str(element.tag), dict(_pairs(element))
        mark = attributes.pop("data-diff", "")
        attributes.pop("data-move", None)
        attributes.pop("data-kind", None)
        if re.fullmatch(r"change-\d+(-end)?", attributes.get("id", "")):
            del attributes["id"]
        if tag == gone or mark in (gone, "here"):
            return "skip", "", []
        if tag == stays:
            return "open", "", []
        old, new = attributes.pop("data-old", None), attributes.pop("data-new", None)
        if which == "old" and old is not None:
            if not old:
                return "open", "", []
            match = _OPENING.match(old)
            assert match is not None
            found = _ATTRIBUTE.findall(match[2])
            own = {_own_name(n): html.unescape(a or b or c) for n, a, b, c in found}
            return "keep", own.pop("tag", match[1]), list(own.items())
        if which == "new" and new is not None:
            return "open", "", []
        tag = attributes.pop("data-own-tag", tag)
        return "keep", tag, [(_own_name(name), value) for name, value in attributes.items()]

    root = lxml_html.fragment_fromstring(redline, create_parent="div")
    return _settled(_walk(root, judge))


def _walk(root: HtmlElement, judge: Callable[[HtmlElement], Verdict]) -> Iterator[Event]:
    work: list[Event | HtmlElement] = list(reversed(root))
    if root.text:
        yield ("text", root.text)
    while work:
        thing = work.pop()
        if isinstance(thing, tuple):
            yield thing
        else:
            verdict, tag, attributes = judge(thing)
            if thing.tail:
                work.append(("text", thing.tail))
            if verdict == "skip":
                continue
            if verdict == "keep":
                yield ("start", tag, *(part for pair in attributes for part in pair))
                work.append(("end", tag))
            work.extend(reversed(thing))
            if thing.text:
                yield ("text", thing.text)


def _settled(stream: Iterator[Event]) -> list[Event]:
    """Texts joined and their white space squeezed; none beside a block's tag or a line break."""
    out: list[Event] = []
    pre = 0
    text: list[str] = []

    def flush(next_tag: str) -> None:
        joined = "".join(text)
        text.clear()
        if not pre:
            joined = _SPACE.sub(" ", joined)
            if next_tag in _BLOCKS or next_tag == "br" or not next_tag:
                joined = joined.removesuffix(" ")
            last = out[-1] if out else ("end", "p")
            if last[0] != "text" and (last[1] in _BLOCKS or last[1] == "br"):
                joined = joined.removeprefix(" ")
        if joined:
            out.append(("text", joined))

    for event in stream:
        if event[0] == "text":
            text.append(event[1])
            continue
        flush(event[1])
        if event[1] == "pre":
            pre += 1 if event[0] == "start" else -1
        out.append(event)
    flush("")
    return out
