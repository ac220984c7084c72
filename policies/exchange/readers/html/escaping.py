"""Words written so that Markdown takes each character literally."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r"[\\`*\[\]<>|~]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w{1,31};)")
_AT_START = re.compile(r"\s*(?:(?P<mark>[#>=+~|:-])|(?P<digits>\d{1,9})(?=[.)](?:\s|$)))")


def escaped(words: str) -> str:
    """Return ``words`` with a backslash before every character that could be markup."""
    return _SPECIAL.sub(r"\\\g<0>", words)


def escaped_start(text: str) -> str:
    """Return a line, its words escaped before, so that it starts no list, heading or quotation."""
    match = _AT_START.match(text)
    if match is None:
        return text
    place = match.end("digits") if match["digits"] else match.start("mark")
    return f"{text[:place]}\\{text[place:]}"
