"""The canonical form of a source text, and its digest."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from policies.text.bounds import MAX_STACKED

_LINE_ENDS = re.compile("\r\n?|\u2028|\x0b|\x0c|\x85")
_PARAGRAPH_ENDS = re.compile("\u2029")
_UNUSABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_FOREIGN = re.compile(rf"[^\x00-\u02ff]{{{MAX_STACKED + 1},}}")
_BLANK_LINE = re.compile(r"^[ \t]+$", re.MULTILINE)


def canonical(source: str) -> str:
    """Return the one spelling of ``source`` that is stored and hashed; idempotent.

    NFC, LF line ends, no byte order mark, no control characters (they belong to no text and XML
    and PostgreSQL refuse them), nothing on blank lines, exactly one line end at the end. Spaces at
    the end of a line with words stay, because two of them are a line break in Markdown. More
    accents on one letter than any script has stay as they are: to sort them takes hours.
    """
    text = source.removeprefix("\ufeff")
    text = _PARAGRAPH_ENDS.sub("\n\n", _LINE_ENDS.sub("\n", text))
    text = usable(text)
    text = "".join(
        piece if place % 2 else unicodedata.normalize("NFC", piece)
        for place, piece in enumerate(_apart(text))
    )
    text = _BLANK_LINE.sub("", text)
    return text.strip("\n").removeprefix("\ufeff") + "\n"


def is_stacked(text: str) -> bool:
    """Tell whether a letter of ``text`` bears more than ``MAX_STACKED`` accents."""
    return len(_apart(text)) > 1


def _apart(text: str) -> list[str]:
    """Return ``text`` in pieces, of which every second is a pile of accents beyond the bound."""
    pieces, done = [], 0
    for run in _FOREIGN.finditer(text):
        begun = None
        for place in range(run.start(), run.end() + 1):
            if place < run.end() and unicodedata.combining(text[place]):
                begun = place if begun is None else begun
            elif begun is not None:
                if place - begun > MAX_STACKED:
                    pieces += [text[done:begun], text[begun:place]]
                    done = place
                begun = None
    return [*pieces, text[done:]]


def usable(text: str) -> str:
    """Return ``text`` without the characters that neither HTML nor a database can hold."""
    return _UNUSABLE.sub("", text)


def digest(data: bytes | str) -> str:
    """Return the SHA-256 of ``data`` (a string counts as its UTF-8 bytes) as 64 hex digits."""
    if isinstance(data, str):
        data = data.encode("utf-8")
    return hashlib.sha256(data).hexdigest()
