"""The gallery: small cases, each with the redline a lawyer would draw."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from policies.redline import compare
from tests.redline.promises import check


@dataclass
class Case:
    title: str
    lines: dict[str, list[str]] = field(default_factory=dict)

    def document(self, sign: str) -> str:
        return "\n".join(self.lines[sign])


def cases() -> list[Case]:
    found: list[Case] = []
    for line in Path(__file__).with_name("gallery.md").read_text().splitlines():
        if line.startswith("## "):
            found.append(Case(line[3:]))
        elif found and line:
            found[-1].lines.setdefault(line[0], []).append(line[2:])
    return found


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.title)
def test_redline(case: Case) -> None:
    redline = compare(case.document("-"), case.document("+"))
    assert redline.html == case.document("=")
    assert [
        f"{change.kind}: {change.before or 'nothing'} → {change.after or 'nothing'}"
        for change in redline.changes
    ] == case.lines.get("!", [])


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.title)
def test_promises(case: Case) -> None:
    check(case.document("-"), case.document("+"))
    check(case.document("+"), case.document("-"))


def test_the_gallery_is_no_smaller_than_promised() -> None:
    titles = [case.title for case in cases()]
    assert len(titles) == len(set(titles)) >= 30
