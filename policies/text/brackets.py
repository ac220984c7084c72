"""A guard against texts that are all brackets."""

from __future__ import annotations

import re

_BRACKETS = re.compile(r"\\.|[][()]", re.DOTALL)

MAX_OPEN = 30
"""More brackets than this, open at one place or never closed, make no link in any policy."""
MAX_TAGS = 20_000
"""More tags than this stand in no paragraph, not even in one that is a whole table in raw HTML."""


def piled_up(block: str) -> bool:
    """Tell whether a paragraph piles up so many brackets or tags that it is read as bare words.

    Python-Markdown looks for the end of each bracket anew, which takes hours on 100 kB of ``[``.
    """
    if block.count("<") > MAX_TAGS:
        return True
    if block.count("[") <= MAX_OPEN:
        return False
    for opening, closing in ("[]", "()"):
        depth = 0
        for match in _BRACKETS.finditer(block):
            if match[0] == opening:
                depth += 1
                if depth > MAX_OPEN:
                    return True
            elif match[0] == closing and depth:
                depth -= 1
    return False
