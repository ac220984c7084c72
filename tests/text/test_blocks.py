"""Lists, quotations, code and tables, in the shapes that policies have them in."""

from __future__ import annotations

import pytest

from policies.text import plain, render
from tests.text.reading import shown_words, texts, tree


def outline_of_lists(html: str) -> str:
    """Return the nesting of lists as brackets: ``ul[a b ol[c]]``."""

    def walk(element: object) -> str:
        parts = []
        for item in element.iterchildren("li"):  # type: ignore[attr-defined]
            words = " ".join((item.findtext("p") or item.text or "").split())
            inner = "".join(
                f" {child.tag}[{walk(child)}]" for child in item.iterchildren("ul", "ol")
            )
            parts.append(words + inner)
        return " ".join(parts)

    return " ".join(f"{child.tag}[{walk(child)}]" for child in tree(html).iterchildren("ul", "ol"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("We keep:\n- a\n- b", "ul[a b]", id="straight after a paragraph"),
        pytest.param("We keep:\n1. a\n2. b", "ol[a b]", id="numbers straight after a paragraph"),
        pytest.param("* a\n  * b\n  * c\n* d", "ul[a ul[b c] d]", id="two spaces"),
        pytest.param("1. a\n   - b\n   - c\n2. d", "ol[a ul[b c] d]", id="three spaces"),
        pytest.param("1. a\n  - b\n    - c\n2. d", "ol[a ul[b ul[c]] d]", id="two under a number"),
        pytest.param("*   a\n    *   b\n        *   c", "ul[a ul[b ul[c]]]", id="four spaces"),
        pytest.param("- a\n\t- b\n\t\t- c", "ul[a ul[b ul[c]]]", id="tabs"),
        pytest.param("  - a\n - b\n   - c", "ul[a b ul[c]]", id="ragged margin"),
        pytest.param("    * a\n\n    * b", "ul[a b]", id="indented without a list round it"),
        pytest.param("• a\n•b\n· c", "ul[a b c]", id="typed bullets"),
        pytest.param("1) a\n2) b", "ol[a b]", id="numbers with brackets"),
        pytest.param("- a\n1. b\n- c", "ul[a] ol[b] ul[c]", id="kinds are not mixed"),
        pytest.param("- a\n- \n- c", "ul[a c]", id="an empty item says nothing"),
        pytest.param("- - a", "ul[ ul[a]]", id="a list at once in a list"),
    ],
)
def test_lists(source: str, expected: str) -> None:
    assert outline_of_lists(render(source)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("1. a\n2. b\n3. c", ["1. a", "2. b", "3. c"]),
        ("1. a\n1. b\n1. c", ["1. a", "2. b", "3. c"]),
        ("4. a\n5. b", ["4. a", "5. b"]),
        ("1. a\n2. b\n4. d\n5. e", ["1. a", "2. b", "4. d", "5. e"]),
        ("0. a\n1. b", ["0. a", "1. b"]),
    ],
)
def test_numbers_are_read_as_they_were_written(source: str, expected: list[str]) -> None:
    assert plain(render(source)).split("\n")[:-1] == expected


@pytest.mark.parametrize(
    "source",
    [
        "We were founded in\n2019. We moved since",
        "You call us at\n12. Or write",
        "The sum of a\n+ b",
        "What is left is\n-",
        "2019. That was a year",
        "**1.** Scope",
    ],
)
def test_what_only_looks_like_a_list_stays_a_paragraph(source: str) -> None:
    html = render(source)
    assert "<li" not in html
    assert html.count("<p>") == 1


def test_numbering_goes_on_after_an_interruption() -> None:
    html = render("1. #### Scope\n\nWords.\n\n  2. #### Data\n\n    * mail\n\n    * name\n")
    assert texts(html, "//ol/li/h2") == ["Scope", "Data"]
    assert [listing.get("start") for listing in tree(html).xpath("//ol")] == [None, "2"]
    assert texts(html, "//ol/following-sibling::p") == ["Words."]
    assert texts(html, "//ol[@start]/li/ul/li") == ["mail", "name"]


def test_close_items_have_no_paragraphs_and_loose_ones_do() -> None:
    assert "<p>" not in render("- a\n- b\n  - c")
    assert texts(render("- a\n\n- b"), "//li/p") == ["a", "b"]
    assert texts(render("- a\n\n  more\n- b"), "//li/p") == ["a", "more", "b"]


def test_an_item_goes_on_over_wrapped_lines_and_ends_at_a_heading() -> None:
    html = render("- one\ntwo\n## Next\nthree")
    assert texts(html, "//li") == ["one two"]
    assert texts(html, "/div/h2|/div/p") == ["Next", "three"]
    html = render("- ## Title\nafter")
    assert texts(html, "/div/p") == ["after"]


def test_text_after_a_blank_line_leaves_the_list_unless_it_is_indented() -> None:
    html = render("- one\n\n  inside\n\noutside")
    assert texts(html, "//li/p") == ["one", "inside"]
    assert texts(html, "/div/p") == ["outside"]


def test_indented_words_are_words_not_code() -> None:
    html = render("Our address:\n\n    12 High Street\n    Anytown")
    assert "<pre" not in html
    assert texts(html, "//p") == ["Our address:", "12 High Street Anytown"]


def test_fences_make_code_in_and_out_of_lists() -> None:
    html = render("```text\n# no <b>heading</b>\n```\n\n- a\n\n  ~~~\n  x\n  ~~~\n")
    assert texts(html, "/div/pre/code") == ["# no <b>heading</b>"]
    assert texts(html, "//li//pre") == ["x"]


