"""The canonical form of a source text, and its digest."""

from __future__ import annotations

import hashlib
import re
import unicodedata

_LINE_ENDS = re.compile("\r\n?|\u2028|\x0b|\x0c|\x85")
_PARAGRAPH_ENDS = re.compile("\u2029")
_UNUSABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_BLANK_LINE = re.compile(r"^[ \t]+$", re.MULTILINE)


def canonical(source: str) -> str:
    """Return the one spelling of ``source`` that is stored and hashed; idempotent.

    NFC, LF line ends, no byte order mark, no control characters (they belong to no text and XML
    and PostgreSQL refuse them), nothing on blank lines, exactly one line end at the end. Spaces at
    the end of a line with words stay, because two of them are a line break in Markdown.
    """
    text = source.removeprefix("\ufeff")
    text = _PARAGRAPH_ENDS.sub("\n\n", _LINE_ENDS.sub("\n", text))
    text = usable(text)
    text = unicodedata.normalize("NFC", text)
    text = _BLANK_LINE.sub("", text)
    return text.strip("\n").removeprefix("\ufeff") + "\n"


def usable(text: str) -> str:
    """Return ``text`` without the characters that neither HTML nor a database can hold."""
    return _UNUSABLE.sub("", text)


def digest(data: bytes | str) -> str:
    """Return the SHA-256 of ``data`` (a string counts as its UTF-8 bytes) as 64 hex digits."""
    if isinstance(data, str):
        data = data.encode("utf-8")
    return hashlib.sha256(data).hexdigest()
