"""What a mend takes out or puts in, and what is still to come does not know of.

A text that is published and waits for its day was written before the mend: with it the mistake
returns, unless somebody is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from policies.records.version import PolicyVersion
from policies.standing.history import Entry, History

SHOWN = 5
"""Sentences that are named of each text; a rewrite has hundreds."""

END = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])")
BEGINNING = re.compile(r"^(?:[-*•–]|\(?\w{1,3}[.)])\s+")


@dataclass(frozen=True, slots=True)
class Returning:
    """A forthcoming version that does not follow a change.

    ``held`` are sentences that the change takes out and the version still says, ``lacking`` those
    that it puts in and the version does not say; ``more`` counts what is not named.
    """

    entry: Entry
    held: list[str]
    lacking: list[str]
    more: int


def returning(old: str, new: str, later: Iterable[Entry]) -> list[Returning]:
    """Which of the versions ``later`` do not follow the change from ``old`` to ``new``.

    Both are plain texts; what a version says itself, and ``old`` did not, is its own change.
    """
    later = [entry for entry in later if not entry.redacted]
    if not later:
        return []
    before, after = sentences(old), sentences(new)
    gone, come = _without(before, after), _without(after, before)
    texts = PolicyVersion.objects.filter(pk__in=[entry.version.pk for entry in later])
    plains = dict(texts.values_list("pk", "plain"))
    found = []
    for entry in later:
        says = set(sentences(plains.get(entry.version.pk, "")))
        held = [sentence for sentence in gone if sentence in says]
        lacking = [sentence for sentence in come if sentence not in says]
        if held or lacking:
            more = max(0, len(held) - SHOWN) + max(0, len(lacking) - SHOWN)
            found.append(Returning(entry, held[:SHOWN], lacking[:SHOWN], more))
    return found


def not_following(history: History, entry: Entry) -> list[Returning]:
    """Which forthcoming versions do not follow the change that a published version made."""
    effect = entry.version.takes_effect_at
    later = [coming for coming in history.forthcoming if coming.version.takes_effect_at > effect]
    old = history.get(entry.compare_with)
    if not later or old is None or entry.redacted:
        return []
    texts = PolicyVersion.objects.filter(pk__in=[old.version.pk, entry.version.pk])
    plains = dict(texts.values_list("pk", "plain"))
    return returning(plains[old.version.pk], plains[entry.version.pk], later)


def sentences(text: str) -> list[str]:
    """The sentences of a plain text in their order, each once, without bullets and rules."""
    found: dict[str, None] = {}
    for line in text.splitlines():
        words = BEGINNING.sub("", " ".join(line.split()))
        for sentence in END.split(words):
            if any(letter.isalnum() for letter in sentence):
                found.setdefault(sentence.strip())
    return list(found)


def _without(sentences: list[str], others: list[str]) -> list[str]:
    there = set(others)
    return [sentence for sentence in sentences if sentence not in there]
