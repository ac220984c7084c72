"""Files from a disk: asked what they are, and how large, before a byte of them is read."""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path

from policies.exchange.foreign import Unreadable

MAX_BYTES = 20_000_000
"""A file may be this large."""


def opened(file: Path, *, follow: bool = False) -> bytes:
    """The bytes of a plain file; a link is followed only where somebody has named it.

    Raises Unreadable for a link, for what is no file (a device, a pipe, a folder), and for a file
    that is too large: a policy's history lies in folders that anybody may have written to.
    """
    name = shown(file.name)
    flags = os.O_RDONLY | os.O_NONBLOCK | (0 if follow else os.O_NOFOLLOW)
    try:
        _refuse_unless_plain(os.stat(file, follow_symlinks=follow), name)
        # Asked again of what was opened: it may be another file by now.
        with open(file, "rb", opener=lambda path, _flags: os.open(path, flags)) as stream:
            _refuse_unless_plain(os.fstat(stream.fileno()), name)
            data = stream.read(MAX_BYTES + 1)
    except OSError as trouble:
        raise Unreadable(f"“{name}” cannot be read: {trouble.strerror}.") from trouble
    refuse_too_large(len(data), name)
    return data


def _refuse_unless_plain(found: os.stat_result, name: str) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise Unreadable(
            f"“{name}” is a symbolic link, and links are not followed: put the file itself there."
        )
    if not stat.S_ISREG(found.st_mode):
        raise Unreadable(f"“{name}” is no file that can be read. Name a file that holds a text.")
    refuse_too_large(found.st_size, name)


def refuse_too_large(size: int, name: str, where: str = "") -> None:
    """Raise Unreadable where a file has more bytes than any policy."""
    if size > MAX_BYTES:
        raise Unreadable(
            f"“{name}” has {size / 1e6:.0f} MB{where}; a policy's file may have"
            f" {MAX_BYTES / 1e6:.0f} MB at most. Leave out pictures, or save the text alone."
        )


def refuse_unnamed(name: str) -> None:
    """Raise Unreadable where a file's name is not text: it stands in the record and in public."""
    if (printed := shown(name)) != name:
        raise Unreadable(
            f"The name of “{printed}” is not text: rename the file, in letters and digits."
        )


def shown(name: object) -> str:
    """A file's name as it can be printed: what is no text in it as a sign that says so."""
    return "".join(
        "\ufffd" if unicodedata.category(sign) in ("Cc", "Cs") else sign for sign in str(name)
    )
