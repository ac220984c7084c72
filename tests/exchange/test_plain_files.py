"""Plain text gets its structure back, and keeps every word."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from policies.exchange.readers.plain.reader import read_plain
from policies.text import plain, render
from tests.text.reading import shown_words

COPIED = """\
Accept all cookies

Your basket is empty
Log in


Privacy Policy

Shop Ltd sells shoes. This long line was one paragraph on a web page, and it is much longer than a \
hundred and twenty characters.

What do we keep?

We keep:

  • your *name* and address_;
  • what you bought:
      • the shoe;
      • its size.
1. Letters

We answer letters sent to a_b@shop.example or <post>.

1.1 Where

Shop Ltd
12 High Street #4
Anytown

FURTHER WORDS
We keep [nothing] else. See https://shop.example/a_b_c?x=*y* and *.shop.example for more; it is a \
long line, again, of more than a hundred and twenty characters.

1. one;

2. two;

4. four.

(a) first clause
(b) second clause

# not a heading, 2. not an item
+ no plus

Powered by Shop
"""


def test_a_text_copied_from_a_web_page() -> None:
    source, title, claims, warnings = read_plain(COPIED)
    assert plain(render(source)) == (
        "Accept all cookies\n\nYour basket is empty\nLog in\n\n"
        "Privacy Policy\n==============\n\n"
        "Shop Ltd sells shoes. This long line was one paragraph on a web page, and it is much"
        " longer than a hundred and twenty characters.\n\n"
        "What do we keep?\n================\n\nWe keep:\n\n"
        "* your *name* and address_;\n* what you bought:\n  * the shoe;\n  * its size.\n\n"
        "1. Letters\n==========\n\nWe answer letters sent to a_b@shop.example or <post>.\n\n"
        "1.1 Where\n---------\n\nShop Ltd\n12 High Street #4\nAnytown\n\n"
        "FURTHER WORDS\n=============\n\n"
        "We keep [nothing] else. See https://shop.example/a_b_c?x=*y* and *.shop.example for more;"
        " it is a long line, again, of more than a hundred and twenty characters.\n\n"
        "1. one;\n2. two;\n4. four.\n\n(a) first clause\n(b) second clause\n\n"
        "# not a heading, 2. not an item\n+ no plus\n\nPowered by Shop\n"
    )
    assert title == "Privacy Policy"
    assert claims == ()
    assert [warning.split(":")[0] for warning in warnings] == ["Line 1", "Line 3", "Line 44"]


WRAPPED = """\
PRIVACY STATEMENT

This statement was wrapped by hand, so that each of its lines is about
as long as the others, and only the last line of a paragraph is any
shorter.

1. Scope
This section stands right under its heading, and it goes on over more
than one line as well.

- a first item that goes on
  over two lines
- a second item
that goes on without a margin
Here ends the list! But this is still in it,
(a) a clause on a line of its own in the middle of a text that is wrapped

Write to us:
Shop Ltd
12 High Street
"""


def test_a_text_wrapped_by_hand() -> None:
    source, title, _, warnings = read_plain(WRAPPED)
    assert title == "PRIVACY STATEMENT"
    assert warnings == ()
    shown = plain(render(source)).split("\n")
    assert shown[3] == (
        "This statement was wrapped by hand, so that each of its lines is about as long as the"
        " others, and only the last line of a paragraph is any shorter."
    )
    assert shown[5:9] == [
        "1. Scope",
        "========",
        "",
        "This section stands right under its heading, and it goes on over more than one line as"
        " well.",
    ]
    assert "* a first item that goes on over two lines" in shown
    assert any(line.startswith("* a second item that goes on without a margin") for line in shown)
    assert shown[-4:-1] == ["Write to us:", "Shop Ltd", "12 High Street"]


@pytest.mark.parametrize(
    "line",
    [
        "we keep nothing",
        "This is a sentence.",
        "The following:",
        "(a) a clause",
        "Write to a@b.example",
        "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen",
        "12 High Street,",
    ],
)
def test_lines_that_are_no_headings(line: str) -> None:
    assert "<h" not in render(read_plain(f"{line}\n\nAnd some words after it.\n")[0])


def test_the_last_line_is_no_heading_and_ruled_ones_are_left_to_markdown() -> None:
    assert "<h" not in render(read_plain("Words.\n\nThe end")[0])
    source = read_plain("Our Policy\n----------\nWords.\n")[0]
    assert plain(render(source)).startswith("Our Policy\n")


def test_a_text_with_marks_of_markdown_is_read_as_markdown() -> None:
    source, title, _, warnings = read_plain("# Terms\n\n## Scope\n\n**Bold** [x](/y) {{ z }}\n")
    assert title == "Terms"
    assert source.startswith("# Terms")
    assert warnings[0] == "Read as Markdown, because it has its marks."
    assert "template" in warnings[1]


_LINES = st.sampled_from(
    [
        "", "", "Privacy Policy", "We keep *data* and _more_ of `it`.", "• bullet", "  • inner",
        "1. Title", "1. a sentence.", "2. another.", "7. Seven", "2.3 Part", "(a) clause",
        "# hash", "> quote", "+ plus", "a|b", "|---|---|", "---", "===", "[x]: y", "<b>bold</b>",
        "&amp; &copy;", "\\ back", "~~~", "```", "    indented", "ALL CAPS", "o  circle",
        "word " * 30, "x" * 70, "12 High Street", "via mail a_b@c.example", "<!-- c -->", "![a](b",
        "Ends with two  ", "* star", "*.shop.example", "[^1]: note", "- ", "–dash", "Setext\n===",
    ]
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(st.lists(_LINES, max_size=14).map("\n".join))
def test_no_word_is_lost_or_invented(text: str) -> None:
    bullets = re.sub(r"(?m)^ *o(?=  )", " ", text)
    source, _, _, warnings = read_plain(text)
    assume("Read as Markdown, because it has its marks." not in warnings)
    assert shown_letters(render(source)) == re.findall(r"[^\W\d_]+", bullets)


def shown_letters(html: str) -> list[str]:
    """Return the words a reader sees, numbers aside: those of lists are no text."""
    return re.findall(r"[^\W\d_]+", " ".join(shown_words(html)))
