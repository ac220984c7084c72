"""What a document has of its own that a redline uses too: put aside, and put back.

``<ins>`` and ``<del>``, ``id="change-1"``, the ``data-`` attributes below and ids used twice are
given other names before two documents are compared, so that whatever bears such a name in a
redline is a mark and nothing else, and no id stands there twice.
"""

from __future__ import annotations

import re

from policies.redline.tokens import ATTRIBUTE, BLOCKS, TAG, VOID

OWN = "data-own-"
_RESERVED = re.compile(r"^(?:data-(?:diff|move|kind|old|new|id)$|data-own-)")
_MARK_ID = re.compile(r"^change-\d+(?:-end)?$")
_SIGNS = ("<ins", "<del", " data-", '="change-', "='change-")
_IDS = re.compile(r""" id=("[^"]*"|'[^']*'|[^\s>]+)""")


def shield(text: str) -> str:
    """The document with its own marks renamed; most have none and come back as they are."""
    ids = _IDS.findall(text)
    if not any(sign in text for sign in _SIGNS) and len(set(ids)) == len(ids):
        return text
    out: list[str] = []
    seen: set[str] = set()
    names: list[str] = []
    last = 0
    for match in TAG.finditer(text):
        tag = match[0]
        if match[1]:
            tag = f"</{names.pop() if names else match[2]}>"
        else:
            name, inner = match[2], _attributes(match[3], seen)
            if name in ("ins", "del"):
                inner = f' {OWN}tag="{name}"{inner}'
                name = "div" if _holds_blocks(text, match.end(), name) else "span"
            tag = f"<{name}{inner}>"
            if name not in VOID:
                names.append(name)
        out += (text[last : match.start()], tag)
        last = match.end()
    return "".join([*out, text[last:]])


def _attributes(inner: str, seen: set[str]) -> str:
    def rename(match: re.Match[str]) -> str:
        name = match[1]
        value = match[2] or match[3] or match[4] or ""
        if name == "id":
            taken = value in seen or _MARK_ID.match(value)
            seen.add(value)
            return OWN + match[0] if taken else match[0]
        return OWN + match[0] if _RESERVED.match(name) else match[0]

    return ATTRIBUTE.sub(rename, inner)


def _holds_blocks(text: str, start: int, name: str) -> bool:
    depth = 1
    for match in TAG.finditer(text, start):
        if match[2] in BLOCKS:
            return True
        if match[2] == name:
            depth += -1 if match[1] else 1
            if not depth:
                break
    return False


def unshield(tag: str) -> str:
    """An opening tag with its own name and attributes back."""
    match = TAG.match(tag)
    if match is None or OWN not in match[3]:
        return tag
    name, inner = match[2], match[3]
    own = f' {OWN}tag="'
    if inner.startswith(own):
        name, _, inner = inner[len(own) :].partition('"')
    inner = ATTRIBUTE.sub(lambda m: m[0][len(OWN) :] if m[1].startswith(OWN) else m[0], inner)
    return f"<{name}{inner}>"
