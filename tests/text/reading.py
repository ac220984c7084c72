"""How the tests of the text room read HTML."""

from __future__ import annotations

import re

from lxml import html as lxml_html
from lxml.html import HtmlElement

_WORD = re.compile(r"[^\W_]+")
_SPACED = ("a", "br", "em", "h2", "h3", "h4", "h5", "h6", "li", "p", "strong", "td", "th")


def tree(html: str) -> HtmlElement:
    """Return the elements of ``html`` in a ``div``."""
    return lxml_html.fragment_fromstring(html, create_parent="div")


def texts(html: str, path: str) -> list[str]:
    """Return the text of each element that ``path`` finds, white space made single spaces."""
    return [" ".join(found.text_content().split()) for found in tree(html).xpath(path)]


def shown_words(html: str) -> list[str]:
    """Return the words a reader sees, in order."""
    root = tree(html)
    for element in root.iter(*_SPACED):
        element.text = f" {element.text or ''}"
        element.tail = f" {element.tail or ''}"
    return _WORD.findall(root.text_content())


def source_words(markdown: str) -> list[str]:
    """Return the words that Markdown means to be read, in order: no targets, no list numbers."""
    text = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)
    text = re.sub(r"!?\[((?:[^\[\]\\]|\\.)*)\]\( ?(?:[^()\s]|\([^()]*\))*\)", r" \1 ", text)
    text = re.sub(r"^(\s*(?:>\s*)*)\d{1,3}[.)](?=\s)", r"\1", text, flags=re.MULTILINE)
    text = re.sub(r"^ *\[[^\]]+\]: *(?:http|/)\S*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"<(https?://[^<>]+)>", r" \1 ", text)
    text = re.sub(r"</?(?:br|a|b|sup|p)\b[^>]*>", " ", text)
    return _WORD.findall(lxml_html.fromstring(f"<div>{text}</div>").text_content())
