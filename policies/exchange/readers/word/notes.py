"""Footnotes and endnotes of Word as those of Markdown: ``[^1]``, ``[^e1]``."""

from __future__ import annotations

import re

from lxml import html as lxml_html
from lxml.html import HtmlElement

_NOTE = "\ue000{}\ue001"
_NOTE_MARK = re.compile("\ue000(.*?)\ue001")
_IS_NOTE = "starts-with({0}, '{1}footnote-') or starts-with({0}, '{1}endnote-')"
_INLINE = {"a", "em", "strong", "s", "u", "sup", "sub", "br", "img", "input"}


def mark_notes(content: HtmlElement) -> None:
    """Turn mammoth's notes into paragraphs with marks that survive the way to Markdown."""
    for link in content.xpath(f".//a[{_IS_NOTE.format('@href', '#')}]"):
        if "-ref-" in link.get("href"):
            link.drop_tree()
            continue
        mark = link.getparent() if link.getparent().tag == "sup" else link
        mark.tail = _NOTE.format(_label(link.get("href"))) + (mark.tail or "")
        mark.drop_tree()
    for item in content.xpath(f".//li[{_IS_NOTE.format('@id', '')}]"):
        for part in list(item.iterdescendants()):
            if part.tag not in _INLINE:
                part.tail = f" {part.tail or ''}"
                part.drop_tag()
        note = lxml_html.Element("p")
        note.text = f"{_NOTE.format(_label(item.get('id')))}: {(item.text or '').lstrip()}"
        note.extend(list(item))
        item.getparent().addprevious(note)
        item.drop_tree()
    for listing in content.xpath("./ol[not(node())]"):
        listing.drop_tree()


def with_notes(markdown: str) -> str:
    """Return Markdown with its notes in place of the marks."""
    return _NOTE_MARK.sub(r"[^\1]", markdown)


def _label(name: str) -> str:
    kind, _, number = name.lstrip("#").partition("note-")
    return number if kind == "foot" else f"e{number}"
