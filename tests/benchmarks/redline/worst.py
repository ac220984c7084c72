"""The worst inputs we could think of, as pairs of HTML; the same every time."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

Pair = tuple[str, str]


def _source(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - repeatable, and nothing secret hangs on it


def _word(source: random.Random) -> str:
    return "".join(source.choices("abcdefghijklmnopqrstuvwxyz", k=source.randint(3, 9)))


def _paragraphs(words: list[str], size: int = 60) -> str:
    starts = range(0, len(words), size)
    return "\n".join(f"<p>{' '.join(words[at : at + size])}</p>" for at in starts)


def unrelated() -> Pair:
    source = _source(1)
    return _paragraphs([_word(source) for _ in range(29_000)]), _paragraphs(
        [_word(source) for _ in range(29_000)]
    )


def unrelated_in_one_paragraph() -> Pair:
    source = _source(2)
    return _paragraphs([_word(source) for _ in range(29_000)], 10**6), _paragraphs(
        [_word(source) for _ in range(29_000)], 10**6
    )


def small_vocabulary() -> Pair:
    source = _source(3)
    words = [_word(source) for _ in range(100)]
    return _paragraphs(source.choices(words, k=29_000), 10**6), _paragraphs(
        source.choices(words, k=29_000), 10**6
    )


def equal_words() -> Pair:
    return _paragraphs(["word"] * 50_000, 10**6), _paragraphs(["word"] * 49_000, 10**6)


def one_word_paragraphs() -> Pair:
    source = _source(4)
    words = [_word(source) for _ in range(2_000)]
    return _paragraphs(source.choices(words, k=10_000), 1), _paragraphs(
        source.choices(words, k=10_000), 1
    )


def long_table() -> Pair:
    source = _source(5)
    rows = [[_word(source) for _ in range(5)] for _ in range(2_000)]
    changed = [
        [_word(source) if source.random() < 0.1 else cell for cell in row]
        for row in rows
        if source.random() > 0.05
    ]
    return _table(rows), _table(changed)


def unrelated_table() -> Pair:
    source = _source(6)
    return tuple(  # type: ignore[return-value]
        _table([[_word(source) for _ in range(5)] for _ in range(2_000)]) for _ in range(2)
    )


def _table(rows: list[list[str]]) -> str:
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><tbody>{body}</tbody></table>"


def deep_nesting() -> Pair:
    return _nest("one", 200), _nest("two", 200)


def deep_lists() -> Pair:
    source = _source(7)
    words = [_word(source) for _ in range(200)]
    changed = [word if n % 10 else "new" for n, word in enumerate(words)]
    return _lists(words), _lists(changed)


def _nest(text: str, depth: int) -> str:
    return "<div>" * depth + f"<p>the {text} thing that is said here</p>" + "</div>" * depth


def _lists(words: list[str]) -> str:
    opening = "".join(f"<ul><li>{word} is what this item says" for word in words)
    return opening + "</li></ul>" * len(words)


def shuffled_paragraphs() -> Pair:
    source = _source(8)
    blocks = [f"<p>{' '.join(_word(source) for _ in range(40))}</p>" for _ in range(720)]
    return "\n".join(blocks), "\n".join(source.sample(blocks, len(blocks)))


def one_letter_lines() -> Pair:
    source = _source(9)
    return tuple(  # type: ignore[return-value]
        "<pre>" + "\n".join(source.choices("abcdefghij", k=100_000)) + "</pre>" for _ in range(2)
    )


def one_letter_paragraphs() -> Pair:
    source = _source(10)
    return tuple(  # type: ignore[return-value]
        "\n".join(f"<p>{c}</p>" for c in source.choices("abcdefghij", k=20_000)) for _ in range(2)
    )


def one_huge_word() -> Pair:
    return f"<p>{'a' * 200_000}</p>", f"<p>{'a' * 199_999}b</p>"


def dotted_letters() -> Pair:
    return f"<p>{'a.' * 100_000}</p>", f"<p>{'a.' * 99_999}b1.1</p>"


def deep_formatting() -> Pair:
    opening, closing = "<b>x <i>" * 2_000, "</i></b>" * 2_000
    return f"<p>{opening}one{closing}</p>", f"<p>{opening}two{closing}</p>"


def tangled_formatting() -> Pair:
    source = _source(11)
    words = [_word(source) for _ in range(4_000)]

    def wrapped() -> str:
        return " ".join(
            f"<{tag}>{word}</{tag}>" if (tag := source.choice(["b", "i", "", ""])) else word
            for word in words
        )

    return f"<p>{wrapped()}</p>", f"<p>{wrapped()}</p>"


CASES: list[Callable[[], Pair]] = [
    unrelated,
    unrelated_in_one_paragraph,
    small_vocabulary,
    equal_words,
    one_word_paragraphs,
    long_table,
    unrelated_table,
    deep_nesting,
    deep_lists,
    shuffled_paragraphs,
    one_letter_lines,
    one_letter_paragraphs,
    one_huge_word,
    dotted_letters,
    deep_formatting,
    tangled_formatting,
]


def worst() -> Iterator[tuple[str, str, str]]:
    """Name, old and new HTML of each."""
    for case in CASES:
        yield (case.__name__.replace("_", " "), *case())
