"""HTML as Markdown that gives the same words back, and a warning where it does not."""

from __future__ import annotations

import re
from collections import Counter

from django.utils.translation import gettext_noop
from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement
from markdownify import MarkdownConverter

from policies.exchange.readers.html.escaping import escaped, escaped_start
from policies.text import TooDemanding, render
from policies.text.trees import leave_descriptions

MAX_ELEMENTS = 50_000
"""Of a page or a paste, after what is no text is taken out; the longest policies have some 3,000,
and Word puts ten round the words of one."""
MAX_DEPTH = 400
"""Elements inside one another: a shop's pages have some thirty."""
_DEEP = gettext_noop(
    "Its parts stand inside one another more than %(limit)s deep, as those of no policy do: copy "
    "its text as plain text."
)
_MANY = gettext_noop(
    "It is made of more than %(limit)s elements, as no policy is: copy its text as plain text."
)
_WORD = re.compile(r"[^\W_]+")


def to_markdown(content: HtmlElement) -> str:
    """Return HTML as Markdown that ``policies.text.render`` gives back with the same words."""
    check_tree(content)
    leave_descriptions(content)
    converter = _Converter(
        heading_style="ATX", bullets="*", newline_style="BACKSLASH", table_infer_header=True
    )
    return str(converter.convert(lxml_html.tostring(content, encoding="unicode"))).strip() + "\n"


def check_tree(content: HtmlElement) -> None:
    """Raise TooDemanding for HTML with too many elements, or too deep, to be a policy."""
    depth = found = 0
    for event, _element in etree.iterwalk(content, events=("start", "end")):
        depth += 1 if event == "start" else -1
        found += event == "start"
        if depth > MAX_DEPTH:
            raise TooDemanding(_DEEP, limit=MAX_DEPTH)
        if found > MAX_ELEMENTS:
            raise TooDemanding(_MANY, limit=f"{MAX_ELEMENTS:,}")


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


def title_in(content: HtmlElement) -> str:
    """Return the words of the first heading of the first level, if any, in one line."""
    heading = next(content.iter("h1"), None)
    parts = [] if heading is None else heading.xpath(".//text() | .//br")
    return " ".join("".join(part if isinstance(part, str) else " " for part in parts).split())


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
