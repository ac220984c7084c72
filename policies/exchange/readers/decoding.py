"""Bytes to text, or a sentence why not."""

from __future__ import annotations

import codecs
import re

from policies.exchange.foreign import Unreadable

MAX_CHARACTERS = 2_000_000
"""No policy is longer; the longest known have some 300,000 characters."""

_KINDS = (
    (b"%PDF", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an office file"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Excel file (before 2007)"),
    (b"{\\rtf", "a rich text (RTF) file"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\x1f\x8b", "a compressed (gzip) file"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"SQLite format 3", "a database"),
    (b"# v2 git bundle", "a git bundle"),
    (b"# v3 git bundle", "a git bundle"),
    (b"version https://git-lfs.github.com", "a pointer to a file kept in Git LFS"),
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NEVER = re.compile("undefined|idna|punycode|.*unicode-escape|utf-(?:7|16|32)")
"""Encodings of Python in which no page can be that names its own."""
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_GARBLED = re.compile("[ÃâÂ][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ¡-¿]")


def kind(data: bytes) -> str | None:
    """Return what binary ``data`` is, in words, or None where it may be text."""
    start = data.lstrip()[:64]
    return next((words for magic, words in _KINDS if start.startswith(magic)), None)


def decode(data: bytes, name: str, declared: str | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the text of ``data`` and warnings about how it was read.

    ``declared`` is an encoding the file itself names. A byte order mark decides, then UTF-16 is
    known by its pattern of zeros, then come UTF-8, what is declared, and Windows-1252.
    Raises ``Unreadable`` where the result is empty, too long or no text.
    """
    binary = kind(data)
    if binary:
        raise Unreadable(f"“{name}” is {binary}, not text. {WHAT_IS_RIGHT}")
    encoding, warnings = _encoding(data, declared)
    try:
        text = data.decode(encoding)
    except UnicodeError:
        raise Unreadable(f"“{name}” is not text in any usual encoding. Save it as UTF-8.") from None
    text = text.removeprefix("\ufeff")
    if len(_CONTROL.findall(text[:100_000])) > len(text[:100_000]) / 200:
        raise Unreadable(f"“{name}” is not text: it is full of control characters. {WHAT_IS_RIGHT}")
    if "\x00" in text:
        text = text.replace("\x00", "")
        warnings = (*warnings, "Characters without meaning (NUL) were left out.")
    if not text.strip():
        raise Unreadable(f"“{name}” is empty. Choose the file that holds the policy's text.")
    if len(text) > MAX_CHARACTERS:
        raise Unreadable(
            f"“{name}” has {len(text):,} characters; a policy may have {MAX_CHARACTERS:,} at most."
        )
    if len(_GARBLED.findall(text)) > 2:
        warnings = (
            *warnings,
            "Some characters look garbled by an earlier conversion (such as “â€™” for an"
            " apostrophe); compare with the original.",
        )
    return text, warnings


def _encoding(data: bytes, declared: str | None) -> tuple[str, tuple[str, ...]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return encoding, ()
    sample = data[:4000]
    for encoding, zeros in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[::2])):
        if zeros.count(0) > len(zeros) / 2:
            return encoding, ("Read as UTF-16 without a byte order mark.",)
    for encoding in ("utf-8", *_meant(declared)):
        try:
            data.decode(encoding)
        except (UnicodeError, LookupError):
            continue
        return encoding, ()
    return "windows-1252", (
        "Read as Windows-1252, because it is not UTF-8; check accents, quotes and dashes.",
    )


def _meant(declared: str | None) -> tuple[str, ...]:
    """Return the encodings that a page may mean by a name, the likeliest first."""
    try:
        name = codecs.lookup(declared or "").name
    except LookupError:
        return ()
    if _NEVER.match(name):
        return ()
    return ("windows-1252", name) if name in {"ascii", "iso8859-1"} else (name,)


WHAT_IS_RIGHT = "Markdown, plain text, HTML and Word (.docx) files can be read."
