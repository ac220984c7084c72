"""Web pages: the policy found among menus and banners, as Markdown."""

from __future__ import annotations

import re
from collections import Counter
from itertools import takewhile

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement
from markdownify import MarkdownConverter

from policies.exchange.dates import dates_in_value
from policies.exchange.escaping import escaped, escaped_start
from policies.exchange.flattening import flatten
from policies.exchange.foreign import Claim, Role, Unreadable
from policies.exchange.markdown_files import Read
from policies.text import render

_WORDLESS = ("script", "style", "noscript", "template", "svg", "iframe", "object", "link", "meta")
_CONTROLS = {"aside", "nav", "button", "input", "select", "textarea", "dialog", "menu"}
_ARTICLES = {"main", "article"}
_FURNITURE_ROLES = {
    "navigation", "banner", "contentinfo", "search", "dialog", "alertdialog", "complementary",
}  # fmt: skip
_FURNITURE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:cookie|consent|gdpr|cc)[\w-]*(?:banner|bar|notice|popup|modal|overlay|dialog"
    r"|consent|message)|(?:^|[\s_-])(?:nav|navbar|menu|breadcrumbs?|sidebar|newsletter|share|social"
    r"|skip-?link|site-?header|site-?footer|page-?footer|popup|modal)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CHARSET = re.compile(
    rb"<meta[^>]+charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]+encoding=[\"']([\w.-]+)", re.I
)
_META_DATES = {
    "article:modified_time": Role.UPDATED,
    "last-modified": Role.UPDATED,
    "dcterms.modified": Role.UPDATED,
    "article:published_time": Role.CREATED,
    "dcterms.created": Role.CREATED,
    "date": Role.CREATED,
}
_WORD = re.compile(r"[^\W_]+")
MIN_SHARE = 0.4
"""A part is taken for the whole page's content if it has this share of its words."""


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that a page names in its first 2 kB."""
    match = _CHARSET.search(data[:2048])
    return (match[1] or match[2]).decode("ascii") if match else None


def read_page(text: str, name: str) -> Read:
    """Return a page's main content as Markdown, its title, its dates and what was left out."""
    text = re.sub(r"\A\s*<\?xml[^>]*\?>", "", text)
    empty = Unreadable(
        f"“{name}” holds no text: perhaps the page is put together by scripts. Save it from"
        " the browser as it is shown, or copy its text into a .txt file."
    )
    try:
        page = lxml_html.document_fromstring(text, parser=lxml_html.HTMLParser(huge_tree=True))
    except etree.ParserError:
        raise empty from None
    claims, warnings = _meta_dates(page), []
    left_out: list[str] = []
    title = _words(page.find(".//title"))
    body = page.find(".//body")
    root = page if body is None else body
    etree.strip_elements(root, *_WORDLESS, etree.Comment, with_tail=False)
    content = _content(root)
    above, inside = set(content.iterancestors()), set(content.iterdescendants())
    small = len(_words(content)) * MIN_SHARE
    dropped: set[HtmlElement] = set()
    descendants: list[HtmlElement] = list(root.iterdescendants())
    for element in descendants:
        if element is content or element in above:
            continue
        if element.getparent() in dropped:
            dropped.add(element)
        elif _is_furniture(element, in_article=element in inside and content.tag in _ARTICLES) or (
            _FURNITURE_NAMES.search(_names(element)) and len(_words(element)) < small
        ):
            left_out.append(_words(element))
            dropped.add(element)
    for element in dropped:
        element.drop_tree()
    left_out += _outside(root, content)
    heading = next(content.iter("h1"), None)
    title = _words(heading) if heading is not None else title
    doubts = flatten(content)
    markdown = to_markdown(content)
    if not _WORD.search(markdown):
        raise empty
    seen = [words[:60] for words in dict.fromkeys(left_out) if words]
    if seen:
        warnings.append(
            "Left out as parts of the page round the text: "
            + "; ".join(f"“{words}”" for words in seen[:12])
            + ("; and more." if len(seen) > 12 else ".")
        )
    return (
        markdown,
        title or None,
        tuple(claims),
        (*warnings, *doubts, *compared(content, markdown)),
    )


