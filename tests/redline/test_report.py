"""What pages and lists take from a redline: changes, sections, counts, blocks and rows."""

from __future__ import annotations

import pytest

from policies.redline import Kind, Status, compare, normal_form

OLD = """
<p>In force since May.</p>
<h2 id="data">1. Data we collect</h2>
<p>We collect your name.</p>
<ul><li>your name</li><li>your address</li></ul>
<h2 id="sharing">2. Sharing</h2>
<p>We share nothing with anybody at all.</p>
<h2 id="cookies">3. Cookies</h2>
<p>We use three cookies, and none of them follows you.</p>
<h2 id="fax">4. Fax</h2>
<p>Send us a fax.</p>
"""
NEW = """
<p>In force since May.</p>
<h2 id="cookies">1. Cookies</h2>
<p>We use three cookies, and none of them follows you.</p>
<h2 id="data">2. Data we collect</h2>
<p>We collect your name and age.</p>
<ul><li>your name</li><li>your age</li><li>your address</li></ul>
<h2 id="disclosure">3. Disclosure</h2>
<p>We share nothing with anybody at all.</p>
<h2 id="children">4. Children</h2>
<p>You must be sixteen.</p>
"""


def test_sections_say_what_became_of_each() -> None:
    redline = compare(OLD, NEW)
    assert [
        (section.status, section.old_title, section.new_title) for section in redline.sections
    ] == [
        (Status.MOVED, "3. Cookies", "1. Cookies"),
        (Status.MODIFIED, "1. Data we collect", "2. Data we collect"),
        (Status.RENAMED, "2. Sharing", "3. Disclosure"),
        (Status.REMOVED, "4. Fax", ""),
        (Status.ADDED, "", "4. Children"),
    ]
    data = redline.sections[1]
    assert data.renamed
    assert data.title == "2. Data we collect"
    assert (data.old_anchor, data.new_anchor) == ("data", "data")
    assert data.first == f"change-{data.changes[0]}"
    assert redline.sections[3].title == "4. Fax"
    assert redline.counts.sections == 5


def test_changes_stand_in_their_sections() -> None:
    redline = compare(OLD, NEW)
    places = {change.after: change.section for change in redline.changes if change.after}
    assert places["and age"] == "2. Data we collect"
    assert places["your age"] == "2. Data we collect"
    assert [c.section for c in redline.changes if c.before.startswith("4. Fax")] == ["4. Fax"]


def test_counts_are_words() -> None:
    counts = compare("<p>one two three</p>", "<p>one four five three</p>").counts
    assert (counts.changes, counts.removed, counts.added) == (1, 1, 2)
    assert (counts.old_words, counts.new_words) == (3, 4)
    assert counts.share == pytest.approx(3 / 7)


def test_two_empty_documents() -> None:
    redline = compare("", " \n ")
    assert redline.html == ""
    assert redline.rows == []
    assert redline.counts.share == 0


def test_a_section_without_changes_has_no_first() -> None:
    old = '<div><h2 id="a">A</h2></div>'
    sections = compare(old, old.replace("h2", "h3")).sections
    assert [section.changes for section in sections] == [(1,)]
    renamed = compare('<h2 id="a"><br></h2>', '<h2 id="b"><br></h2>').sections
    assert renamed == []


def test_blocks_fold_what_did_not_change() -> None:
    blocks = compare("<h2>A</h2><p>one</p><p>two</p>", "<h2>A</h2><p>one</p><p>too</p>").blocks
    assert [(block.changed, block.heading, block.ids) for block in blocks] == [
        (False, True, ()),
        (False, False, ()),
        (True, False, ("change-1",)),
        (True, False, ()),
    ]


def test_links_and_formatting_are_named() -> None:
    link = compare('<p><a href="/a">x</a></p>', '<p><a href="/b">x</a></p>').changes[0]
    assert (link.kind, link.link, link.tags) == (Kind.LINK, ("/a", "/b"), None)
    bold = compare("<p>x <b>y</b></p>", "<p>x y</p>").changes[0]
    assert (bold.kind, bold.link, bold.tags) == (Kind.FORMATTING, None, ("b", ""))
    swapped = (
        '<p>read <a href="/a">this now</a> please</p>',
        ('<p>read this <a href="/b">now please</a></p>'),
    )
    assert [(c.kind, c.link) for c in compare(*swapped).changes] == [(Kind.LINK, None)]


def test_long_texts_are_cut_at_a_word() -> None:
    change = compare("<p>x</p>", f"<p>x</p><p>{'word ' * 100}</p>").changes[0]
    assert change.after.endswith("word …")
    assert len(change.after) < 165
    unbroken = compare("<p>x</p>", f"<p>x</p><p>{'w' * 500}</p>").changes[0]
    assert unbroken.after == "w" * 160 + " …"


