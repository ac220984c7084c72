"""Clause history: a policy's story, told over its versions."""

from __future__ import annotations

import json
from itertools import pairwise

from policies.redline import Status, clause_history, compare
from policies.redline.clauses import clauses, marked_blocks
from policies.redline.traces import Gone, Traces, first_traces, next_traces

ONE = '<p>Welcome.</p><h2 id="data">1. Data</h2><p>We keep your name.</p><p>We keep your age.</p>'
TWO = ONE.replace("your age", "your age and address")
THREE = (
    TWO.replace("1. Data", "2. What we collect")
    .replace('"data"', '"collect"')
    .replace("<h2", '<h2 id="who">1. Who we are</h2><p>We are a shop in Dublin.</p><h2', 1)
)
FOUR = (
    "<p>Welcome.</p>"
    '<h2 id="collect">1. What we collect</h2><p>We keep your name.</p>'
    '<h2 id="who">2. Who we are</h2><p>We are a shop in Dublin.</p>'
)


def story(*versions: str) -> dict[str, tuple[int, tuple[int, ...]]]:
    clauses = clause_history(list(enumerate(versions, 1)))
    return {clause.title: (clause.since, clause.touched) for clause in clauses}


def test_sections_are_followed_through_new_words_numbers_titles_and_moves() -> None:
    assert story(ONE) == {"": (1, ()), "1. Data": (1, ())}
    assert story(ONE, TWO) == {"": (1, ()), "1. Data": (1, (2,))}
    assert story(ONE, TWO, THREE) == {
        "": (1, ()),
        "1. Who we are": (3, ()),
        "2. What we collect": (1, (2, 3)),
    }
    last = story(ONE, TWO, THREE, FOUR)
    assert last["1. What we collect"] == (1, (2, 3, 4))
    assert last["2. Who we are"][0] == 3


def test_paragraphs_have_stories_of_their_own() -> None:
    clauses = clause_history([(1, ONE), (2, TWO), (5, THREE)])
    paragraphs = {p.text: (p.since, p.touched, p.latest) for c in clauses for p in c.paragraphs}
    assert paragraphs["We keep your name."] == (1, (), 1)
    assert paragraphs["We keep your age and address."] == (1, (2,), 2)
    assert paragraphs["We are a shop in Dublin."] == (5, (), 5)
    assert [c.latest for c in clauses] == [1, 5, 5]
    assert [c.anchor for c in clauses] == ["", "who", "collect"]
    assert [p.block for p in clauses[2].paragraphs] == [3, 4, 5]


def test_a_moved_paragraph_keeps_its_story() -> None:
    first = "<p>We never sell your data to anyone at all.</p>"
    rest = "<p>We keep logs for thirty days.</p><p>Ask us for more whenever you like.</p>"
    clauses = clause_history([(1, first + rest), (2, rest + first)])
    assert [(p.since, p.touched) for p in clauses[0].paragraphs] == [(1, ()), (1, ()), (1, (2,))]


def test_lists_tables_and_headings_inside_other_blocks() -> None:
    one = (
        '<div><h2 id="a">A</h2><ul><li>one thing<ul><li>sub thing</li></ul></li></ul></div>'
        "<table><tbody><tr><td>Logs</td><td>30 days</td></tr></tbody></table><hr><p>end</p>"
    )
    two = one.replace("30", "90").replace("<p>end", "<p>The end")
    three = two.replace("<ul><li>one", "<ol><li>one").replace("</ul></div>", "</ol></div>")
    clauses = clause_history([(1, one), (2, two), (3, three)])
    assert [(p.text, p.since, p.touched) for c in clauses for p in c.paragraphs] == [
        ("A", 1, ()),
        ("one thing", 1, (3,)),
        ("sub thing", 1, (3,)),
        ("Logs", 1, ()),
        ("90 days", 1, (2,)),
        ("The end", 1, (2,)),
    ]


def test_a_version_without_changes_touches_nothing() -> None:
    assert story(ONE, ONE, ONE.replace("><", ">\n<")) == story(ONE)


def test_what_no_reader_sees_touches_nothing() -> None:
    one = '<p>Words<sup id="r1">1</sup> that stay.</p>'
    assert story(one, one.replace("r1", "r2")) == {"": (1, ())}


def test_no_versions_and_no_text() -> None:
    assert clause_history([]) == []
    assert clause_history([(1, "")]) == []
    assert story("", ONE) == {"": (1, (2,)), "1. Data": (2, ())}


