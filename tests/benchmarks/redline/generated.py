"""Policies that nobody wrote, and their next versions; the same every time."""

from __future__ import annotations

import random
from collections.abc import Iterator

_VOCABULARY = (
    "we you may must will not never share sell keep collect delete personal data information logs "
    "cookies name address account service purpose consent law request third parties partners days "
    "months years 30 60 90 when where your our their about under after before with from only such"
)
_WORDS = _VOCABULARY.split()


def _source(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - repeatable, and nothing secret hangs on it


def _sentence(source: random.Random) -> str:
    words = source.choices(_WORDS, k=source.randint(6, 24))
    if source.random() < 0.2:
        at = source.randrange(len(words))
        words[at] = f'<a href="/p/{source.randint(1, 9)}">{words[at]}</a>'
    if source.random() < 0.15:
        at = source.randrange(len(words))
        words[at] = f"<strong>{words[at]}</strong>"
    return " ".join(words) + "."


def _paragraph(source: random.Random) -> str:
    return " ".join(_sentence(source) for _ in range(source.randint(1, 5)))


def _blocks(source: random.Random, count: int) -> list[str]:
    out: list[str] = []
    while len(out) < count:
        kind = source.random()
        if kind < 0.15:
            title = " ".join(source.sample(_WORDS, 3))
            out.append(f'<h2 id="s{len(out)}">{title}</h2>')
        elif kind < 0.75:
            out.append(f"<p>{_paragraph(source)}</p>")
        elif kind < 0.95:
            items = [f"<li>{_sentence(source)}</li>" for _ in range(source.randint(2, 7))]
            out.append(f"<ul>{''.join(items)}</ul>")
        else:
            rows = [
                f"<tr><td>{_sentence(source)}</td><td>{source.randint(1, 99)} days</td></tr>"
                for _ in range(source.randint(2, 8))
            ]
            out.append(f"<table><tbody>{''.join(rows)}</tbody></table>")
    return out


def _edited(source: random.Random, blocks: list[str], rate: float) -> list[str]:
    out: list[str] = []
    for block in blocks:
        chance = source.random()
        if chance < rate * 0.2:
            continue
        if chance < rate * 0.4:
            out.append(f"<p>{_paragraph(source)}</p>")
        elif chance < rate:
            words = block.split(" ")
            for _ in range(source.randint(1, 4)):
                at = source.randrange(len(words))
                if words[at] in _WORDS:
                    words[at] = source.choice(_WORDS)
            block = " ".join(words)
        out.append(block)
    if len(out) > 3 and source.random() < 0.3:
        out.insert(source.randrange(len(out)), out.pop(source.randrange(len(out))))
    return out


def pairs(count: int) -> Iterator[tuple[str, str, str]]:
    """Name, old and new HTML: from one to thirty kilobytes and more, lightly to heavily edited."""
    for n in range(count):
        source = _source(n)
        blocks = _blocks(source, source.choice([8, 30, 80, 200]))
        rate = source.choice([0.02, 0.05, 0.2, 0.6])
        new = "\n".join(_edited(source, blocks, rate))
        yield f"generated {n + 1}", "\n".join(blocks), new