def test_a_fence_without_an_end_is_text() -> None:
    html = render("``` not closed\n\n# Title\n\n```\n\n~~~\n")
    assert texts(html, "//pre") == ["# Title"]
    html = render("~~~\n\n# Title\n\n~~~~ \n\n````\n")
    assert "Title" in html
    assert "<pre" not in render("~~~~\n\n# Title\n\n~~~\n\n~~~~~x")


def test_quotations_nest_and_take_wrapped_lines() -> None:
    html = render("> a\nb\n>> c\n\nd")
    assert texts(html, "/div/blockquote/p") == ["a b"]
    assert texts(html, "/div/blockquote/blockquote/p") == ["c"]
    assert texts(html, "/div/p") == ["d"]
    assert texts(render("> a\n# b"), "//h2") == ["b"]
    assert texts(render("- x\n  > q\n- y"), "//li/blockquote") == ["q"]


@pytest.mark.parametrize("source", ["> " * 40 + "deep", "- " * 40 + "deep", "1. " * 40 + "deep"])
def test_deep_nesting_ends_in_plain_words(source: str) -> None:
    html = render(source)
    assert len(tree(html).xpath("//blockquote|//li")) == 12
    assert shown_words(html)[-1] == "deep"


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("Scope\n-----", "Scope"),
        ("Scope\n=====", "Scope"),
        ("# Scope #", "Scope"),
        ("##Scope", "Scope"),
        ("   ### Scope", "Scope"),
        ("## C#", "C#"),
        ("## `x` and **y**", "x and y"),
    ],
)
def test_headings(source: str, title: str) -> None:
    html = render(source)
    assert texts(html, "//h2") == [title]
    assert shown_words(html) == shown_words(title)


@pytest.mark.parametrize(
    "source", ["#1 choice", "#hashtag", "a\n-", "a\n=", "#######x", "7 Fay Ave #18,\nTown", "#"]
)
def test_what_only_looks_like_a_heading_is_none(source: str) -> None:
    assert "<h" not in render(source)


def test_rules_stand_alone() -> None:
    assert render("a\n\n* * *\n\nb\nc\n---\n***\n").count("<hr>") == 3


def test_a_table_may_follow_a_paragraph_at_once() -> None:
    html = render("Cookies:\n| name | days |\n|:---|---:|\n| basket | 30 |\n")
    assert texts(html, "//p") == ["Cookies:"]
    assert texts(html, "//th[@scope='col']") == ["name", "days"]
    assert texts(html, "//td") == ["basket", "30"]
    assert "style" not in html
    assert "align" not in html


def test_a_header_without_words_heads_nothing() -> None:
    html = render("|  | days |\n|---|---|\n| basket | 30 |\n")
    assert texts(html, "//th[@scope='col']") == ["days"]
    assert texts(html, "//td") == ["", "basket", "30"]


def test_ragged_tables_keep_every_cell() -> None:
    html = render("| a | b |\n|---|---|\n| 1 | 2 | 3 | 4 |\n| `x|y` |\n")
    assert shown_words(html) == ["a", "b", "1", "2", "3", "4", "x", "y"]
    assert {len(row) for row in tree(html).iter("tr")} == {2}
    wider = render("| a |\n|---|---|\n| 1 | 2 |\n")
    assert texts(wider, "//td") == ["", "1", "2"]
    narrower = render("| a | b |\n|---|\n| 1 | 2 |\n")
    assert texts(narrower, "//td") == ["1", "2"]


def test_a_table_without_rows_is_one() -> None:
    assert texts(render("| a | b |\n|---|---|"), "//th") == ["a", "b"]


def test_lists_in_cells_are_lists() -> None:
    html = render(
        "| use | data |\n|---|---|\n"
        "| We pay:<br><br>*   [bank](/b) data<br>*   name | mail<br>post |\n"
        "| * a<br>* b<br>then | * c<br> |\n"
        "| **x** y<br>* d<br>* e *f* g<br>after *all* | h |\n"
    )
    assert texts(html, "//li") == ["bank data", "name", "a", "b", "c", "d", "e f g"]
    assert texts(html, "//td[1]") == ["We pay:bank dataname", "abthen", "x yde f gafter all"]
    assert [len(cell.findall("br")) for cell in tree(html).iter("td")] == [0, 1, 0, 0, 0, 0]


def test_comments_are_left_out_and_their_lookalikes_kept() -> None:
    assert texts(render("<!-- a\n\nb -->\n\nc <!-- d --> e"), "//p") == ["c e"]
    assert texts(render("<!-- a --> b"), "//p") == ["b"]
    assert texts(render("<!-- a\n\nb\n\n<!-- c"), "//p") == ["<!-- a", "b", "<!-- c"]


def test_labels_that_lead_nowhere_are_words() -> None:
    html = render(
        "See [us] and [them][1].\n\n[us]: /about\n[1]: https://a.example\n\n[Data]: words"
    )
    assert [link.get("href") for link in tree(html).iter("a")] == ["/about", "https://a.example"]
    assert texts(html, "//p")[-1] == "[Data]: words"


def test_notes_stand_at_the_foot_and_lead_back() -> None:
    html = render("A[^1] and B[^x].\n\n[^1]: first\n[^x]: second\n\n[^1]: again\n\n[^z]: orphan")
    notes = texts(html, "//ol/li")
    assert [note.split()[0] for note in notes] == ["first", "second", "orphan"]
    assert "[^1]: again" in texts(html, "//p")
    targets = {link.get("href")[1:] for link in tree(html).xpath("//a")}
    assert targets <= set(tree(html).xpath("//@id"))
    assert "title=" not in html


def test_raw_names_of_notes_are_unique() -> None:
    html = render('a[^1]<sup id="fnref-1">b</sup>\n\n[^1]: c\n')
    assert tree(html).xpath("//@id") == ["fnref-1", "fn-1"]
