"""Addresses in running text become links."""

from __future__ import annotations

import re

from lxml.html import Element, HtmlElement

from policies.text.clean import url
from policies.text.trees import add_text

_ADDRESS = re.compile(
    r"(?P<url>(?<![\w@./-])(?:https?://|www\.)[\w.-]+(?::[0-9]{1,5})?(?:[/?#][^\s<>\"“”„‘’«»‹›]*)?)"
    r"|(?P<mail>(?<![\w.%+/-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}"
    r"(?![\w@-]))",
    re.IGNORECASE,
)
_SENTENCE = ".,;:!?*_'…|"
_PAIRS = {")": "(", "]": "[", "}": "{"}
_UNLINKED = frozenset({"a", "code", "pre", "kbd", "samp"})
_EXTERNAL = re.compile(r"(?:https?:)?//", re.IGNORECASE)


def link_addresses(root: HtmlElement) -> None:
    """Turn bare web and mail addresses into links, and mark links that lead elsewhere, in place."""
    _walk(root)
    for link in root.iter("a"):
        if _EXTERNAL.match(link.get("href", "")):
            link.set("rel", "noopener noreferrer")


def _walk(parent: HtmlElement) -> None:
    if parent.tag in _UNLINKED:
        return
    children = list(parent)
    pieces = [(None, parent.text), *((child, child.tail) for child in children)]
    if any(text and ("@" in text or "://" in text or "ww." in text.lower()) for _, text in pieces):
        for child in children:
            parent.remove(child)
        parent.text = None
        for child, text in pieces:
            if child is not None:
                child.tail = None
                parent.append(child)
            _append_linked(parent, text or "")
    for child in children:
        _walk(child)


def _append_linked(parent: HtmlElement, text: str) -> None:
    done = 0
    for match in _ADDRESS.finditer(text):
        address = match["mail"] or _trimmed(match["url"])
        target = url(_with_scheme(address)) if "." in address else None
        if target is None:
            continue
        add_text(parent, text[done : match.start()])
        link = Element("a", href=target)
        link.text = address
        parent.append(link)
        done = match.start() + len(address)
    add_text(parent, text[done:])


def _with_scheme(address: str) -> str:
    if "://" in address:
        return address
    return f"mailto:{address}" if "@" in address else f"https://{address}"


def _trimmed(address: str) -> str:
    """Return an address without the punctuation of the sentence it stands in."""
    end = len(address)
    unopened = {close: address.count(close) - address.count(_PAIRS[close]) for close in _PAIRS}
    while address[end - 1] in _SENTENCE or unopened.get(address[end - 1], 0) > 0:
        end -= 1
        if address[end] in unopened:
            unopened[address[end]] -= 1
    return address[:end]
