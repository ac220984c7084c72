"""Numbers with their units, dates, addresses and telling words in plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from policies.redline.languages import Language, language_of


class Fact(StrEnum):
    """What a signal is about."""

    DATE = "date"
    DURATION = "duration"
    AMOUNT = "amount"
    PERCENTAGE = "percentage"
    NUMBER = "number"
    MODAL = "modal"
    NEGATION = "negation"
    VOCABULARY = "vocabulary"
    RECIPIENT = "recipient"
    LINK = "link"
    EMAIL = "e-mail address"
    ADDRESS = "postal address"
    SECTION = "section"
    ITEM = "list item"
    SHARE = "share"


class Found(NamedTuple):
    """One fact in a text: ``text[start:end]``; two facts with one ``key`` say the same."""

    fact: Fact
    key: str
    shown: str
    start: int
    end: int


_DIGITS = r"\d(?:[\d.,]{0,20}\d)?"
_CURRENCY = r"[€$£¥₹]|(?:usd|eur|gbp|chf|cad|aud)\b"
_WORD = re.compile(r"\w+(?:['’]\w+)*")
_COMPANY = (
    r"(?-i:[A-ZÄÖÜ])[\w&.-]{0,40}(?: (?-i:[A-ZÄÖÜ])[\w&.-]{0,40}){0,4},? "
    r"(?-i:Inc|LLC|Ltd|Limited|GmbH|AG|SE|S\.A\.|B\.V\.|Corp(?:oration)?|PLC|plc|SAS|KG|LP)\b\.?"
)
_POSTCODE = (
    r"\b(?-i:[A-Z]{2}) \d{5}(?:-\d{4})?\b|\b(?-i:[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2})\b"
    r"|\b(?:d-)?\d{5} (?-i:[A-ZÄÖÜ])[a-zäöüß]{2,}"
)


@cache
def _pattern(language: Language) -> re.Pattern[str]:
    """One expression for all facts that are not single words; the first that fits wins."""
    month, period = f"(?:{language.months})\\b\\.?", f"(?:{language.periods})\\b"
    day = r"\d{1,2}(?:st|nd|rd|th|\.)?"
    kinds = {
        "email": r"(?<![\w.+-])[\w.+-]{1,64}+@[\w-]{1,64}+(?:\.[\w-]{1,64}+)+",
        "address": rf"\b(?:{language.streets})|{_POSTCODE}",
        "date": (
            rf"\b\d{{4}}-\d\d-\d\d\b|\b{day} (?:of )?{month}(?:,? \d{{4}})?"
            rf"|\b{month} {day}(?:,? \d{{4}})?(?!\d)|\b{month} \d{{4}}\b"
            r"|\b\d{1,2}[./]\d{1,2}[./]\d{2,4}\b"
        ),
        "percentage": rf"{_DIGITS} ?(?:%|(?:{language.percent})\b)",
        "amount": (
            rf"(?:{_CURRENCY}) ?{_DIGITS}(?: ?(?:{language.scale})\b)?"
            rf"|\b{_DIGITS}(?: (?:{language.scale}))? ?(?:{_CURRENCY}|(?:{language.money})\b)"
        ),
        "duration": (
            rf"\b(?:{_DIGITS}|{language.numerals})(?: \(\d+\))?[ -]{period}"
            rf"|\b(?:{language.numerals}) \({_DIGITS}\) {period}"
        ),
        "company": rf"\b{_COMPANY}",
        "phone": r"\+\d[\d ()/-]{6,24}\d|\(\d{3}\) \d{3}-\d{4}",
        "number": rf"(?<![\w.,])(?:{_DIGITS})(?![\w])",
    }
    named = "|".join(f"(?P<{name}>{expression})" for name, expression in kinds.items())
    return re.compile(named, re.IGNORECASE)


_GROUPS = {
    "email": Fact.EMAIL,
    "address": Fact.ADDRESS,
    "date": Fact.DATE,
    "percentage": Fact.PERCENTAGE,
    "amount": Fact.AMOUNT,
    "duration": Fact.DURATION,
    "company": Fact.RECIPIENT,
    "phone": Fact.NUMBER,
    "number": Fact.NUMBER,
}


def _key(fact: Fact, shown: str) -> str:
    """What two ways to write one fact have in common: "thirty (30) days" is "30 day"."""
    text = shown.casefold().replace("\N{NO-BREAK SPACE}", " ")
    if fact is Fact.DATE and text[-1].isalnum() and any(c.isalpha() for c in text):
        return " ".join(
            sorted(_ORDINAL.sub(r"\1", text).replace(",", " ").replace(".", " ").split())
        )
    if fact is Fact.DURATION:
        digits = re.search(r"\d[\d.,]*", text)
        number, *unit = re.split(r"[ -](?:\([^)]*\) )?", text)
        return " ".join([digits[0] if digits else number, *unit]).rstrip("s")
    return text


_ORDINAL = re.compile(r"\b(\d+)(?:st|nd|rd|th)\b")


@cache
def _topics(language: Language) -> tuple[re.Pattern[str], dict[str, tuple[Fact, str]]]:
    """An expression for the beginnings of telling words, and the topic that each belongs to."""
    stems: dict[str, tuple[Fact, str]] = {}
    tables = ((Fact.VOCABULARY, language.vocabulary), (Fact.RECIPIENT, language.recipients))
    for fact, table in tables:
        for topic, words in table.items():
            stems.update((word, (fact, topic)) for word in words)
    either = "|".join(sorted(map(re.escape, stems), key=len, reverse=True))
    return re.compile(rf"\b({either})[\w-]*", re.IGNORECASE), stems


def facts(text: str, tag: str) -> Iterator[Found]:
    """The facts in a text (white space already single spaces), by kind and place."""
    language = language_of(tag)
    taken: set[int] = set()
    for match in _pattern(language).finditer(text):
        taken.update(range(*match.span()))
        name = match.lastgroup or ""
        shown = match[0].strip()
        fact = _GROUPS[name]
        yield Found(fact, _key(fact, shown), shown, match.start(), match.end())
    for match in _WORD.finditer(text):
        word = match[0].replace("’", "'").lower()
        if match.start() in taken:  # the month of May
            continue
        if word in language.modals:
            yield Found(Fact.MODAL, word, match[0].lower(), match.start(), match.end())
        elif word in language.negations:
            yield Found(Fact.NEGATION, word, match[0].lower(), match.start(), match.end())
    expression, stems = _topics(language)
    for match in expression.finditer(text):
        fact, topic = stems[match[1].lower()]
        yield Found(fact, topic, match[0].lower(), match.start(), match.end())
