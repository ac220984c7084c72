"""Texts from Word, Google Docs and web pages arrive as clean Markdown."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from policies.desk.writing.paste import LONGEST, pasted
from policies.text import render

LIST = "<p class=MsoListParagraph style='text-indent:-18pt;mso-list:l0 level{} lfo1'>"
MARK = "<![if !supportLists]><span style='mso-list:Ignore'>{}<span>&nbsp; </span></span><![endif]>"

WORD = f"""<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style>p.MsoNormal {{margin: 0}}</style><!--[if gte mso 9]><xml><o:x/></xml><![endif]--></head>
<body lang=EN-GB><!--StartFragment--><h1>Data we keep<o:p></o:p></h1>
<p class=MsoNormal style='margin:0'>We keep <b style='mso-bidi-font-weight:normal'>your name</b>
for <span style='font-style:italic'>30 days</span>. See
<a href="https://example.org/x">our page</a>.</p>
{LIST.format(1)}{MARK.format("·")}First</p>
{LIST.format(2)}{MARK.format("o")}Inner</p>
{LIST.format(1)}{MARK.format("·")}Second</p>
<p class=MsoNormal>Then:</p>
{LIST.format(1)}{MARK.format("1.")}One</p>
{LIST.format(1)}{MARK.format("2.")}Two</p>
<h2>How long</h2>
<table class=MsoTableGrid><tr><td><p>Data</p></td><td><p>Days</p></td></tr>
<tr><td><p>Name</p></td><td><p>30</p></td></tr></table><!--EndFragment--></body></html>"""


def test_word_keeps_headings_lists_tables_links_and_emphasis() -> None:
    assert pasted(WORD) == (
        "## Data we keep\n\n"
        "We keep **your name** for *30 days*. See [our page](https://example.org/x).\n\n"
        "- First\n  - Inner\n- Second\n\n"
        "Then:\n\n"
        "1. One\n2. Two\n\n"
        "### How long\n\n"
        "| Data | Days |\n| --- | --- |\n| Name | 30 |"
    )


def test_what_was_pasted_renders_as_it_looked() -> None:
    html = render(pasted(WORD))
    for tag in ("<h2", "<strong>", "<em>", "<ul>", "<ol>", "<table>", '<th scope="col">'):
        assert tag in html
    assert "<li>First<ul>" in html


def test_google_docs_is_not_all_bold() -> None:
    html = (
        '<b style="font-weight:normal" id="docs-internal-guid-1"><h2>Title</h2>'
        '<p><span style="font-weight:700">Bold</span><span> plain</span></p>'
        "<ul><li><p>one</p></li><li><p>two</p></li></ul></b>"
    )
    assert pasted(html) == "## Title\n\n**Bold** plain\n\n- one\n- two"


@pytest.mark.parametrize(
    "html",
    [
        "<p>Hi <script>alert(1)</script></p>",
        "<p>Hi <img src=x onerror=alert(1)></p>",
        '<p>Hi <a href="javascript:alert(1)"></a></p>',
        "<p onclick=alert(1)>Hi <iframe src=//evil.example></iframe></p>",
    ],
)
def test_nothing_that_acts_comes_with_it(html: str) -> None:
    assert pasted(html) == "Hi"


def test_words_that_look_like_markdown_stay_words() -> None:
    assert "<em>" not in render(pasted("<p>5 * 3 * 2, and <u>a_b_c</u></p>"))


@pytest.mark.django_db
def test_the_editor_asks_the_server(desk: Any) -> None:
    url = reverse("policies_desk:paste")

    def send(html: str) -> Any:
        return desk.post(url, {"html": SimpleUploadedFile("pasted.html", html.encode())})

    assert send("<h2>T</h2><p>x</p>").json() == {"markdown": "## T\n\nx"}
    assert send(" ").status_code == 400
    long = "<p>" + "word " * 700_000 + "</p>"
    assert len(send(long).json()["markdown"]) == len(long) - 8
    assert send("x" * (LONGEST + 1)).status_code == 413
    assert desk.post(url, {"html": "x"}).status_code == 400
    assert desk.get(url).status_code == 405


def nested(depth: int) -> str:
    return "<p>Before</p>" + "<div>" * depth + "<p>Inside</p>" + "</div>" * depth + "<p>After</p>"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>We keep\x0byour name\x00.</p>", "We keep your name ."),
        ("<p style='mso-list:l0 level0 lfo1'>No item</p>", "No item"),
        (nested(300), "Before\n\nInside\n\nAfter"),
    ],
)
def test_odd_clipboards_lose_no_word(html: str, markdown: str) -> None:
    assert pasted(html) == markdown


@pytest.mark.django_db
@pytest.mark.parametrize(
    "html",
    ["<p>Before</p>" + "<span>" * 5_000 + "Inside", "<p><script>x</script></p>"],
)
def test_what_cannot_be_read_is_said_and_never_cut_short(desk: Any, html: str) -> None:
    sent = {"html": SimpleUploadedFile("pasted.html", html.encode())}
    response = desk.post(reverse("policies_desk:paste"), sent)
    assert response.status_code == 422
    assert response.json() == {"error": "This could not be read; paste it as plain text."}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("html", "words"),
    [
        (nested(1_500), "more than 400 deep"),
        ("<p>" + "<br>a" * 60_000, "more than 50,000 elements"),
    ],
)
def test_what_no_policy_is_made_of_is_said(desk: Any, html: str, words: str) -> None:
    sent = {"html": SimpleUploadedFile("pasted.html", html.encode())}
    response = desk.post(reverse("policies_desk:paste"), sent)
    assert response.status_code == 422
    assert words in response.json()["error"]
