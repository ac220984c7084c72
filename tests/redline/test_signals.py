"""Signals: few, with their place, each a reason to look twice."""

from __future__ import annotations

import pytest

from policies.redline import Fact, compare

FILLER = "<p>" + "Words that stay where they are and say the same in both versions. " * 12 + "</p>"


def told(old: str, new: str, language: str = "en") -> list[tuple[str, str, str]]:
    """Kind, before and after of each signal of a small change in a long text."""
    redline = compare(FILLER + old, FILLER + new, language)
    assert redline.has_signals == bool(redline.signals)
    return [(str(signal.kind), signal.before, signal.after) for signal in redline.signals]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("for 30 days.", "for 90 days.", ("duration", "30 days", "90 days")),
        ("for 30 days.", "for 30 business days.", ("duration", "30 days", "30 business days")),
        ("within thirty days", "within sixty days", ("duration", "thirty days", "sixty days")),
        ("a fee of €5 only", "a fee of €7 only", ("amount", "€5", "€7")),
        ("up to 10 million euros", "up to 20 million euros",
         ("amount", "10 million euros", "20 million euros")),
        ("a rate of 5% a year", "a rate of 7.5 percent a year",
         ("percentage", "5%", "7.5 percent")),
        ("from May 1, 2024 on", "from June 1, 2024 on", ("date", "May 1, 2024", "June 1, 2024")),
        ("from 2024-05-01 on", "from 2024-06-01 on", ("date", "2024-05-01", "2024-06-01")),
        ("under Article 6 of it", "under Article 9 of it", ("number", "6", "9")),
        ("call +32 2 555 12 12 now", "call +32 2 555 13 13 now",
         ("number", "+32 2 555 12 12", "+32 2 555 13 13")),
        ("We may do so.", "We must do so.", ("modal", "may", "must")),
        ("We do so.", "We never do so.", ("negation", "", "never")),
        ("We share it.", "We sell it.", ("vocabulary", "share", "sell")),
        ("It goes to partners.", "It goes to third parties.",
         ("recipient", "partners", "third parties")),
        ("run by Alpha Widgets Ltd here", "run by Beta Widgets Ltd here",
         ("recipient", "Alpha Widgets Ltd", "Beta Widgets Ltd")),
        ("ask a@example.com", "ask b@example.com",
         ("e-mail address", "a@example.com", "b@example.com")),
        ("at 1 High Street, Dublin", "at 2 High Street, Dublin",
         ("postal address", "1 High Street", "2 High Street")),
        ('see <a href="https://a.example/">us</a>', 'see <a href="https://b.example/">us</a>',
         ("link", "https://a.example/", "https://b.example/")),
        ("see us", 'see <a href="https://b.example/">us</a>', ("link", "", "https://b.example/")),
    ],
)  # fmt: skip
def test_what_is_told(old: str, new: str, expected: tuple[str, str, str]) -> None:
    assert told(f"<p>And so {old}</p>", f"<p>And so {new}</p>") == [expected]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("on 24 February 2025", "on February 24, 2025"),
        ("for thirty (30) days", "for 30 days"),
        ("we don't", "we don’t"),
        ("we sell it, and more is sold", "we sell it, and more and more is sold"),
        ("see <a href='mailto:a@b.example'>us</a>", "see <a href='#us'>us</a>"),
        ("alpha", "<b>alpha</b>"),
    ],
)
def test_what_says_the_same_is_not_told(old: str, new: str) -> None:
    assert told(f"<p>And so {old} here.</p>", f"<p>And so {new} here.</p>") == []


def test_german() -> None:
    assert told(
        "<p>Wir dürfen Ihre Daten 30 Tage speichern und an Partner geben.</p>",
        "<p>Wir müssen Ihre Daten nicht 60 Tage speichern und an Dritte verkaufen.</p>",
        "de-AT",
    ) == [
        ("modal", "dürfen", "müssen"),
        ("duration", "30 Tage", "60 Tage"),
        ("negation", "", "nicht"),
        ("vocabulary", "", "verkaufen"),
        ("recipient", "Partner".lower(), "dritte"),
    ]


def test_an_unknown_language_is_read_as_english() -> None:
    assert told("<p>we may go</p>", "<p>we must go</p>", "xx") == [("modal", "may", "must")]


def test_sections_and_items() -> None:
    old = "<h2>1. Data</h2><ul><li>name</li><li>address</li></ul>"
    new = old + '<h2 id="c">2. Cats</h2>'
    new = new.replace("</ul>", "<li>voice</li></ul>")
    assert told(old, new) == [("section", "", "2. Cats"), ("list item", "", "voice")]
    assert told(new, old) == [("section", "2. Cats", ""), ("list item", "voice", "")]
    redline = compare(FILLER + old, FILLER + new)
    assert [(s.section, s.anchor, s.change) for s in redline.signals] == [
        ("2. Cats", "c", "change-2"),
        ("1. Data", "", "change-1"),
    ]


def test_the_number_of_a_heading_or_an_item_is_no_number() -> None:
    assert told("<h2>3. Cats</h2><p>x</p>", "<h2>4. Cats</h2><p>x</p>") == []
    assert told("<p>x</p>", "<p>x</p><h3>7 lives</h3>") == [("section", "", "7 lives")]


def test_what_moved_is_not_told_again_but_what_changed_on_the_way_is() -> None:
    first = "<p>We may keep all of your orders and your letters for 30 days.</p>"
    rest = "<p>One more thing that stays.</p><p>And yet another thing stays here too.</p>"
    assert told(first + rest, rest + first) == []
    assert told(first + rest, rest + first.replace("30", "90")) == [
        ("duration", "30 days", "90 days")
    ]


def test_a_moved_sentence_tells_nothing() -> None:
    sentence = " You may ask us for a copy within 30 days."
    old = f"<p>First we keep logs of it all.{sentence}</p><p>Then we go home at night.</p>"
    new = f"<p>First we keep logs of it all.</p><p>Then we go home at night.{sentence}</p>"
    assert told(old, new) == []


def test_a_paragraph_made_a_list_tells_nothing() -> None:
    assert told(
        "<p>your name and your 30 days of postal address</p>",
        "<ul><li>your name and your 30 days of postal address</li></ul>",
    ) == []  # fmt: skip


def test_a_large_share_is_told_first() -> None:
    signals = compare("<p>one two three</p>", "<p>four five six</p>").signals
    assert (signals[0].kind, signals[0].after) == (Fact.SHARE, "100%")


def test_many_facts_of_one_kind_are_cut_short() -> None:
    numbers = ", ".join(str(n) for n in range(11, 31))
    assert told("<p>x</p>", f"<p>x</p><p>{numbers}</p>") == [("number", "", "11, 12, 13, 14, 15 …")]
