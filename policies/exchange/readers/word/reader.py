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

from policies.exchange.dates.claims import dates_in_value
from policies.exchange.foreign import Claim, Role, Unreadable
from policies.exchange.readers.decoding import kind
from policies.exchange.readers.html.flattening import flatten
from policies.exchange.readers.html.to_markdown import compared, title_in, to_markdown
from policies.exchange.readers.markdown.reader import Read
from policies.exchange.readers.word.lists import Numbers
from policies.exchange.readers.word.notes import mark_notes, with_notes
from policies.exchange.readers.word.numbering import NUMBERING, take_numbers, write_numbers
from policies.exchange.readers.word.parts import SAVE_ANEW, unpacked
from policies.exchange.readers.word.repairs import repair, unread
from policies.exchange.readers.word.xml import Styles, W, parsed
from policies.text import TooDemanding

MAX_PARAGRAPHS = 20_000
"""About 600 pages; each takes a millisecond to convert."""
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
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")


def read_word(data: bytes, name: str) -> Read:
    """Return a Word file's text as Markdown, its title, the dates it bears, and warnings.

    Tracked changes are taken as accepted. Raises ``Unreadable`` for what is no Word file, is
    damaged, or would unpack to more than ``MAX_UNPACKED`` bytes.
    """
    if not data.startswith(b"PK\x03\x04"):
        raise Unreadable(f"“{name}” is {kind(data) or 'no Word file'}. {SAVE_ANEW}")
    try:
        parts = dict(unpacked(data, name))
        document = _document(parts, name)
        paragraphs = sum(1 for _ in document.iter(f"{W}p"))
        if paragraphs > MAX_PARAGRAPHS:
            raise Unreadable(
                f"“{name}” has {paragraphs:,} paragraphs; a policy may have {MAX_PARAGRAPHS:,} at"
                f" most. {SAVE_ANEW}"
            )
        content, doubts = _converted(document, parts)
    except (TooDemanding, Unreadable):
        raise
    except Exception as error:  # mammoth and zipfile each have a dozen of their own
        raise Unreadable(
            f"“{name}” is damaged and cannot be read as a Word file. {SAVE_ANEW}"
        ) from error
    warnings = [*_warnings(document, parts, content), *doubts]
    mark_notes(content)
    warnings += flatten(content)
    markdown = to_markdown(content)
    if not re.search(r"\w", markdown):
        raise Unreadable(f"“{name}” holds no text. Choose the file that holds the policy's text.")
    warnings += compared(content, markdown)
    markdown = with_notes(markdown)
    core = _part(parts, "docProps/core.xml")
    if core is None and "docProps/core.xml" in parts:
        warnings.append("The properties of the file (its title, its dates) are damaged.")
    title = title_in(content) or (core is not None and core.findtext("{*}title")) or None
    return markdown, title, tuple(_claims(core)), tuple(warnings)


def _document(parts: dict[str, bytes], name: str) -> etree._Element:
    data = parts["word/document.xml"]
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Unreadable(f"“{name}” is not built like a Word file. {SAVE_ANEW}")
    return parsed(data)


def _part(parts: dict[str, bytes], part: str) -> etree._Element | None:
    """Return the root of a part that a file can do without; None where it lacks or is damaged."""
    try:
        return parsed(parts[part])
    except (KeyError, ValueError):
        return None


def _converted(document: etree._Element, parts: dict[str, bytes]) -> tuple[HtmlElement, list[str]]:
    """Return a document as HTML, with Word's numbers, and warnings of what could not be read."""
    styles = Styles(_part(parts, "word/styles.xml"))
    numbers = Numbers.of(_part(parts, "word/numbering.xml"), styles)
    notes = {part: parsed(parts[part]) for part in _NOTES if part in parts}
    roots = {"word/document.xml": document, **notes}
    hidden = [words for root in roots.values() for words in repair(root, styles)]
    warnings = [
        "Hidden in Word, and left out: "
        + "; ".join(f"“{words[:60]}”" for words in hidden[:12])
        + ("; and more." if len(hidden) > 12 else ".")
    ] * bool(hidden)
    doubts = [doubt for root in roots.values() for doubt in write_numbers(root, numbers)]
    members = {**parts, **{part: etree.tostring(root) for part, root in roots.items()}}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for part, data in {**members, "word/numbering.xml": NUMBERING}.items():
            archive.writestr(part, data)
    made = mammoth.convert_to_html(
        file,
        style_map=_STYLES,
        convert_image=mammoth.images.img_element(lambda image: {"src": ""}),
    )
    content = lxml_html.fragment_fromstring(made.value, create_parent="div")
    take_numbers(content)
    lost = unread((message.message for message in made.messages), roots.values())
    return content, [*warnings, *lost, *dict.fromkeys(doubts)]


def _warnings(
    document: etree._Element, parts: dict[str, bytes], content: HtmlElement
) -> Iterator[str]:
    inserted = len(list(document.iter(f"{W}ins")))
    deleted = len(list(document.iter(f"{W}del")))
    if inserted or deleted:
        yield (
            f"Holds tracked changes ({inserted} insertions, {deleted} deletions): all are taken as"
            " accepted. Accept or reject them in the word processor to be sure."
        )
    if next(document.iter(f"{W}commentReference"), None) is not None:
        yield "Comments in the margin are left out."
    if next(content.iter("img"), None) is not None:
        yield "Pictures are left out; their descriptions stay."
    for part in sorted(parts):
        if re.fullmatch(r"word/(?:header|footer)\d*\.xml", part):
            root = _part(parts, part)
            words = "" if root is None else " ".join(map(str, root.itertext(f"{W}t")))
            if root is None:
                yield f"A header or footer ({part}) is damaged; compare with the original."
            elif words:
                yield f"Left out, because it stands on every page: “{words[:80]}”."


def _claims(core: etree._Element | None) -> Iterator[Claim]:
    for element in core if core is not None else ():
        role = _PROPERTIES.get(str(element.tag))
        if role and element.text:
            yield from dates_in_value(role, element.text[:10], "properties of the file")[0]
