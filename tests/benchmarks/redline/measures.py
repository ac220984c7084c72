"""What is counted on an answer: text kept, edits, chaff, changed words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from policies.redline import normal_form
from tests.benchmarks.redline.engines import Stretch, plain
from tests.redline.faithful import events, side

_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass
class Legibility:
    """``edits`` stretches that differ, ``chaff`` common stretches of less than two words between
    two edits, ``words`` marked."""

    edits: int = 0
    chaff: int = 0
    words: int = 0


def legibility(stretches: list[Stretch]) -> Legibility:
    out = Legibility()
    common = 0
    editing = False
    for op, text in stretches:
        words = len(_WORD.findall(text))
        if op:
            out.words += words
            if not editing and text.strip():
                if out.edits and common == 1:
                    out.chaff += 1
                if not out.edits or common:
                    out.edits += 1
                editing, common = True, 0
        elif words:
            editing = False
            common += words
    return out


def text_kept(stretches: list[Stretch], old: str, new: str) -> tuple[bool, bool]:
    """Whether the words of the old and of the new document come back, in order."""
    before = " ".join(text for op, text in stretches if op != "ins")
    after = " ".join(text for op, text in stretches if op != "del")
    return (
        "".join(_WORD.findall(before)) == "".join(_WORD.findall(plain(old))),
        "".join(_WORD.findall(after)) == "".join(_WORD.findall(plain(new))),
    )


def structure_kept(answer: str, old: str, new: str) -> tuple[bool, bool]:
    """Whether tags and attributes come back too, on either side."""
    return _same(answer, "old", old), _same(answer, "new", new)


def _same(answer: str, which: str, document: str) -> bool:
    try:
        return side(answer, which) == events(normal_form(document))
    except (ValueError, AssertionError):
        return False
