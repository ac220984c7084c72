"""Markdown files: front matter read and taken off, what templates left behind named."""

from __future__ import annotations

import re

from policies.exchange.dates.claims import dates_in_value
from policies.exchange.foreign import Claim, Role
from policies.exchange.readers.markdown.front_matter import front_matter

_TITLE = re.compile(
    r"^ {0,3}(?:#[ \t]+(?P<hash>\S.{0,300}?)(?:[ \t]{1,9}#{1,9})?[ \t]{0,9}"
    r"|(?P<ruled>\S.*)\n={2,}[ \t]*)$",
    re.MULTILINE,
)
_HEADING = re.compile(r"^ {0,3}(?:#{1,6}[ \t]+\S|\S.*\n(?:={2,}|-{3,})[ \t]*$)", re.MULTILINE)
_LEFT_OVER = re.compile(r"\{\{.{0,200}?\}\}|\{%.{0,200}?%\}|<%.{0,200}?%>|\[\[[^\]\n]{1,80}\]\]")
_ROLES = {
    "effective": Role.EFFECTIVE,
    "effectivedate": Role.EFFECTIVE,
    "effectivefrom": Role.EFFECTIVE,
    "validfrom": Role.EFFECTIVE,
    "updated": Role.UPDATED,
    "lastupdated": Role.UPDATED,
    "lastmod": Role.UPDATED,
    "lastmodified": Role.UPDATED,
    "modified": Role.UPDATED,
    "revised": Role.UPDATED,
    "created": Role.CREATED,
    "date": Role.CREATED,
    "published": Role.CREATED,
    "publishdate": Role.CREATED,
    "pubdate": Role.CREATED,
}

Read = tuple[str, str | None, tuple[Claim, ...], tuple[str, ...]]
"""What each reader returns: Markdown, title, claims of fields outside the text, warnings."""


def read_markdown(text: str) -> Read:
    """Return a Markdown text without its front matter, and what the front matter says.

    Nothing else is changed: placeholders that a template should have filled stay, and are named.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    fields, body = front_matter(text)
    claims: list[Claim] = []
    warnings: list[str] = []
    for key, value in fields.items():
        role = _ROLES.get(re.sub(r"[\W_]", "", key).lower())
        if role and value:
            found, doubts = dates_in_value(role, value, f"front matter, {key}")
            claims.extend(found)
            warnings.extend(doubts)
    left = [key for key in fields if key.lower() != "title"]
    if left:
        warnings.append(f"Front matter is not part of the text: {', '.join(left)}.")
    warnings.extend(left_overs(body))
    title = fields.get("title") or first_title(body)
    return body, title, tuple(claims), tuple(warnings)


def first_title(markdown: str) -> str | None:
    """Return the text of a heading of the first level that comes before all others."""
    title, heading = _TITLE.search(markdown), _HEADING.search(markdown)
    if title is None or heading is None or title.start() > heading.start():
        return None
    words = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", title["hash"] or title["ruled"])
    return " ".join(re.sub(r"[*`]|\\(?=[!-/:-@\[-`{-~])", "", words).split()) or None


def left_overs(markdown: str) -> list[str]:
    """Return a sentence for each kind of placeholder that a template should have filled."""
    lines: dict[str, list[int]] = {}
    for number, line in enumerate(markdown.split("\n"), 1):
        for match in _LEFT_OVER.finditer(line):
            lines.setdefault(match[0], []).append(number)
    return [
        f"“{words}” was left by a template (line {', '.join(map(str, numbers[:5]))});"
        " put the words in that it stands for."
        for words, numbers in lines.items()
    ]
