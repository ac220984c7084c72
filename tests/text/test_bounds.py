"""What asks for more than any policy does is refused with a sentence, before the work is begun."""

from __future__ import annotations

import pickle

import pytest

from policies.text import TooDemanding, bounds, canonical, plain, render

TABLE = "|a|b|\n|-|-|\n|1|2|\n"


def wide(columns: int, rows: int) -> str:
    return "|a" * columns + "|\n" + "|-" * columns + "|\n" + "|b|\n" * rows


BEYOND = {
    "long": ("word " * 200_001, "1,000,005 characters"),
    "marks in one paragraph": ("a* b " * 6_400, "“a* b a* b"),
    "wide": (wide(bounds.MAX_COLUMNS + 1, 1), "201 columns (“|a|a"),
    "short rows under a wide head": (wide(150, 150), "more than 20000 cells"),
    "many tables": ((wide(150, 60) + "\n") * 3, "more than 20000 cells"),
    "notes": ("a[^1] " * 50 + ("\n\nb[^1]" * 500), "more than 500 footnotes"),
    "tags": (("a <b>b</b> " * 100 + "\n\n") * 101, "more than 20000 HTML tags"),
    "paragraphs": ("a\n\n" * 20_001, "more than 20,000 paragraphs"),
    "items": ("- a\n" * 20_001, "more than 20,000 paragraphs"),
    "empty items": ("*\n" * 20_001, "more than 20,000 paragraphs"),
    "emphasis in emphasis": ("*" * 400 + "a" + "*" * 400, "more than 60 deep"),
    "accents": ("a" + "\u0301\u0323" * 33, "More than 64 accents"),
}


@pytest.mark.parametrize("name", BEYOND)
def test_a_sentence_says_what_is_wrong_and_what_would_be_right(name: str) -> None:
    text, words = BEYOND[name]
    with pytest.raises(TooDemanding) as refusal:
        render(text)
    assert words in str(refusal.value)
    assert ": " in str(refusal.value)
    again = pickle.loads(pickle.dumps(refusal.value))  # noqa: S301 - as one process tells another
    assert str(again) == str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "word " * 60_000,
        "a * b " * 2_500,
        wide(60, 300),
        TABLE * 500,
        "a [^1] b\n\n[^1]: c\n",
        "- a\n\n" * 3_000,
        "> " * 12 + "- a **b *c***",
    ],
)
def test_far_more_than_any_real_policy_is_rendered(text: str) -> None:
    assert plain(render(text)).strip()


def test_a_table_in_a_table_is_told_once() -> None:
    html = "<table><tr><td>a"
    for level in range(12):
        html += f"<table><tr><td>b{level}"
    html += "</td></tr></table>" * 13
    assert plain(html).split() == ["a", *(f"b{level}" for level in range(12))]


def test_a_pile_of_accents_is_left_as_it_is() -> None:
    pile = "e" + "\u0323\u0301" * 40
    assert canonical(f"e\u0301 {pile}\u00e9 e\u0301") == f"\u00e9 {pile}\u00e9 \u00e9\n"
    assert canonical(canonical(pile)) == canonical(pile)
    assert canonical("e" + "\u0301\u0323" * 20) == canonical("e" + "\u0323\u0301" * 20) != ""


def test_an_address_keeps_its_own_brackets() -> None:
    html = render("See https://a.example/(b)c)).!) and https://a.example/(d).\n")
    assert ">https://a.example/(b)c</a>)).!)" in html
    assert ">https://a.example/(d)</a>." in html
