"""What stands inside a line: raw HTML, escapes, line breaks; and Python-Markdown set up."""

from __future__ import annotations

import re
import string
from xml.etree import ElementTree

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableExtension, TableProcessor
from markdown.inlinepatterns import (
    DelimiterProcessor,
    HtmlInlineProcessor,
    InlineProcessor,
    SimpleTagInlineProcessor,
    SubstituteTagInlineProcessor,
)
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, STX, AtomicString

from policies.text.blocks import PolicyBlockParser
from policies.text.footnotes import BACK

MAX_OPEN_TAGS = 20
"""Raw HTML elements nest this deep; further opening tags are shown as text."""

_VOID = "br hr img wbr col"
_OPTIONALLY_CLOSED = "p li tr td th thead tbody tfoot dt dd colgroup"
_CLOSED = (
    "a abbr address article aside b bdi bdo big blockquote caption center cite code del details"
    " dfn div dl em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup i ins kbd main"
    " mark nav ol pre q s samp section small span strike strong sub summary sup table tt u ul var"
)
_ATTRIBUTE = (
    r"(?:\s+(?:open|reversed|nowrap|hidden|compact|noshade|[\w:-]+\s*=\s*"
    r"(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>]+)))"
)
_TAG = (
    rf"(</?(?P<tag>{'|'.join(f'{_VOID} {_OPTIONALLY_CLOSED} {_CLOSED}'.split())})"
    rf"{_ATTRIBUTE}*\s*/?>|<!--(?:(?!-->|<!--).)*-->)"
)
_PIPE = re.compile(r"(?<!\\)\|")
_UNMARKED = str.maketrans("", "", "*_")
_MARK = re.compile(rf"[\\`*_~<&!\[{STX}]|  \n")
_BALANCED = frozenset(_CLOSED.split())


class EscapedAmpersand(InlineProcessor):
    """A backslash before an ampersand: what follows is no entity."""

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        """Return an ampersand that the serialiser leaves alone."""
        return f"{AMP_SUBSTITUTE}amp;", m.end() - 2, m.end()


class KnownTags(HtmlInlineProcessor):
    """Lets the tags of HTML through to the cleaning; ``<your name>`` and the like stay words."""

    open_tags = 0

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[ElementTree.Element | str | None, int | None, int | None]:
        """Return the tag set aside, or nothing where it would nest too deep."""
        if m[0].startswith("<!--"):
            return "", m.start(), m.end()
        if m["tag"].lower() in _BALANCED:
            if m[0].startswith("</"):
                self.open_tags = max(0, self.open_tags - 1)
            elif self.open_tags < MAX_OPEN_TAGS:
                self.open_tags += 1
            else:
                return m[0].replace("<", "&lt;"), m.start(), m.end()
        return super().handleMatch(m, data)


class WholeEmphasis(DelimiterProcessor):
    """Emphasis that is dropped rather than letting it cost a word.

    Markdown 3.11.3 remembers positions from one piece of text to the next, and on some odd runs of
    asterisks it cuts the text, or a placeholder in it, at a remembered place.
    """

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[ElementTree.Element | None, int | None, int | None]:
        """Return the emphasis found, if it holds exactly the words between its marks."""
        element, start, end = super().handleMatch(m, data)
        if element is None or _holds(element, data[start:end]):
            return element, start, end
        self.reset()
        return None, m.start(), m.end()


def _holds(element: ElementTree.Element, marked: str) -> bool:
    pieces = list(element.itertext())
    return "".join(pieces).translate(_UNMARKED) == marked.translate(_UNMARKED) and all(
        piece.count(STX) == piece.count(ETX) for piece in pieces
    )


class WholeRows(TableProcessor):
    """Tables whose rows keep all their cells, also where a row has more than the heading."""

    def _split_row(self, row: str) -> list[str]:
        cells: list[str] = super()._split_row(row)  # type: ignore[misc]
        columns = len(self.separator)
        if 0 < columns < len(cells):
            cells[columns - 1 :] = [" | ".join(cells[columns - 1 :])]
        return cells

    def test(self, parent: ElementTree.Element, block: str) -> bool:
        """Tell whether ``block`` is a table, and note its columns."""
        self.separator = ""
        return super().test(parent, _squared(block))

    def run(self, parent: ElementTree.Element, blocks: list[str]) -> None:
        """Build the table."""
        blocks[0] = _squared(blocks[0])
        super().run(parent, blocks)


def _squared(block: str) -> str:
    """Return a table whose first row and separator have as many columns as the wider of the two."""
    lines = [line.strip() for line in block.split("\n")]
    if len(lines) > 1 and all(len(line) > 1 and line[0] == line[-1] == "|" for line in lines[:2]):
        missing = lines[1].count("|") - len(_PIPE.findall(lines[0]))
        lines[0] += " |" * missing
        lines[1] += "-|" * -missing
    return "\n".join(lines)


class PlainRuns(Treeprocessor):
    """Texts in which no mark stands are left alone: each is else searched for twenty patterns."""

    def run(self, root: ElementTree.Element) -> None:
        """Make them atomic, which Python-Markdown takes as they are."""
        for element in root.iter():
            if element.text and not _MARK.search(element.text):
                element.text = AtomicString(element.text)
            if element.tail and not _MARK.search(element.tail):
                element.tail = AtomicString(element.tail)


class PolicyExtension(Extension):
    """Markdown as real policies write it."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Put this package's readers in the place of Python-Markdown's own."""
        processors = md.parser.blockprocessors
        md.parser = PolicyBlockParser(md)
        for name in ("hashheader", "setextheader", "reference", "paragraph"):
            processor = processors[name]
            processor.parser = md.parser
            md.parser.blockprocessors.register(processor, name, _PRIORITIES[name])
        md.preprocessors.deregister("html_block")
        md.ESCAPED_CHARS[:] = string.punctuation
        md.treeprocessors.register(PlainRuns(md), "plain_runs", 21)
        patterns = md.inlinePatterns
        emphasis = WholeEmphasis("*", "strong,em", md)
        emphasis.add("_", "strong,em", smart=True)
        patterns.register(emphasis, "em_strong", 60)
        patterns.register(KnownTags(_TAG, md), "html", 90)
        patterns.register(EscapedAmpersand(r"(?<!\\)(?:\\\\)*\\&", md), "escaped_ampersand", 184)
        patterns.register(SubstituteTagInlineProcessor(r"\\\n", "br"), "backslash_break", 185)
        patterns.register(SimpleTagInlineProcessor(r"(~~)(?=\S)(.+?)(?<=\S)~~", "s"), "struck", 50)


_PRIORITIES = {"hashheader": 70, "setextheader": 60, "reference": 15, "paragraph": 10}


def converter() -> Markdown:
    """Return a fresh Python-Markdown; one serves one text, because it remembers footnotes."""
    md = Markdown(
        extensions=[
            PolicyExtension(),
            TableExtension(),
            FootnoteExtension(BACKLINK_TEXT=BACK, SEPARATOR="-"),
        ],
        output_format="html",
    )
    tables = WholeRows(md.parser, {"use_align_attribute": False})
    md.parser.blockprocessors.register(tables, "table", 75)
    return md
