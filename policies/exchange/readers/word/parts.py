"""The parts of a Word file, unpacked within bounds."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from policies.exchange.foreign import Unreadable
from policies.exchange.readers.decoding import WHAT_IS_RIGHT

MAX_UNPACKED = 100_000_000
MAX_MEMBERS = 3000
MAX_XML = 30_000_000
"""Bytes of text and marks: pictures are not read, these are, several times over."""
MAX_MARKS = 150_000
"""Opening and closing tags: a file of a few kB can unpack to millions of empty ones."""
SAVE_ANEW = "Open it in a word processor and save it as .docx, or copy its text into a .txt file."


def unpacked(data: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Yield the XML members of a .docx by name.

    Raises ``Unreadable`` for one that unpacks beyond all measure.
    """
    bomb = Unreadable(
        f"“{name}” would unpack to more than {MAX_UNPACKED / 1e6:.0f} MB, which no policy does."
        f" {SAVE_ANEW}"
    )
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED:
            raise bomb
        if "word/document.xml" not in archive.namelist():
            raise Unreadable(f"“{name}” is an archive, but no Word file. {WHAT_IS_RIGHT}")
        written = [member for member in members if member.filename.endswith((".xml", ".rels"))]
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
