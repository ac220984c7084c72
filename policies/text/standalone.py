"""A rendered text as an HTML document of its own."""

from __future__ import annotations

import re
from html import escape

DOCUMENT_FORMAT = 1
"""Raised with any change to ``document``; older formats stay, to make the old bytes again."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def document(html: str, *, title: str, language: str, direction: str) -> str:
    """Return a complete HTML5 document round ``html``, which must come from ``render``.

    ``language`` is a BCP 47 tag, ``direction`` is ``ltr`` or ``rtl``;
    anything else is a ValueError. Nothing in the result depends
    on when, where or by what it is made.
    """
    if direction not in {"ltr", "rtl"}:
        raise ValueError(f"A text runs ltr or rtl, not {direction!r}.")
    if not _LANGUAGE.fullmatch(language):
        raise ValueError(f"A language is named like en or pt-BR, not {language!r}.")
    name = escape(" ".join(title.split()))
    return (
        "<!DOCTYPE html>\n"
        f'<html lang="{language}" dir="{direction}">\n'
        "<head>\n"
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="policy-document-format" content="{DOCUMENT_FORMAT}">\n'
        f"<title>{name}</title>\n"
        "</head>\n"
        "<body>\n"
        "<main>\n"
        f"<h1>{name}</h1>\n"
        f"{html.strip()}\n"
        "</main>\n"
        "</body>\n"
        "</html>\n"
    )
