"""Anchors that last: names for sections, from their titles, kept from version to version."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from lxml.html import HtmlElement

from policies.text.lasting import kept_anchors
from policies.text.trees import headings, words

_NUMBERING = re.compile(
    r"\s*(?:§+\s*)?(?:\d{1,3}(?:\.\d{1,3})+[.):]?|\d{1,3}[.):]|\(?(?:\d{1,3}|[a-z]|[ivxlc]+)\)"
    r"|(?:[a-z]|[ivxlc]+)\.)\s+(?=\S)",
    re.IGNORECASE,
)
_RESERVED = re.compile(
    r"(?:main|top|content|header|footer|nav|navigation|menu|search|toc|skip)"
    r"|(?:change|move|row|version|fn|fnref)-\d+(?:-\d+)*"
    r"|polic(?:y|ies)-page-.*"
)
MAX_LENGTH = 80


def bare_title(title: str) -> str:
    """Return a section's title without the number in front of it."""
    return _NUMBERING.sub("", title, count=1) if _NUMBERING.match(title) else title


def slug(title: str) -> str:
    """Return the letters and digits of ``title`` in lower case, joined by hyphens; may be empty.

    Letters of every script stay (browsers percent-encode them); the result is at most
    ``MAX_LENGTH`` characters and cut between words where it can be.
    """
    text = unicodedata.normalize("NFC", title.lower())
    text = re.sub("['’ʼ]", "", text)
    kept = "".join(c if unicodedata.category(c)[0] in "LNM" else " " for c in text).split()
    name = "-".join(kept)
    if len(name) > MAX_LENGTH:
        name = name[:MAX_LENGTH].rpartition("-")[0] or name[:MAX_LENGTH]
    return name


def is_reserved(anchor: str) -> bool:
    """Tell whether ``anchor`` belongs to the page around the text.

    The page may give its own elements these ids: the landmark words of ``_RESERVED``; ``change-3``
    and the like; anything that starts with ``policy-page-`` or ``policies-page-``. A section never
    gets one of them.
    """
    return _RESERVED.fullmatch(anchor) is not None


class _Names:
    """Hands out names, each once."""

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        self.next: dict[str, int] = {}

    def pick(self, title: str) -> str:
        base = slug(bare_title(title)) or slug(title) or "section"
        if base[0].isdigit() or unicodedata.category(base[0]).startswith(("N", "M")):
            base = f"section-{base}"
        count = self.next.get(base, 1)
        while True:
            name = base if count == 1 else f"{base}-{count}"
            if is_reserved(name):
                name = f"section-{name}"
            count += 1
            if name not in self.taken:
                self.next[base] = count
                self.taken.add(name)
                return name


def set_anchors(root: HtmlElement, previous: HtmlElement | None) -> None:
    """Give every heading under ``root`` an ``id``, in place, and lead links to sections there.

    Sections that ``previous`` (the version before) has too keep the name they had there.
    """
    found = list(headings(root))
    kept: dict[int, str] = {}
    if previous is not None:
        kept = {
            index: anchor
            for index, anchor in kept_anchors(root, previous, bare_title).items()
            if not is_reserved(anchor)
        }
    names = _Names(set(kept.values()))
    aliases: dict[str, str] = {}
    for index, heading in enumerate(found):
        title = words(heading)
        anchor = kept.get(index) or names.pick(title)
        heading.set("id", anchor)
        for alias in (anchor, slug(title), slug(bare_title(title))):
            aliases.setdefault(alias, anchor)
    anchors = {heading.get("id") for heading in found}
    for link in root.iter("a"):
        href = link.get("href", "")
        if href.startswith("#") and unquote(href[1:]) not in anchors:
            target = slug(unquote(href[1:]).removeprefix("user-content-"))
            if target in aliases:
                link.set("href", f"#{aliases[target]}")
