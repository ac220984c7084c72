"""Corners: large inputs, tangled formatting, odd documents; each still keeps the promises."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.redline import Kind, compare, normal_form
from policies.redline import sequences as sequences_module
from policies.redline.sequences import common, heaviest
from policies.redline.words import inline as inline_module
from policies.redline.words.common import _slide, kept
from tests.benchmarks.redline.generated import pairs
from tests.benchmarks.redline.worst import CASES, Pair
from tests.redline.promises import check, check_sides


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_worst_inputs_are_answered_and_faithful(case: Callable[[], Pair]) -> None:
    old, new = case()
    redline = compare(old, new)
    assert redline.old_html == normal_form(old)
    assert redline.new_html == normal_form(new)


@pytest.mark.parametrize("pair", list(pairs(10)), ids=lambda pair: str(pair[0]))
def test_generated_policies(pair: tuple[str, str, str]) -> None:
    check(*pair[1:])


@pytest.mark.parametrize(("small", "large"), [(0, 10**9), (0, 400), (100, 2_000), (0, 0)])
def test_every_way_to_a_common_subsequence_is_one(
    monkeypatch: pytest.MonkeyPatch, small: int, large: int
) -> None:
    monkeypatch.setattr(sequences_module, "SMALL", small)
    monkeypatch.setattr(sequences_module, "LARGE", large)
    source = random.Random(3)  # noqa: S311 - repeatable, and nothing secret hangs on it
    for _ in range(60):
        old = source.choices(range(source.choice([4, 40, 400])), k=source.randint(0, 80))
        new = [n for n in old if source.random() > 0.2]
        new += source.choices(range(50), k=source.randint(0, 60))
        at_old = at_new = 0
        for i, j, n in common(old, new):
            assert i >= at_old
            assert j >= at_new
            assert old[i : i + n] == new[j : j + n]
            at_old, at_new = i + n, j + n


def test_small_pairs_need_no_compiled_twin(monkeypatch: pytest.MonkeyPatch) -> None:
    with_twin = compare("<p>one two three four</p>", "<p>one too three for</p>").html
    monkeypatch.setattr(sequences_module, "_compiled", None)
    assert compare("<p>one two three four</p>", "<p>one too three for</p>").html == with_twin


def test_what_repeats_too_much_is_matched_in_order() -> None:
    assert heaviest("ababab" * 9, "ab" * 20, [1.0] * 54) == [(i, i) for i in range(40)]


def test_a_run_takes_back_what_the_edit_beside_it_begins_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sequences_module, "SMALL", 0)
    old = "q aaaa bbbb x cccc dddd t".replace(" ", "| |").split("|")
    new = "w aaaa bbbb x p x s cccc dddd u".replace(" ", "| |").split("|")
    edits = [
        (run.old, run.new, "".join(old[run.old : run.old + run.length])) for run in kept(old, new)
    ]
    assert edits == [(1, 1, " aaaa bbbb x "), (8, 14, "cccc dddd ")]


def test_an_edit_slides_to_where_a_sentence_starts() -> None:
    tokens = ["a", ".", " ", "b", " ", "b", " ", "c"]
    assert _slide(tokens, tokens, 3, 5, 0, 3) == 0
    assert _slide(tokens, tokens, 5, 7, 3, 0) == -2


def test_formatting_that_no_tree_can_hold_is_replaced_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inline_module, "_faithful", lambda old, new, runs: runs)
    monkeypatch.setattr(inline_module.Passage, "keys", property(lambda passage: passage.tokens))
    old, new = "<p><b>one two</b> three</p>", "<p>one <b>two three</b></p>"
    redline = compare(old, new)
    assert redline.html == (
        '<p><del id="change-1" data-kind="formatting"><b>one two</b> three</del>'
        '<ins data-kind="formatting">one <b>two three</b></ins></p>'
    )
    check(old, new)


_TOKENS = st.lists(st.sampled_from(["a", "bb", "cccc", " ", ".", "<br>", "7"]), max_size=30)


@settings(max_examples=600, deadline=None)
@given(_TOKENS, _TOKENS)
def test_kept_words_are_equal_and_in_order(old: list[str], new: list[str]) -> None:
    at_old = at_new = 0
    for i, j, n in kept(old, new):
        assert n > 0
        assert i >= at_old
        assert j >= at_new
        assert old[i : i + n] == new[j : j + n]
        at_old, at_new = i + n, j + n
    assert at_old <= len(old)
    assert at_new <= len(new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<b>one two</b> three four", "<b>one</b> two <i>three</i> four"),
        ("<b><i>one</i></b> two three", "<i>one and a half</i> two three"),
        ("<b><i>one two</i></b> three", "<i><b>one two</b></i> three"),
        ("<b>one <i>two</i></b><i> three</i> four", "<i>one <b>two</b></i><b> three</b> four"),
        ("<b>one two</b> three", "<b>zero one two</b> three"),
        ("<i><b>one two</b></i> three", "<b>one two</b> three"),
        ("<b><i>one two three</i></b> four", "<i>more one two three</i> four"),
        ("one <a href='/a'>two</a> three four", "<a href='/b'>one three four</a>"),
        ("<b>one two three</b> <i>four five</i> <b>six seven</b> eight",
         "<b>one two</b> <b>three</b> <i>four five</i> six <b>seven eight</b>"),
        ("<b>one x</b> y two three", "<b>one z</b> w two three"),
        ("x <b>one two</b> three", "w <b>v one two</b> three"),
        ("one <b>x two</b> three", "one w <b>z two</b> three"),
        ("one <a href='/a'>two</a> three", "<a href='/b'>one <b>too</b> three</a>"),
        ("<a href='/a'>one two</a> three four",
         "<a href='/b'>one</a> two <a href='/a'>three</a> four"),
        ("one <b></b> two <a id='x'></a> three", "one two <a id='y'></a> three"),
        ("one<b> </b>two three", "one two three"),
        ("<em>one</em> two <img alt='x'> three", "<strong>one</strong> two <img alt='y'> three"),
        ("<a href='/a' title='t'>one</a> two", "<a href='/a' title='u'>one</a> two"),
        ("<img src='a' alt='a'> one two", "<img src='b' alt='a'> one two"),
        ("one <br>two <br/> three", "one<br> two three"),
        ("<code>one &lt;b&gt;</code> two &amp; three",
         "<code>one &lt;i&gt;</code> two &amp; three"),
        ("<sup id='fnref1'><a href='#fn1'>1</a></sup> one",
         "<sup id='fnref2'><a href='#fn2'>2</a></sup> one"),
    ],
)  # fmt: skip
def test_tangled_formatting_keeps_the_promises(old: str, new: str) -> None:
    old, new = (f"<p>{text} and words that stay</p>".replace("'", '"') for text in (old, new))
    check(old, new)
    check(new, old)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>a</p>", '<p>a</p><hr id="r">'),
        ('<ul id="l"><li>one</li></ul>', '<ol id="l"><li>one</li></ol>'),
        ('<p id="p">one</p><p>two</p>', '<p id="p">one</p><p id="p">two</p>'),
        ("<p>one</p>", '<p>one</p><p id="e"></p>'),
        ("<ins>one</ins>", "<ins>one two</ins>"),
        ("<ins><p>one</p></ins><p>x</p>", "<ins><p>one two</p></ins><p>x</p>"),
        ("<del>a <del>b</del> c</del>", "<p>a <del>b</del> d</p>"),
        ('<p data-diff="ins" data-own-x="1">one</p>', '<p data-diff="del" data-own-x="2">one</p>'),
        ('<p id="change-1">a<br data-id="k"></p>', '<p id="change-2-end">b<br data-id="k"></p>'),
        ("<p title='a \"b\" id=c'>one</p>", "<p title='a \"b\" id=d'>one two</p>"),
        ('<p class="change-1" id=change-7>a b</p>', "<p>a c</p>"),
        ("<p>a</p>loose <b>text</b>", "<p>a</p>loose <b>words</b>"),
        ("loose text", "loose text<p>and more</p>"),
        ("<table><colgroup><col></colgroup><tbody><tr><td>a</td></tr></tbody></table>",
         "<table><colgroup><col><col></colgroup><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<ul><li>a<hr>b</li></ul>", "<ul><li>a<hr>c</li></ul>"),
        ('<ol start="2"><li>a</li></ol>', '<ol start="3"><li>a</li></ol>'),
        ("<table><tbody><tr><td>a b c</td></tr><tr><td>d e f</td></tr></tbody></table>",
         "<table><tbody><tr><td>a b c</td><td>g</td></tr><tr><td>d e f</td></tr></tbody></table>"),
        ("<p>we keep logs for thirty days</p><p>x y</p><table><tbody>"
         "<tr><td>a b c d e f g h</td></tr>"
         "<tr><td>i j k l m n o p</td></tr></tbody></table>",
         "<p>x y</p><table><tbody><tr><td>a b c d e f g h</td><td>we keep logs for thirty days</td>"
         "</tr><tr><td>i j k l m n o p</td></tr></tbody></table>"),
        ("<ul><li>we keep logs for thirty days</li><li>you may ask us for more</li></ul><p>x</p>"
         "<p>z z</p>",
         "<p>you may ask us for more</p><p>x</p><p>we keep logs for thirty days</p><p>z z</p>"),
        ("<p>a heading of nine words that was a paragraph</p><p>x</p><p>y</p>",
         "<p>x</p><p>y</p><h3>a heading of nine words that was one paragraph</h3>"),
        ("<h2>One</h2><h2>Two</h2>", "<h2>Two</h2><h3>One</h3>"),
        ("<div><div><p>a b</p></div></div>", "<div><div><p>c d</p></div></div>"),
        ("<table><tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></tbody></table>",
         "<table><tbody><tr><td>b</td></tr><tr><td>d</td></tr></tbody></table>"),
        ("<p>we keep logs for thirty days</p><table><tbody><tr><td>a</td></tr></tbody></table>",
         "<table><tbody><tr><td>a</td><td>we keep logs for thirty days</td></tr></tbody></table>"),
        ("<pre>\n one  two three four five six seven eight</pre><p>x</p><p>y z</p>",
         "<p>x</p><p>y z</p><pre>\n one  two three four five six seven nine</pre>"),
    ],
)  # fmt: skip
def test_odd_documents_keep_the_promises(old: str, new: str) -> None:
    check_sides(compare(old, new), old, new)
    check_sides(compare(new, old), new, old)
    check(old, old)


def test_a_formatted_stretch_that_moved_keeps_its_tags() -> None:
    stretch = "You may <b>always</b> ask us for a copy of what we keep."
    old = f"<p>We keep logs for a month. {stretch}</p><p>We use cookies on this site.</p>"
    new = f"<p>We keep logs for a month.</p><p>We use cookies on this site. {stretch}</p>"
    redline = check(old, new.replace("of what", "of all that"))
    assert [change.kind for change in redline.changes] == [Kind.MOVED]
    assert redline.html.count("<b>always</b>") == 2
    assert (redline.counts.removed, redline.counts.added) == (1, 2)


def test_the_likeliest_of_several_moves_is_taken() -> None:
    one = "we keep the logs of our servers for thirty days after your visit"
    two = "we keep the logs of our servers for ninety days after your order"
    rest = "".join(f"<p>Paragraph {n} stays where it is in both.</p>" for n in range(3))
    old = f"<p>{one}</p><p>{two}</p>{rest}"
    new = f"{rest}<p>{two} or so</p><p>{one} or so</p>"
    moved = [c for c in check(old, new).changes if c.move]
    assert [(c.before, c.after) for c in moved] == [(one, f"{one} or so"), (two, f"{two} or so")]


def test_wide_gaps_between_documents() -> None:
    def what(n: int) -> str:
        return "something" if n % 7 == 0 else "a thing"

    old = "".join(f"<p>Point {n} says something about number {n * 7}.</p>" for n in range(40))
    new = "".join(
        f"<p>Point {n} says {what(n)} about number {n * 7}.</p>" if n % 3 else f"<p>New {n}</p>"
        for n in range(40)
        if n % 5
    )
    redline = check(old, new)
    assert {str(change.kind) for change in redline.changes} >= {"replaced", "deleted"}
    nested = check(f"<div>{old}</div>", f"<div>{new}</div>")
    assert nested.counts.removed == redline.counts.removed
