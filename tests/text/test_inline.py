"""What stands inside a line: emphasis, links, addresses, breaks, raw HTML."""

from __future__ import annotations

import pytest

from policies.text import render
from tests.text.reading import texts, tree


def links(source: str) -> list[tuple[str, str]]:
    """Return (text, target) of every link in the rendering of ``source``."""
    return [(link.text_content(), link.get("href")) for link in tree(render(source)).iter("a")]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("*a* **b** ***c*** _d_ __e__", "<em>a</em> <strong>b</strong>"),
        ("snake_case_name and 3 * 4 * 5", "snake_case_name and 3 * 4 * 5"),
        ("~~struck~~ out", "<s>struck</s> out"),
        (r"1\. and \* and \| and \~ and \\", r"1. and * and | and ~ and \ "),
        ("12 High Street  \nTown", "Street<br>\nTown"),
        ("12 High Street\\\nTown", "Street<br>\nTown"),
        ("&copy; 2020 &amp; &nonsense;", "© 2020 &amp; &amp;nonsense;"),
        (r"\&amp; \&copy; \\&amp; AT\&T", r"&amp;amp; &amp;copy; \&amp; AT&amp;T"),
        (r"\<b\> \[x\](y)", "&lt;b&gt; [x](y)"),
        ("`a < b` & c", "<code>a &lt; b</code> &amp; c"),
        ("<b>x</b> <ins>y</ins> <del>z</del>", "<b>x</b> <u>y</u> <s>z</s>"),
        ("H<sub>2</sub>O", "H<sub>2</sub>O"),
        ("![our *seal*](/seal.png) and <img src=x alt='a sign'>", "our *seal* and a sign"),
        ("a ![](/x.png) b", "a  b"),
        ("<span lang='fr' dir='ltr'>x</span>", "<p>x</p>"),
        ("<i lang='fr' dir='ltr'>x</i>", '<i lang="fr" dir="ltr">x</i>'),
        ("<i lang='1' dir='up'>x</i>", "<i>x</i>"),
        ("<abbr title='a b'>AB</abbr>", '<abbr title="a b">AB</abbr>'),
        ("x<br/>y", "x<br>y"),
    ],
)
def test_inline(source: str, html: str) -> None:
    assert html.strip() in render(source)


@pytest.mark.parametrize(
    "source",
    [
        "I, <your name>, agree",
        "if a <b c and d> e",
        "<a person's name>",
        "<Company Ltd> and <x@>",
        "a < b > c",
        "<3",
    ],
)
def test_placeholders_in_angle_brackets_are_words(source: str) -> None:
    assert texts(render(source), "//p") == [source]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("See https://a.example/x_y_(z).", [("https://a.example/x_y_(z)",) * 2]),
        ("(see https://a.example/x)", [("https://a.example/x",) * 2]),
        ("At www.a.example, and", [("www.a.example", "https://www.a.example")]),
        ("<https://a.example>", [("https://a.example",) * 2]),
        ("Write to a.b+c@d.example.", [("a.b+c@d.example", "mailto:a.b+c@d.example")]),
        ("<a@b.example>", [("a@b.example", "mailto:a@b.example")]),
        ('[call](tel:+44123) or [go](/there "t")', [("call", "tel:+44123"), ("go", "/there")]),
        ("[a b](<https://a.example/a b>)", [("a b", "https://a.example/a%20b")]),
        ("`a@b.example` and <kbd>c</kbd>", []),
        ("a@b and http:// and www. and @x.example and a@b.c", []),
        ("https://a.example:99999/x and x@y.example@z", []),
        ("[https://b.example](https://a.example)", [("https://b.example", "https://a.example")]),
        ("**Mail:** a@b.example", [("a@b.example", "mailto:a@b.example")]),
        (
            "one@a.example two@b.example",
            [("one@a.example", "mailto:one@a.example"), ("two@b.example", "mailto:two@b.example")],
        ),
        ("[Note: you must be 18 (or older).]", []),
        ("[x](http://[bad) [y](https://a%20b/)", []),
        ("[](https://a.example) [ ](/x)", []),
        ("[x](http://[::1]:8000/a) [y](/[a])", [("x", "http://[::1]:8000/a"), ("y", "/%5Ba%5D")]),
    ],
)
def test_links(source: str, expected: list[tuple[str, str]]) -> None:
    assert links(source) == expected


def test_only_links_that_lead_elsewhere_say_so() -> None:
    html = render("[a](https://a.example) [b](/b) [c](mailto:c@d.example) [d](//d.example)")
    assert tree(html).xpath("//a/@rel") == ["noopener noreferrer"] * 2
    assert tree(html).xpath("//a[@rel]/@href") == ["https://a.example", "//d.example"]


def test_raw_html_keeps_its_words_and_loses_its_boxes() -> None:
    html = render("<div class=x>one<div>two</div>three</div><section>four</section>")
    assert texts(html, "/div/p") == ["one", "two", "three", "four"]
    html = render("<dl><dt>term<dd>meaning</dl>")
    assert texts(html, "/div/p") == ["term", "meaning"]
    html = render("<b>bold<div>block</div></b> tail <i>it</i>")
    assert texts(html, "/div/p") == ["bold", "block", "tail it"]


def test_raw_lists_are_mended() -> None:
    html = render("<ul>stray<li>one</li><b>two</b> three<p>four</p></ul>")
    assert texts(html, "//ul/li") == ["stray", "one", "two threefour"]
    html = render("<li>alone</li>")
    assert texts(html, "/div/p") == ["alone"]


def test_raw_tables_keep_what_tells_rows_and_columns() -> None:
    html = render(
        '<table><caption>C</caption><tr><th scope="row" colspan="2">a<td rowspan=0 width=9>b'
        "</table>"
    )
    assert '<th scope="row" colspan="2">a</th><td>b</td>' in html
    assert texts(html, "//caption") == ["C"]


def test_raw_numbering_is_kept_where_it_is_sound() -> None:
    html = render('<ol start="3" type="a"><li value="x">c</li><li value="9">d</li></ol>')
    assert '<ol start="3" type="a">' in html
    assert tree(html).xpath("//li/@value") == ["9"]
    assert "type" not in render('<ol type="disc"><li>c</ol>')


def test_raw_headings_end_where_blocks_begin() -> None:
    html = render("<h2>Title\n\n- item\n\nwords")
    assert texts(html, "//h2") == ["Title"]
    assert texts(html, "//li|/div/p") == ["item", "words"]
    assert "<h" not in render("<table><tr><td><h2>a</h2></table>")


def test_raw_tags_nest_to_a_bound() -> None:
    html = render("<b>" * 30 + "deep" + "</b>" * 30)
    assert texts(html, "//p")[0].startswith("<b><b>")
    assert "deep" in html


def test_an_unfinished_tag_takes_no_words_with_it() -> None:
    assert texts(render("a <b title='x c\n\nd"), "//p") == ["a <b title='x c", "d"]
    assert texts(render("<script>one\n\ntwo"), "//p") == ["<script>one", "two"]