def test_documents_that_do_not_close_their_tags() -> None:
    assert story("<h2>A</h2><p>one<p>two", "<h2>A</h2><p>one</p><p>too</p>") == {"A": (1, (2,))}
    assert story("<b>one <p>two</p></b>", "<b>one <p>two now</p></b>") == {"": (1, (2,))}


def test_fifty_versions_of_five_thousand_words_take_no_time_to_speak_of() -> None:
    block = "<h2>Part {n}</h2><p>" + "some words that a policy might hold, " * 70 + "number {n}</p>"
    versions = []
    for number in range(1, 51):
        parts = [block.format(n=n if n != number % 10 else n + 100 * number) for n in range(10)]
        versions.append((number, "".join(parts)))
    clauses = clause_history(versions)
    assert len(clauses) == 10
    assert all(clause.since == 1 for clause in clauses)
    assert clauses[3].touched == (3, 4, 13, 14, 23, 24, 33, 34, 43, 44)


def retold(*versions: str) -> Traces:
    """The traces of the last version, each step from what JSON keeps of the one before it."""
    traces = first_traces(1, versions[0])
    for number, (before, after) in enumerate(pairwise(versions), 2):
        kept = json.loads(json.dumps(traces.as_data()))
        assert Traces.from_data(kept) == traces
        traces = next_traces(Traces.from_data(kept), before, number, after)
    return traces


def test_a_step_needs_no_more_than_what_was_kept_of_the_one_before() -> None:
    whole = clause_history(list(enumerate((ONE, TWO, THREE, FOUR), 1)))
    assert clauses(FOUR, retold(ONE, TWO, THREE, FOUR)) == whole


def test_each_touch_tells_where_the_comparison_shows_it() -> None:
    for before, after in pairwise((ONE, TWO, THREE, FOUR, ONE)):
        sections = compare(before, after).sections
        compared = {s.new_anchor: s.first for s in sections if s.status != Status.REMOVED}
        touched = {
            clause.anchor: f"change-{clause.changes[-1]}"
            for clause in clauses(after, retold(before, after))
            if clause.latest == 2
        }
        assert touched == compared


def test_a_section_that_only_moved_was_touched() -> None:
    sections = [
        f'<h2 id="s{n}">Part {n}</h2><p>{w} words about it.</p>'
        for n, w in enumerate(("Plain", "Other", "Special", "Many more", "Few"))
    ]
    moved = [sections[4], *sections[:4]]
    last = story("".join(sections), "".join(moved))
    assert last["Part 4"] == (1, (2,))
    assert last["Part 1"] == (1, ())


def test_what_went_is_known_with_the_version_that_took_it_out() -> None:
    two = ONE.replace('id="data">1. Data', 'id="collected">1. Data that we collect')
    three = two + '<h2 id="end">The end</h2><p>Nothing more is said about it here.</p>'
    assert retold(ONE, two).gone == {"data": Gone(2, 1, "collected")}
    assert retold(ONE, two, three).gone == {"data": Gone(2, 1, "collected")}
    assert retold(ONE, two, three, two).gone["end"] == Gone(4, 1, "")
    assert retold(ONE, two, three, two, three).gone.keys() == {"data"}
    who = '<h2 id="who">Who we are</h2><p>We are a shop that stands in Dublin town.</p>'
    renamed = who.replace('"who"', '"us"')
    assert retold(who + ONE, ONE + renamed).gone == {"who": Gone(2, 1, "us")}


def test_marks_stand_at_the_end_of_each_stretch_of_text() -> None:
    html = (
        "<h2>A</h2><p>some <b>bold</b> words</p><hr>"
        "<ul><li>one<ul><li>two</li></ul></li></ul>"
        "<table><tbody><tr><td>x</td><td></td></tr></tbody></table>"
    )
    blocks = marked_blocks(html, "|")
    assert blocks == [
        "<h2>A|</h2>",
        "<p>some <b>bold</b> words|</p>",
        "<hr>",
        "<ul><li>one|<ul><li>two|</li></ul></li></ul>",
        "<table><tbody><tr><td>x|</td><td></td></tr></tbody></table>",
    ]
    (clause,) = clause_history([(1, html)])
    assert "".join(blocks).count("|") == len(clause.paragraphs)


def test_levels_are_those_of_the_headings() -> None:
    found = clause_history([(1, "<p>x</p><h2>A</h2><h3>B</h3><p>y</p>")])
    assert [(c.title, c.level) for c in found] == [("", 0), ("A", 2), ("B", 3)]
