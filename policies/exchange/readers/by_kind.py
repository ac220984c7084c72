"""Any file that may hold a policy, read by its kind."""

from __future__ import annotations

from policies.exchange.dates.claims import contradictions, dates_in, dates_in_name
from policies.exchange.foreign import TITLE_LENGTH, Foreign, Unreadable, shortened
from policies.exchange.readers.decoding import WHAT_IS_RIGHT, decode, kind
from policies.exchange.readers.markdown.reader import Read, read_markdown
from policies.exchange.readers.opening import refuse_too_large, refuse_unnamed
from policies.exchange.readers.plain.reader import read_plain
from policies.text import TooDemanding, canonical, digest

ENDINGS = {
    "md": "markdown",
    "markdown": "markdown",
    "txt": "plain",
    "text": "plain",
    "html": "page",
    "htm": "page",
    "xhtml": "page",
    "docx": "word",
}


def read(data: bytes, name: str) -> Foreign:
    """Return what the file ``name`` with the bytes ``data`` was understood to be.

    Raises ``Unreadable`` with a sentence that says what is wrong and what would be right.
    """
    refuse_unnamed(name)
    refuse_too_large(len(data), name)
    if not data.strip():
        raise Unreadable(f"“{name}” is empty. Choose the file that holds the policy's text.")
    ending = name.rpartition(".")[2].lower()
    reader = ENDINGS.get(ending)
    if reader is None:
        what = kind(data)
        raise Unreadable(
            f"“{name}” is {what}. {WHAT_IS_RIGHT}"
            if what
            else f"The name of “{name}” does not end in .md, .txt, .html or .docx. {WHAT_IS_RIGHT}"
        )
    try:
        source, title, claims, warnings = _read_as(reader, data, name)
    except RecursionError:
        raise Unreadable(
            f"“{name}” nests its parts too deep to be a policy. Copy its text into a .txt file."
        ) from None
    except TooDemanding as refusal:
        raise Unreadable(f"“{name}”: {refusal}") from refusal
    said, doubts = dates_in(source)
    named, name_doubts = dates_in_name(name)
    claims = (*claims, *said, *named)
    brief = shortened(title)
    if title and brief != " ".join(title.split()):
        warnings = (*warnings, f"Its title was longer than {TITLE_LENGTH} characters, and was cut.")
    return Foreign(
        name=name,
        digest=digest(data),
        source=canonical(source),
        title=brief,
        claims=claims,
        warnings=(*warnings, *doubts, *name_doubts, *contradictions(claims)),
    )


def _read_as(reader: str, data: bytes, name: str) -> Read:
    # Most histories are of Markdown, and need not wait for what reads the other kinds.
    if reader == "word":
        from policies.exchange.readers.word.reader import read_word

        return read_word(data, name)
    if reader == "page":
        from policies.exchange.readers.web.reader import declared_encoding, read_page

        text, doubts = decode(data, name, declared_encoding(data))
        body, title, claims, warnings = read_page(text, name)
    else:
        text, doubts = decode(data, name)
        read_text = read_markdown if reader == "markdown" else read_plain
        body, title, claims, warnings = read_text(text)
    return body, title, claims, (*doubts, *warnings)
