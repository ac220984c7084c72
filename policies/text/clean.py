"""The one place where HTML from outside is cleaned."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import nh3

from policies.text.form import usable

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_INLINE = "a abbr b bdi bdo br cite code dfn em i kbd mark q s samp small strong sub sup u var wbr"
_BLOCKS = "blockquote hr li ol p pre table caption thead tbody tfoot tr th td ul"
_CONTAINERS = (
    "address article aside center dd details div dl dt figcaption figure footer header hgroup main"
    " nav section summary"
)
INLINE = frozenset(_INLINE.split())
BLOCKS = frozenset(_BLOCKS.split()) | set(HEADINGS)
CONTAINERS = frozenset(_CONTAINERS.split())
"""Boxes that say nothing to a reader: their content stays, as paragraphs."""

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z")
_NUMBER = re.compile(r"-?[0-9]{1,6}\Z")
_SPAN = re.compile(r"[1-9][0-9]{0,2}\Z")
_FOOTNOTE = re.compile(r"fn(?:ref)?[0-9]*-\S+\Z")
_ILLEGAL_IN_URL = re.compile(r"[\s\"<>\\^`{|}\x00-\x20]")
_ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "ol": {"start", "type"},
    "li": {"value", "id"},
    "sup": {"id"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "img": {"alt"},
}
_UNKNOWN_SCHEME = re.compile(r"(?!(?:https?|mailto|tel):)[^/?#]*:", re.IGNORECASE)
_BRACKETED_HOST = re.compile(r"https?://\[[0-9A-Fa-f:.]+\](?:[:/?#][^\[\]]*)?\Z")
_SCHEMES = {"http", "https", "mailto", "tel"}


def _attribute(tag: str, name: str, value: str) -> str | None:
    match name:
        case "href":
            return url(value)
        case "lang":
            return value if _LANGUAGE.match(value) else None
        case "dir":
            return value if value in {"ltr", "rtl", "auto"} else None
        case "start" | "value":
            return value if _NUMBER.match(value) else None
        case "colspan" | "rowspan":
            return value if _SPAN.match(value) else None
        case "type":
            return value if value in {"1", "a", "A", "i", "I"} else None
        case "scope":
            return value if value in {"row", "col", "rowgroup", "colgroup"} else None
    return value


def _from_user(tag: str, name: str, value: str) -> str | None:
    if name == "id":
        return value if _FOOTNOTE.match(value) else None
    return _attribute(tag, name, value)


_foreign = nh3.Cleaner(
    tags=set(INLINE | BLOCKS | CONTAINERS | {"img", "ins", "del", "strike"}),
    attributes=_ATTRIBUTES,
    attribute_filter=_from_user,
    url_schemes=_SCHEMES,
    link_rel=None,
)
_own = nh3.Cleaner(
    tags=set(INLINE | BLOCKS - {"h1"}),
    attributes={
        **{tag: names for tag, names in _ATTRIBUTES.items() if tag != "img"},
        "a": {"href", "title", "rel"},
        **{heading: {"id"} for heading in HEADINGS[1:]},
    },
    attribute_filter=_attribute,
    url_schemes=_SCHEMES,
    link_rel=None,
)


def clean(html: str) -> str:
    """Return foreign HTML without anything that acts, styles or names elements."""
    return usable(_foreign.clean(html))


def settle(html: str) -> str:
    """Return this package's own HTML in the spelling that cleaning leaves alone."""
    return usable(_own.clean(html))


def url(address: str) -> str | None:
    """Return a link's target in a form that HTML allows, or nothing where it is none."""
    address = _ILLEGAL_IN_URL.sub(lambda match: _percent(match[0]), address.strip())
    if not _BRACKETED_HOST.match(address):
        address = address.replace("[", "%5B").replace("]", "%5D")
    if _UNKNOWN_SCHEME.match(address):
        return None
    try:
        parts = urlsplit(address)
        sound = "%" not in parts.netloc and parts.port != 0  # reading the port checks its range
        sound = sound and ("@" not in parts.netloc or parts.netloc.isascii())
        # A host in other letters would be percent-encoded when written, which names no host.
        host = parts.netloc.encode("idna").decode() if not parts.netloc.isascii() else parts.netloc
    except ValueError:
        return None
    return address.replace(parts.netloc, host, 1) if sound else None


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())
