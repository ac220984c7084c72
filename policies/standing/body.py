"""The frozen text as a page shows it: a link beside each heading, a frame round each table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lxml import etree
from lxml.html import HtmlElement

from policies.standing.safe_html import cleaned
from policies.text.trees import headings, parse, serialise, words


@dataclass(frozen=True, slots=True)
class Since:
    """What stands beside a heading: since when its section reads so, and where its history is."""

    said: str
    href: str


def framed(html: str, language: str, told: Mapping[str, Since] | None = None) -> SafeString:
    """The HTML of a version with ways to link to its sections and to scroll its wide tables.

    ``language`` is the text's own: what is added in the reader's says so where the two differ.
    ``told`` is by anchor.
    """
    root = parse(html)
    frame_tables(root)
    ours = own_language(language)
    for heading in list(headings(root)):
        _link(heading, ours, told or {})
    return cleaned(serialise(root))


def own_language(language: str) -> dict[str, str]:
    """The attributes of words of ours inside a text in ``language``."""
    reader = get_language() or language
    if reader.split("-")[0] == language.split("-")[0]:
        return {}
    return {"lang": reader, "dir": "auto"}


def frame_tables(root: HtmlElement) -> None:
    """Put each table in a region of its own that scrolls, also with the keyboard."""
    title = ""
    for element in list(root.iter("table", "h2", "h3", "h4", "h5", "h6")):
        if element.tag != "table":
            title = words(element)
            continue
        if element.getparent().get("class") == "policies-scroll":
            continue
        caption = element.find("caption")
        name = words(caption) if caption is not None else title
        label = _("Table: %(title)s") % {"title": name} if name else _("Table")
        _wrap(element, {"class": "policies-scroll", "role": "group", "tabindex": "0"}, label)


def _link(heading: HtmlElement, ours: dict[str, str], told: Mapping[str, Since]) -> None:
    anchor = heading.get("id")
    if not anchor:
        return
    title = words(heading)
    box = _wrap(heading, {"class": "policies-heading"})
    link = etree.SubElement(box, "a", {"class": "policies-anchor", "href": f"#{anchor}"})
    hidden = etree.SubElement(link, "span", {"class": "policies-unseen", **ours})
    hidden.text = _("Link to this section: %(title)s") % {"title": title}
    if since := told.get(anchor):
        # Beside the heading, not in it: its name stays what the text says.
        link = etree.SubElement(box, "a", {"class": "policies-since", "href": since.href, **ours})
        link.text = since.said
        hidden = etree.SubElement(link, "span", {"class": "policies-unseen"})
        hidden.text = f": {title}"


def _wrap(element: HtmlElement, attributes: dict[str, str], label: str = "") -> HtmlElement:
    parent = element.getparent()
    box = parent.makeelement("div", attributes)
    if label:
        box.set("aria-label", label)
    parent.replace(element, box)
    # What stood after the element stays after the box.
    box.tail, element.tail = element.tail, None
    box.append(element)
    return box
