"""What a file from elsewhere was understood to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from textwrap import shorten

from policies.exceptions import PolicyError

TITLE_LENGTH = 255
"""A version's title has this many characters at most."""


class Unreadable(PolicyError):
    """A file that cannot be taken as a policy; says what it is and what would be right."""


class Role(StrEnum):
    """What a date says about a text."""

    EFFECTIVE = "effective"
    UPDATED = "updated"
    CREATED = "created"
    NAMED = "named"
    """The date in a file's name, which does not say what it means."""


class Precision(StrEnum):
    """How exactly a date is given."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Claim:
    """A date that a file states about itself.

    ``first`` and ``last`` are the first and last day it can mean (equal where ``precision`` is
    ``DAY``); ``where`` names the place for people, such as ``line 3``; ``words`` are as written.
    """

    role: Role
    first: date
    last: date
    precision: Precision
    where: str
    words: str


@dataclass(frozen=True, slots=True)
class Foreign:
    """A file read: ``source`` is canonical Markdown, ``digest`` the SHA-256 of the file's bytes.

    ``title`` is None where the file names none. ``warnings`` are sentences for the person who
    decides: what was left out, what is doubtful, which dates contradict each other.
    """

    name: str
    digest: str
    source: str
    title: str | None = None
    claims: tuple[Claim, ...] = ()
    warnings: tuple[str, ...] = ()


def shortened(title: str | None) -> str | None:
    """Return a title in one line that a version can bear, cut after a word where it is longer."""
    words = " ".join((title or "").split())
    if len(words) <= TITLE_LENGTH:
        return words or None
    cut = shorten(words, TITLE_LENGTH, placeholder=" …")
    return cut if len(cut) > 2 else f"{words[: TITLE_LENGTH - 2]} …"
