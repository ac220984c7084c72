"""What a text or a file's name says about its dates: collected with their places, never chosen."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

import dateparser  # type: ignore[import-untyped]

from policies.exchange.dates.subjects import speaks_of_another
from policies.exchange.dates.words import CREATED, DATE, EFFECTIVE, GAP, UPDATED, YEAR
from policies.exchange.foreign import Claim, Precision, Role

LANGUAGES = ["en", "de", "fr", "es", "it", "nl"]
_ONE_FORMAT = {"PARSERS": ["custom-formats"]}

_ROLES = ((Role.EFFECTIVE, EFFECTIVE), (Role.UPDATED, UPDATED), (Role.CREATED, CREATED))
_CLAIMS = tuple(
    (role, re.compile(rf"(?<!\w)(?:{label})(?!\w){GAP}(?<!\w)(?:{DATE})", re.IGNORECASE))
    for role, label in _ROLES
)
_LINK = re.compile(r"!?\[([^\[\]]{0,500})\]\([^()\s]{0,2000}(?:\s[^()]{0,200})?\)")
_MARKS = re.compile(r"[*_`#>|\\]+")
_HEAD, _SHORT, _READ = 10, 220, 2000
MAX_CLAIMS = 100
"""Dates of its own that a text may name; each is held against every other."""
MAX_DOUBTS = 50
"""Sentences about them."""
LONG = timedelta(days=365)
"""A version that binds from so long before the day in its file's name is doubtful."""

_NAMED = (
    re.compile(rf"(?<!\d)(?P<y>{YEAR})[-_. ]?(?P<m>\d\d)[-_. ]?(?P<d>\d\d)(?!\d)"),
    re.compile(rf"(?<!\d)(?P<y>{YEAR})[-_.](?P<m>\d\d)(?!\d)"),
)

Found = tuple[tuple[Claim, ...], tuple[str, ...]]
"""Claims, and warnings about what looks like one but cannot be told."""


def dates_in(text: str) -> Found:
    """Return what a text in Markdown says of its own dates, in reading order.

    Only its first ten paragraphs, and short ones further on, are believed to speak of the text
    itself: long ones tell of laws and deadlines.
    """
    claims: list[Claim] = []
    warnings: list[str] = []
    for number, (line, paragraph) in enumerate(_paragraphs(text)):
        if number >= _HEAD and len(paragraph) > _SHORT:
            continue
        for start, role, words, match in _labelled(paragraph[:_READ]):
            if speaks_of_another(paragraph[:start], words, binding=role is Role.EFFECTIVE):
                warnings.append(
                    f"Line {line}: “{words}” seems to speak of something else, and is not taken as"
                    " a date of this text."
                )
                continue
            claim = _claim(role, match, f"line {line}", words)
            if isinstance(claim, Claim):
                claims.append(claim)
            elif claim:
                warnings.append(f"Line {line}: {claim}")
        if len(claims) >= MAX_CLAIMS or len(warnings) >= MAX_DOUBTS:
            warnings.append(f"After line {line}, dates were not looked for: there are too many.")
            break
    return tuple(dict.fromkeys(claims)), tuple(dict.fromkeys(warnings))


def dates_in_value(role: Role, value: str, where: str) -> Found:
    """Return what a single field (front matter, a document's properties) says."""
    match = re.search(rf"(?<![\w-])(?:{DATE})", " ".join(value.split()), re.IGNORECASE)
    claim = _claim(role, match, where, value.strip()) if match else f"“{value}” is no date."
    if isinstance(claim, Claim):
        return (claim,), ()
    return (), (f"{where[:1].upper()}{where[1:]}: {claim or f'“{value}” is no date.'}",)


def dates_in_name(name: str) -> Found:
    """Return the date that a file's name bears, if any."""
    stem = name.rpartition("/")[2].rpartition(".")[0] or name
    for pattern in _NAMED:
        match = pattern.search(stem)
        if match:
            given = (int(part) for part in match.groups())
            return _sorted_out(_span(Role.NAMED, (*given, 0), "file name", match[0]), match[0])
    for separators in ("[_]+", r"[_\s-]+"):
        words = re.sub(separators, " ", stem)
        match = re.search(rf"(?<!\w)(?:{DATE})(?!\w)", words, re.IGNORECASE)
        if match and not (match["year"] and separators == "[_]+"):
            return _sorted_out(_claim(Role.NAMED, match, "file name", match[0]), match[0])
    return (), ()


