"""Web pages: the policy found among menus and banners, as Markdown."""

from __future__ import annotations

import re
from itertools import takewhile

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from policies.exchange.dates.claims import dates_in, dates_in_value
from policies.exchange.foreign import Claim, Role, Unreadable
from policies.exchange.readers.html.flattening import flatten
from policies.exchange.readers.html.to_markdown import check_tree, compared, title_in, to_markdown
from policies.exchange.readers.markdown.reader import Read
from policies.exchange.readers.plain.furniture import POLICY
from policies.text.trees import take_out

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
    check_tree(root)
    content = _content(root)
    header = _own_header(root, content)
    if header is not None and content not in header.iterancestors():
        header.drop_tree()
        header.tail, content.text = content.text, None
        content.insert(0, header)
    above, inside = set(content.iterancestors()), set(content.iterdescendants())
    small = len(_words(content)) * MIN_SHARE
    dropped: set[HtmlElement] = set()
    descendants: list[HtmlElement] = list(root.iterdescendants())
    for element in descendants:
        if element is content or element is header or element in above:
            continue
        if element.getparent() in dropped:
            dropped.add(element)
        elif _is_furniture(element, in_article=element in inside and content.tag in _ARTICLES) or (
            _FURNITURE_NAMES.search(_names(element)) and len(_words(element)) < small
        ):
            left_out.append(_words(element))
            dropped.add(element)
    take_out(root, dropped)
    left_out += _outside(root, content)
    doubts = flatten(content)
    title = title_in(content) or title
    markdown = to_markdown(content)
    if not re.search(r"[^\W_]", markdown):
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


def _content(root: HtmlElement) -> HtmlElement:
    """Return the element that holds the policy: the page's main part, or all of it."""
    whole = len(_words(root).split())
    for path in (".//main", ".//*[@role='main']", ".//article", ".//*[@id='content']"):
        found = root.findall(path)
        if len(found) == 1 and len(_words(found[0]).split()) >= whole * MIN_SHARE:
            return found[0]
    return root


def _own_header(root: HtmlElement, content: HtmlElement) -> HtmlElement | None:
    """Return the page's header where the policy's title stands in it and nowhere else."""
    if any(next(heading.iterancestors("header"), None) is None for heading in content.iter("h1")):
        return None
    above = set(content.iterancestors())
    for header in root.iter("header"):
        if header in above or _is_furniture(header, in_article=True):
            continue
        title = _words(next(header.iter("h1"), None))
        if title and (POLICY.search(title) or dates_in(_words(header))[0]):
            return header
    return None


def _is_furniture(element: HtmlElement, *, in_article: bool) -> bool:
    """Tell whether an element says by its kind that it is no part of the policy."""
    return (
        (element.tag in {"header", "footer"} and not in_article)
        or element.tag in _CONTROLS
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
