"""Words, numbers, marks and tags: the smallest pieces a redline ever moves."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "wbr"])

# What may stand between a tag's name and its ">": quoted values may hold anything.
ATTRIBUTES = r"""[^<>"']*+(?:(?:"[^"]*+"|'[^']*+')[^<>"']*+)*+"""
TAG = re.compile(rf"<(/?)([a-zA-Z][\w:.-]*)({ATTRIBUTES})>")
ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'=<>`]+)))?""")
SPACE = re.compile(r"[ \t\n\r\f]+")


def _combining() -> str:
    """A character class of the marks and joiners that Python's ``\\w`` leaves out of a word.

    Without them an accent that stands alone, or an Indic vowel sign, would cut its word in two.
    """
    marks = [c for c in range(0x300, 0x1F000) if unicodedata.category(chr(c)) in ("Mn", "Mc")]
    marks += [0xAD, 0x200C, 0x200D, 0x2060]
    ranges: list[list[int]] = []
    for code in sorted(marks):
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


_MARKS = _combining()
# Scripts written without spaces: each character stands for itself, or a clause would be one word.
UNSPACED = "\u3041-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_LETTER = rf"(?:(?![{UNSPACED}])[\w{_MARKS}])"
# Repetitions that could be tried again at each character are bounded: no text takes long.
_NUMBER = r"\d{4}-\d\d-\d\d(?!\d)|\d{1,40}+(?:[.,]\d{1,40}+){1,12}+(?![^\W_])"
_WORD = rf"{_LETTER}++(?:['’]{_LETTER}++)*+"
_MAIL = r"[\w.+-]{1,64}+@[\w-]{1,64}+(?:\.[\w-]{1,64}+)+"
_ADDRESS = rf"{_MAIL}|(?:https?://|www\.)(?:[\w/#%~?=+$:@,;.-]|&amp;){{0,2000}}[\w/]"
_ENTITY = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]\w{1,31});"

_SIMPLE = rf"[A-Za-z]++(?![\w'’{_MARKS}@.:+-])"
TOKEN = re.compile(
    rf"{_SIMPLE}|[ \t\n\r\f]+|<[a-zA-Z/]{ATTRIBUTES}>|{_ENTITY}|{_ADDRESS}|{_NUMBER}|{_WORD}"
    rf"|[{UNSPACED}][{_MARKS}]*|[\s\S][{_MARKS}]*"
)
_LETTERS = re.compile(rf"[^\W{UNSPACED}]+|[{UNSPACED}]")
_COUNTED = re.compile(rf"{_SIMPLE}|{_ADDRESS}|{_NUMBER}|{_WORD}|[{UNSPACED}]")


@cache
def _first(character: str) -> bool:
    return character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M"


def is_word(token: str) -> bool:
    """Whether a token is a word, a number, an address or a picture; not space or punctuation."""
    return _first(token[0]) or token[:4] == "<img"


def is_space(text: str) -> bool:
    """Whether a token shows as nothing but a gap."""
    return text.isspace() or text == "&nbsp;" or text[:3] == "<br"


def plain(raw: str) -> str:
    """The text of a stretch of HTML: no tags, entities resolved, white space as it is."""
    if "<" in raw:
        raw = TAG.sub(_gap, raw)
    return html.unescape(raw) if "&" in raw else raw


def _gap(match: re.Match[str]) -> str:
    return " " if match[2] in BLOCKS or match[2] in VOID else ""


def words(raw: str) -> list[str]:
    """The words, numbers and addresses in a stretch of HTML, in order."""
    return _COUNTED.findall(plain(raw))


def short(text: str, length: int = 160) -> str:
    """Text on one line, cut at a word, an ellipsis where something is left out."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    at = line.rfind(" ", length // 2, length)
    return line[: at if at > 0 else length] + " …"


def attributes(opening: str) -> list[tuple[str, str]]:
    """The attributes of an opening tag in its order, entities resolved."""
    inner = opening[1:-1].partition(" ")[2] if " " in opening else ""
    return [
        (name, html.unescape(double or single or bare))
        for name, double, single, bare in ATTRIBUTE.findall(inner)
    ]


def attribute(opening: str, name: str) -> str:
    """One attribute of an opening tag, or an empty string."""
    if name not in opening:
        return ""
    return next((value for key, value in attributes(opening) if key == name), "")


def renamed(raw: str, names: dict[str, str]) -> str:
    """HTML in whose tags the attributes of these names bear others."""

    def attribute_(match: re.Match[str]) -> str:
        new = names.get(match[1])
        return match[0] if new is None else new + match[0][len(match[1]) :]

    def tag(match: re.Match[str]) -> str:
        if match[1] or not match[3]:
            return match[0]
        return f"<{match[2]}{ATTRIBUTE.sub(attribute_, match[3])}>"

    return TAG.sub(tag, raw)


def gist(raw: str) -> tuple[str, ...]:
    """The stretches of letters and digits in HTML: quicker than its words, and as telling."""
    return tuple(_LETTERS.findall(plain(raw)))


def tag_name(opening: str) -> str:
    """The name in an opening tag; an empty string for no tag at all."""
    match = TAG.match(opening)
    return match[2].lower() if match else ""


_BLOCK_NAMES = (
    "address article aside blockquote caption center col colgroup dd details dialog div dl dt "
    "fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav "
    "ol p pre search section summary table tbody td tfoot th thead tr ul"
)
BLOCKS = frozenset(_BLOCK_NAMES.split())
HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
