"""What comes from Word or a web page with a paste, as clean Markdown."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement
from wagtail.models import Page
from wagtail.permissions import policy_registry

from policies.bounds import told
from policies.desk.access import EDITING
from policies.text import TooDemanding, canonical

LONGEST = 20_000_000
"""Bytes of HTML that are taken: Word writes ten for one of the text."""

_DROPPED = ("script", "style", "meta", "link", "title", "xml", "img", "svg", "iframe", "object")
_LEVEL = re.compile(r"mso-list:\s*\w+\s+level([1-9])", re.IGNORECASE)
_MARKER = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
_COUNTED = re.compile(r"^\(?(?:\d+|[a-z]|[ivxlc]+)[.)]", re.IGNORECASE)
_LOOKS = {
    "strong": re.compile(r"(?<![\w-])font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE),
    "em": re.compile(r"(?<![\w-])font-style:\s*italic", re.IGNORECASE),
}
_PLAIN = re.compile(r"(?<![\w-])font-weight:\s*(?:normal|400)", re.IGNORECASE)
_BULLET = re.compile(r"^(\s*)\*( )", re.MULTILINE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BARE = "bare"
"""A tag that leaves its words behind."""
_SPACE = re.compile(r"[ \t\r\n]+")
_LINK = re.compile(r"(?:https?:|mailto:|tel:|/|#)", re.IGNORECASE)


def pasted(html: str) -> str:
    """The Markdown of an HTML fragment: headings, lists, tables, links and emphasis, no looks.

    Raises ValueError or RecursionError rather than lose what is nested too deep.
    """
    # markdownify comes with the extra "exchange"; without it a paste brings its plain text.
    from policies.exchange.readers.html.to_markdown import check_tree, to_markdown

    html = re.sub(r"<!\[(?:if|endif)[^<>]*\]>", "", html)
    # Without huge_tree, libxml2 drops in silence what is nested more than 256 deep.
    parser = lxml_html.HTMLParser(huge_tree=True)
    html = _CONTROL.sub(" ", html)
    root = lxml_html.fragment_fromstring(html, create_parent="div", parser=parser)
    if parser.error_log.filter_from_fatals():
        raise ValueError("The fragment was not read to its end.")
    etree.strip_elements(root, etree.Comment, *_DROPPED, with_tail=False)
    for element in list(root.iter("*")):
        if ":" in str(element.tag) or element.tag in ("html", "body", "head"):
            element.tag = _BARE
    etree.strip_tags(root, _BARE)
    check_tree(root)
    _lists(root)
    for element in list(root.iter("span", "b", "i", "font", "a")):
        _inline(element)
    # At once: to take them away one by one writes all the words after each anew.
    etree.strip_tags(root, _BARE)
    _lower(root)
    _head(root)
    _flow(root)
    return _BULLET.sub(r"\1-\2", canonical(to_markdown(root)).strip("\n"))


def _inline(element: HtmlElement) -> None:
    style = element.get("style", "")
    if element.tag == "a":
        if not _LINK.match(element.get("href", "")):
            element.tag = _BARE
        return
    if element.tag in ("b", "i"):
        # Google Docs wraps everything in a bold element that is not bold.
        if _PLAIN.search(style):
            element.tag = _BARE
        return
    for tag, look in _LOOKS.items():
        if look.search(style) and (element.text_content() or "").strip():
            element.tag = tag
            return
    element.tag = _BARE


def _lower(root: HtmlElement) -> None:
    """Headings begin at the second level: the first is the title of the page."""
    if root.find(".//h1") is None:
        return
    for level in (5, 4, 3, 2, 1):
        for heading in root.iter(f"h{level}"):
            heading.tag = f"h{level + 1}"


def _flow(root: HtmlElement) -> None:
    """Word breaks its lines anywhere: outside of preformatted text a break is a space."""
    for element in root.iter("*"):
        if element.tag != "pre" and next(element.iterancestors("pre"), None) is None:
            element.text = _SPACE.sub(" ", element.text or "")
        element.tail = _SPACE.sub(" ", element.tail or "")


def _head(root: HtmlElement) -> None:
    """A table's first row is its head, which Word does not say."""
    for table in root.iter("table"):
        row = table.find(".//tr")
        if row is not None and table.find(".//th") is None:
            for cell in row.findall("td"):
                cell.tag = "th"


def _lists(root: HtmlElement) -> None:
    """Word's paragraphs that only look like list items, as lists."""
    open_lists: list[HtmlElement] = []
    follows: HtmlElement | None = None
    for paragraph in list(root.iter("p")):
        found = _LEVEL.search(paragraph.get("style", ""))
        if not found:
            continue
        level, counted = int(found[1]), _take_marker(paragraph)
        if follows is None or _next(follows) is not paragraph:
            open_lists = []
        item = _item(paragraph, open_lists, level, "ol" if counted else "ul")
        follows = open_lists[0]
        item.extend(list(paragraph))
        item.text = (paragraph.text or "").lstrip()
        parent = paragraph.getparent()
        follows.tail = paragraph.tail if parent is follows.getparent() else follows.tail
        parent.remove(paragraph)


def _next(element: HtmlElement) -> Any:
    return element.getnext() if not (element.tail or "").strip() else None


def _take_marker(paragraph: HtmlElement) -> bool:
    """Remove the bullet or number that Word wrote out; whether it counted."""
    for span in list(paragraph.iter("span")):
        if _MARKER.search(span.get("style", "")):
            words = span.text_content().strip()
            span.drop_tree()
            return bool(_COUNTED.match(words))
    return False


def _item(
    paragraph: HtmlElement, open_lists: list[HtmlElement], level: int, kind: str
) -> HtmlElement:
    del open_lists[level:]
    while len(open_lists) < level:
        made = paragraph.makeelement(kind, {})
        if open_lists:
            outer = open_lists[-1]
            if not len(outer):
                etree.SubElement(outer, "li")
            outer[-1].append(made)
        else:
            paragraph.addprevious(made)
        open_lists.append(made)
    return etree.SubElement(open_lists[-1], "li")


@require_POST
def paste(request: HttpRequest) -> HttpResponse:
    """A file ``html`` in, ``{"markdown": …}`` out; nothing is kept."""
    if not policy_registry.get_by_type(Page).user_has_any_permission(request.user, EDITING):
        raise PermissionDenied
    # As a file: a form's fields may be no longer than DATA_UPLOAD_MAX_MEMORY_SIZE.
    sent = request.FILES.get("html")
    if sent is None or not (html := sent.read(LONGEST + 1).decode(errors="replace")).strip():
        return JsonResponse({"error": _("There is nothing to paste.")}, status=400)
    if sent.size > LONGEST:
        return JsonResponse({"error": _("That is too much for one paste.")}, status=413)
    try:
        markdown = pasted(html)
    except TooDemanding as refusal:
        return JsonResponse({"error": told(refusal)}, status=422)
    except (etree.ParserError, ImportError, RecursionError, ValueError):
        markdown = ""
    if not markdown:
        sentence = _("This could not be read; paste it as plain text.")
        return JsonResponse({"error": sentence}, status=422)
    return JsonResponse({"markdown": markdown})