def test_rows_pair_items_and_rows_in_wrappers_of_their_own() -> None:
    rows = compare(
        '<ol start="3"><li>one thing</li><li>two things</li><li>three things</li></ol>',
        '<ol start="3"><li>one thing</li><li>three things here</li></ol>',
    ).rows
    assert [(row.status, row.old, row.new, row.ids) for row in rows] == [
        (
            "same",
            '<ol start="3"><li>one thing</li></ol>',
            '<ol start="3"><li>one thing</li></ol>',
            (),
        ),
        (
            "removed",
            '<ol start="4"><li id="change-1" data-diff="del"><del>two things</del></li></ol>',
            "",
            ("change-1",),
        ),
        (
            "changed",
            '<ol start="5"><li>three things</li></ol>',
            '<ol start="4"><li>three things<ins id="change-2"> here</ins></li></ol>',
            ("change-2",),
        ),
    ]


def test_rows_of_a_table_with_its_sections() -> None:
    rows = compare(
        "<table><thead><tr><th>Data</th></tr></thead><tbody><tr><td>Logs</td></tr></tbody></table>",
        "<table><thead><tr><th>Data</th></tr></thead><tbody><tr><td>Logs</td></tr>"
        "<tr><td>Names</td></tr></tbody></table>",
    ).rows
    assert [(row.status, row.new) for row in rows] == [
        ("same", "<table><thead><tr><th>Data</th></tr></thead></table>"),
        ("same", "<table><tbody><tr><td>Logs</td></tr></tbody></table>"),
        (
            "added",
            '<table><tbody><tr id="change-1" data-diff="ins"><td><ins>Names</ins></td></tr>'
            "</tbody></table>",
        ),
    ]


def test_a_table_with_cells_over_several_rows_stays_whole() -> None:
    table = (
        '<table><tbody><tr><td rowspan="2">a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>'
    )
    rows = compare(table, table.replace(">c<", ">d<")).rows
    assert len(rows) == 1
    assert rows[0].status == "changed"


def test_rows_show_each_side_alone_with_ids_on_one_only() -> None:
    rows = compare(
        '<h2 id="a">Old title</h2><p>Call <b>us</b> at <a id="k" href="/x">home</a>.</p>',
        '<h2 id="b">New title</h2><p>Call us at <a id="k" href="/y">home</a>.</p>',
    ).rows
    assert rows[0].old == '<h2 data-id="a"><del>Old</del> title</h2>'
    assert rows[0].new == '<h2 id="b"><ins id="change-1">New</ins> title</h2>'
    assert 'data-id="k"' in rows[1].old
    assert "<b" in rows[1].old
    assert "<b" not in rows[1].new


def test_a_moved_paragraph_has_a_row_at_each_end() -> None:
    first, second = (
        "<p>we never sell your data to anyone</p>",
        "<p>we delete logs after a month</p>",
    )
    third = "<p>ask us for whatever else you need</p>"
    rows = compare(first + second + third, second + third + first).rows
    assert [row.status for row in rows] == ["moved", "same", "same", "moved"]
    assert rows[0].new == rows[3].old == ""


def test_documents_that_do_not_close_their_tags_are_mended() -> None:
    old, new = "<p>one two<p>three <b>four", "<!-- note --><p>one two</p><p>three five</p>"
    redline = compare(old, new)
    assert redline.old_html == normal_form(old) == "<p>one two</p>\n<p>three <b>four</b></p>"
    assert redline.new_html == normal_form(new) == "<p>one two</p>\n<p>three five</p>"
    for crossed in (
        "<div>a",
        "<ins>one <b>two</b>",
        "<p>a</div>",
        "</p>",
        "<p><b>a</p></b>",
        "<b>a",
        "</b>x",
    ):
        assert compare(crossed, "<p>a</p>").new_html == "<p>a</p>"
        assert compare(crossed, crossed).changes == []


def test_an_inline_element_round_blocks() -> None:
    old = "before <strong><p>one two</p>three <p>four</p></strong> after"
    redline = compare(old, old.replace("two", "too").replace("before", "then"))
    assert redline.old_html == normal_form(old)
    assert "<del>two</del>" in redline.html.replace(' id="change-2"', "")


@pytest.mark.parametrize("depth", [200, 1000])
def test_deep_nesting(depth: int) -> None:
    def nested(word: str) -> str:
        return "<div>" * depth + f"<p>say {word} thing</p>" + "</div>" * depth

    redline = compare(nested("one"), nested("another"))
    assert [(c.before, c.after) for c in redline.changes] == [("one", "another")]
    assert redline.old_html == nested("one")
    assert len(redline.rows) == 1
