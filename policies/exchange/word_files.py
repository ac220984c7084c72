"""Word files (.docx): through mammoth to HTML, and on to Markdown."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import mammoth  # type: ignore[import-untyped]
from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement

from policies.exchange.dates import dates_in_value
from policies.exchange.decoding import WHAT_IS_RIGHT, kind
from policies.exchange.foreign import Claim, Role, Unreadable
from policies.exchange.markdown_files import Read
from policies.exchange.numbering import number_lists
from policies.exchange.web_pages import compared, to_markdown

MAX_UNPACKED = 100_000_000
MAX_MEMBERS = 3000
MAX_XML = 30_000_000
"""Bytes of text and marks: pictures are not read, these are, several times over."""
MAX_MARKS = 150_000
"""Opening and closing tags: a file of a few kB can unpack to millions of empty ones."""
MAX_PARAGRAPHS = 20_000
"""About 600 pages; each takes a millisecond to convert."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PROPERTIES = {
    "{http://purl.org/dc/terms/}created": Role.CREATED,
    "{http://purl.org/dc/terms/}modified": Role.UPDATED,
}
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
u => u
strike => s
"""
_NOTE = "\ue000{}\ue001"
_NOTE_MARK = re.compile("\ue000(.*?)\ue001")


def read_word(data: bytes, name: str) -> Read:
    """Return a Word file's text as Markdown, its title, the dates it bears, and warnings.

    Tracked changes are taken as accepted. Raises ``Unreadable`` for what is no Word file, is
    damaged, or would unpack to more than ``MAX_UNPACKED`` bytes.
    """
    if not data.startswith(b"PK\x03\x04"):
        raise Unreadable(f"“{name}” is {kind(data) or 'no Word file'}. {_SAVE}")
    try:
        parts = dict(_unpacked(data, name))
        document = _xml(parts.get("word/document.xml"), name)
        paragraphs = sum(1 for _ in document.iter(f"{_W}p"))
        if paragraphs > MAX_PARAGRAPHS:
            raise Unreadable(
                f"“{name}” has {paragraphs:,} paragraphs; a policy may have {MAX_PARAGRAPHS:,} at"
                f" most. {_SAVE}"
            )
        html = mammoth.convert_to_html(
            io.BytesIO(data),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda image: {"src": ""}),
        ).value
    except Unreadable:
        raise
    except Exception as error:  # mammoth and zipfile each have a dozen of their own
        raise Unreadable(
            f"“{name}” is damaged and cannot be read as a Word file. {_SAVE}"
        ) from error
    content = lxml_html.fragment_fromstring(html, create_parent="div")
    warnings = [*_warnings(document, parts, content), *number_lists(content, document, parts)]
    _mark_notes(content)
    markdown = to_markdown(content)
    if not re.search(r"\w", markdown):
        raise Unreadable(f"“{name}” holds no text. Choose the file that holds the policy's text.")
    doubts = compared(content, markdown)
    markdown = _NOTE_MARK.sub(r"[^\1]", markdown)
    heading = next(content.iter("h1"), None)
    words = "" if heading is None else " ".join(heading.text_content().split())
    properties = parts.get("docProps/core.xml")
    core = _xml(properties, name) if properties else None
    title = words or (core is not None and core.findtext("{*}title")) or None
    return markdown, title, tuple(_claims(core)), (*warnings, *doubts)


_SAVE = "Open it in a word processor and save it as .docx, or copy its text into a .txt file."


def _unpacked(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the XML members of a .docx, refusing one that unpacks beyond all measure."""
    bomb = Unreadable(
        f"“{name}” would unpack to more than {MAX_UNPACKED / 1e6:.0f} MB, which no policy does."
        f" {_SAVE}"
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED:
            raise bomb
        if "word/document.xml" not in archive.namelist():
            raise Unreadable(f"“{name}” is an archive, but no Word file. {WHAT_IS_RIGHT}")
        written = [member for member in members if member.filename.endswith(".xml")]
        crowded = Unreadable(
            f"“{name}” is built of more parts than a policy is. Accept its tracked changes and save"
            " it anew, or copy its text into a .txt file."
        )
        if sum(member.file_size for member in written) > MAX_XML:
            raise crowded
        marks = 0
        for member in written:
            # zipfile hands out no more than the declared size, and then checks the sum
            data = archive.read(member)
            marks += data.count(b"<")
            if marks > MAX_MARKS:
                raise crowded
            yield member.filename, data


def _xml(data: bytes | None, name: str) -> etree._Element:
    if data is None or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Unreadable(f"“{name}” is not built like a Word file. {_SAVE}")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(data, parser)


def _warnings(
    document: etree._Element, parts: dict[str, bytes], content: HtmlElement
) -> Iterator[str]:
    inserted = len(list(document.iter(f"{_W}ins")))
    deleted = len(list(document.iter(f"{_W}del")))
    if inserted or deleted:
        yield (
            f"Holds tracked changes ({inserted} insertions, {deleted} deletions): all are taken as"
            " accepted. Accept or reject them in the word processor to be sure."
        )
    if next(document.iter(f"{_W}commentReference"), None) is not None:
        yield "Comments in the margin are left out."
    if next(content.iter("img"), None) is not None:
        yield "Pictures are left out; their descriptions stay."
    for part, data in sorted(parts.items()):
        if re.fullmatch(r"word/(?:header|footer)\d*\.xml", part):
            words = " ".join(str(text) for text in etree.fromstring(data).itertext(f"{_W}t"))
            if words:
                yield f"Left out, because it stands on every page: “{words[:80]}”."


_IS_NOTE = "starts-with({0}, '{1}footnote-') or starts-with({0}, '{1}endnote-')"


def _mark_notes(content: HtmlElement) -> None:
    """Turn mammoth's notes into the form ``[^1]``, with marks that survive the conversion."""
    for link in content.xpath(f".//a[{_IS_NOTE.format('@href', '#')}]"):
        if "-ref-" in link.get("href"):
            link.drop_tree()
            continue
        mark = link.getparent() if link.getparent().tag == "sup" else link
        mark.tail = _NOTE.format(_label(link.get("href"))) + (mark.tail or "")
        mark.drop_tree()
    for item in content.xpath(f".//li[{_IS_NOTE.format('@id', '')}]"):
        note = lxml_html.Element("p")
        words = " ".join(item.text_content().split())
        note.text = f"{_NOTE.format(_label(item.get('id')))}: {words}"
        item.getparent().addprevious(note)
        item.drop_tree()


def _label(name: str) -> str:
    kind, _, number = name.lstrip("#").partition("note-")
    return number if kind == "foot" else f"e{number}"


def _claims(core: etree._Element | None) -> Iterator[Claim]:
    for element in core if core is not None else ():
        role = _PROPERTIES.get(str(element.tag))
        if role and element.text:
            yield from dates_in_value(role, element.text[:10], "properties of the file")[0]
