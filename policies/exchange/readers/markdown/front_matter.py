"""The front matter of a Markdown file: its plain fields, as YAML writes them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

_FRONT = re.compile(r"\A---[ \t]*\n(?P<fields>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.M)
_FIELD = re.compile(r"(?P<key>[A-Za-z](?:[\w .-]*[\w.-])?)[ \t]*:(?:[ \t]+(?P<value>.*))?$")
_BLOCK = re.compile(r"[|>][+\-0-9]{0,2}[ \t]*(?:#.*)?$")
_SINGLE = re.compile(r"'(?P<words>(?:[^']|'')*)'[ \t]*(?:#.*)?$")
_DOUBLE = re.compile(r'(?P<words>"(?:[^"\\]|\\.)*")[ \t]*(?:#.*)?$')
_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#.*$")


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return the plain fields of a front matter (lists and maps empty), and the other text."""
    front = _FRONT.match(text)
    if front is None:
        return {}, text
    fields = dict(_fields(front["fields"].split("\n")))
    return (fields, text[front.end() :]) if fields else ({}, text)


def _fields(lines: list[str]) -> Iterator[tuple[str, str]]:
    for place, line in enumerate(lines):
        match = _FIELD.match(line)
        if match:
            value = (match["value"] or "").strip()
            if value:
                value = _value(value, list(_indented(lines, place + 1)))
            yield match["key"], value


def _indented(lines: list[str], start: int) -> Iterator[str]:
    """Yield the lines that go on with the field before them."""
    for line in lines[start:]:
        if line.strip() and not line.startswith((" ", "\t")):
            return
        yield line.strip()


def _value(value: str, more: list[str]) -> str:
    """Return what a scalar means: in one line, without its quotes, escapes and comments."""
    if _BLOCK.match(value):
        return " ".join(filter(None, more))
    if value.startswith(("'", '"')):
        value = " ".join([value, *filter(None, more)])
    if single := _SINGLE.match(value):
        return single["words"].replace("''", "'")
    if double := _DOUBLE.match(value):
        try:
            return str(json.loads(double["words"]))
        except ValueError:
            return double["words"][1:-1]
    return " ".join(filter(None, (_COMMENT.sub("", line).rstrip() for line in (value, *more))))