def to_markdown(content: HtmlElement) -> str:
    """Return HTML as Markdown that ``policies.text.render`` gives back with the same words."""
    for image in list(content.iter("img")):
        image.tail = (image.get("alt") or "") + (image.tail or "")
        image.drop_tree()
    converter = _Converter(
        heading_style="ATX", bullets="*", newline_style="BACKSLASH", table_infer_header=True
    )
    return str(converter.convert(lxml_html.tostring(content, encoding="unicode"))).strip() + "\n"


class _Converter(MarkdownConverter):
    """markdownify, so that every character of the words comes back literally."""

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Return ``text`` with backslashes."""
        return escaped(text) if text else ""

    def convert_p(self, element: object, text: str, parent_tags: set[str]) -> str:
        """Return a paragraph whose lines start nothing else."""
        lines = "\n".join(escaped_start(line) for line in text.strip().split("\n"))
        return str(super().convert_p(element, lines, parent_tags))  # type: ignore[misc]

    def convert_br(self, element: object, text: str, parent_tags: set[str]) -> str:
        """Return a line break; in a table cell only HTML has one."""
        if parent_tags & {"td", "th"}:
            return "<br>"
        return str(super().convert_br(element, text, parent_tags))  # type: ignore[misc]


def compared(content: HtmlElement, markdown: str) -> tuple[str, ...]:
    """Return a warning if words were lost or came twice on the way to Markdown."""
    shown = lxml_html.fragment_fromstring(render(markdown), create_parent="div")
    before, after = (Counter(_WORD.findall(_apart(root))) for root in (content, shown))
    changed = [*(before - after), *(after - before)]
    if not changed:
        return ()
    return (
        f"Compare with the original; these words came out differently: {', '.join(changed[:12])}.",
    )


def _apart(root: HtmlElement) -> str:
    """Return the text under ``root`` with a space at every edge of an element."""
    return " ".join(str(text) for text in root.itertext())


def _content(root: HtmlElement) -> HtmlElement:
    """Return the element that holds the policy: the page's main part, or all of it."""
    whole = len(_words(root).split())
    for path in (".//main", ".//*[@role='main']", ".//article", ".//*[@id='content']"):
        found = root.findall(path)
        if len(found) == 1 and len(_words(found[0]).split()) >= whole * MIN_SHARE:
            return found[0]
    return root


def _is_furniture(element: HtmlElement, *, in_article: bool) -> bool:
    """Tell whether an element says by its kind that it is no part of the policy."""
    if element.tag in {"header", "footer"}:
        return not in_article
    return (
        element.tag in _CONTROLS
        or element.get("hidden") is not None
        or element.get("role") in _FURNITURE_ROLES
        or element.get("aria-modal") == "true"
        or element.get("aria-hidden") == "true"
        or _HIDDEN.search(element.get("style", "")[:500]) is not None
    )


def _names(element: HtmlElement) -> str:
    return f"{element.get('id', '')} {element.get('class', '')}"[:500]


def _outside(root: HtmlElement, content: HtmlElement) -> list[str]:
    """Return the words of what stands beside the content."""
    path = takewhile(lambda element: element is not root, [content, *content.iterancestors()])
    return [
        _words(child) for element in path for child in element.getparent() if child is not element
    ]


def _meta_dates(page: HtmlElement) -> list[Claim]:
    claims: list[Claim] = []
    for meta in page.iter("meta"):
        name = (meta.get("name") or meta.get("property") or meta.get("http-equiv") or "").lower()
        role, value = _META_DATES.get(name), meta.get("content")
        if role and value:
            claims.extend(dates_in_value(role, value[:40], f"page's own data, {name}")[0])
    return claims


def _words(element: HtmlElement | None) -> str:
    return "" if element is None else " ".join(element.text_content().split())