def _sorted_out(claim: Claim | str | None, value: str) -> Found:
    if isinstance(claim, Claim):
        return (claim,), ()
    return (), (f"File name: {claim or f'“{value}” is no date.'}",)


def contradictions(claims: tuple[Claim, ...]) -> tuple[str, ...]:
    """Return a sentence for each pair of claims that cannot both be true."""
    sentences = []
    for place, one in enumerate(claims):
        for two in claims[place + 1 :]:
            if one.role == two.role and (one.last < two.first or two.last < one.first):
                sentences.append(
                    f"Two {one.role} dates: “{one.words}” ({one.where}) and “{two.words}”"
                    f" ({two.where})."
                )
    for role, earlier in ((Role.UPDATED, Role.CREATED), (Role.NAMED, Role.UPDATED)):
        for one in claims:
            for two in claims:
                if one.role == role and two.role == earlier and one.last < two.first:
                    sentences.append(
                        f"“{one.words}” ({one.where}, {one.role}) is before “{two.words}”"
                        f" ({two.where}, {two.role})."
                    )
    for one in claims:
        for two in claims:
            if (one.role, two.role) == (Role.EFFECTIVE, Role.NAMED) and one.last < two.first - LONG:
                sentences.append(
                    f"“{one.words}” ({one.where}, {one.role}) is long before “{two.words}”"
                    f" ({two.where}, {two.role}); it may speak of an earlier version."
                )
    return tuple(sentences[:MAX_DOUBTS])


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield (number of the first line, visible words) of each paragraph."""
    start = 1
    lines: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip():
            if not lines:
                start = number
            lines.append(line)
        elif lines:
            words = _LINK.sub(r"\1", " ".join(lines))
            yield start, " ".join(_MARKS.sub(" ", words).split())
            lines = []


def _labelled(paragraph: str) -> Iterator[tuple[int, Role, str, re.Match[str]]]:
    found = [
        (match.start(), role, match[0], match)
        for role, pattern in _CLAIMS
        for match in pattern.finditer(paragraph)
    ]
    yield from sorted(found, key=lambda item: (item[0], item[1]))


def _claim(role: Role, match: re.Match[str], where: str, words: str) -> Claim | str | None:
    """Return the claim, a sentence why it cannot be told, or None where it is no date."""
    parts = match.groupdict()
    form = next(name for name, value in parts.items() if value and name in _FORMS)
    value = parts[form]
    numbers = [int(number) for number in re.findall(r"\d+", value)]
    match form:
        case "iso" | "backwards":
            given = tuple(numbers)
        case "dotted":
            given = (numbers[2], numbers[1], numbers[0])
        case "slashed":
            one, two, year = numbers
            if one <= 12 and two <= 12 and one != two:
                return f"“{value}” may mean day or month first; write the month as a word."
            given = (year, min(one, two), max(one, two))
        case "number":
            given = (numbers[1], numbers[0], 0)
        case "year":
            given = (numbers[0], 0, 0)
        case _:
            given = (numbers[-1], _month(value), 0 if form == "month" else numbers[0])
    return _span(role, given, where, words)


_FORMS = frozenset(
    {
        "iso",
        "dotted",
        "slashed",
        "backwards",
        "american",
        "european",
        "month",
        "number",
        "year",
    }
)


def _month(value: str) -> int:
    """Return the month that a date in words names, 13 for none."""
    words = re.findall(r"[^\W\d_]{3,}", value)
    return _month_called(next(word for word in words if word.lower() != "del"))


@cache
def _month_called(name: str) -> int:
    known = dateparser.parse(f"1 {name} 2000", ["%d %B %Y"], LANGUAGES, settings=_ONE_FORMAT)
    return known.month if known else 13


def _span(role: Role, given: tuple[int, ...], where: str, words: str) -> Claim | None:
    """Return a claim for a year, month and day, of which 0 is not given; None if impossible."""
    year, month, day = given[:3]
    try:
        first = date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        return Claim(role, first, first, Precision.DAY, where, words)
    if month:
        last = date(year, month, calendar.monthrange(year, month)[1])
        return Claim(role, first, last, Precision.MONTH, where, words)
    return Claim(role, first, date(year, 12, 31), Precision.YEAR, where, words)
