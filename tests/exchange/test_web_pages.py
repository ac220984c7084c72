"""Web pages: the policy found among menus and banners."""

from __future__ import annotations

import pytest

from policies.exchange.foreign import Unreadable
from policies.exchange.readers.by_kind import read
from policies.text import plain, render

PAGE = """<!doctype html>
<html lang=en><head><meta charset=windows-1252><title>Privacy | Shop</title>
<meta property="article:modified_time" content="2020-02-03T10:00:00Z"><meta name=date content=soon>
<script>var x</script><style>p{}</style></head><body>
<div id="cookie-banner" class="cc-window">We use cookies. <button>Accept all</button></div>
<header><a href=/>Home</a></header><nav><ul><li>Shoes<li>Basket</ul></nav>
<main><nav class=breadcrumb>Home &gt; Privacy</nav><!-- c -->
<header><h1>Privacy <i>policy</i></h1><p>Last updated: 3 February 2020</p></header>
<section class="cookie-policy" id=cookies><h2>1. Cookies</h2>
<p>We use <b>cookies</b> &amp; *stars*, _x_, [y], café, &lt;tag&gt;. <a href="/x">More</a></p>
<ul><li>a<ul><li>b</ul><li>c</ul><ol start=4><li>four<li>five</ol>
<table><tr><th>Name<th>Days</tr><tr><td>basket<br>shop<td>3|0</tr></table>
<p>1. no list<br>second<br># no heading<br>- no bullet</p></section>
<p style="display:none">secret</p><p hidden>secret</p><img src=x alt="Our seal"></main>
<aside>Buy more</aside><footer>© Shop</footer></body></html>"""

SHOWN = """\
Privacy policy
==============

Last updated: 3 February 2020

1. Cookies
==========

We use cookies & *stars*, _x_, [y], café, <tag>. More </x>

* a
  * b
* c

4. four
5. five

Name | Days
basket shop | 3|0

1. no list
second
# no heading
- no bullet

Our seal
"""


def test_the_policy_is_found_among_the_rest_of_the_page() -> None:
    file = read(PAGE.encode("windows-1252"), "privacy.html")
    assert plain(render(file.source)) == SHOWN
    assert file.title == "Privacy policy"
    assert [(claim.where, str(claim.first)) for claim in file.claims] == [
        ("page's own data, article:modified_time", "2020-02-03"),
        ("line 3", "2020-02-03"),
    ]
    assert file.warnings == (
        "Left out as parts of the page round the text: “We use cookies. Accept all”; “Home”;"
        " “ShoesBasket”; “Home > Privacy”; “secret”; “Buy more”; “© Shop”.",
    )


def test_a_page_without_a_main_part_is_taken_as_a_whole() -> None:
    page = (
        "<?xml version='1.0' encoding='utf-8'?><html><head><title>Terms</title></head><body>"
        "<header>Shop</header><div role=dialog>Hello</div><div aria-hidden=true>x</div>"
        "<div class='site-footer'>Imprint</div>"
        "<div class='newsletter policy'><p>" + "These are the terms. " * 20 + "</p></div></body>"
    )
    file = read(page.encode(), "terms.xhtml")
    assert file.title == "Terms"
    assert file.source.startswith("These are the terms.")
    assert file.source.count("terms") == 20
    assert "“Shop”; “Hello”; “x”; “Imprint”." in file.warnings[0]


def test_a_title_in_two_lines_keeps_its_words_apart() -> None:
    page = b"<title>x</title><h1>Privacy<br>policy <i>of 10 m<sup>2</sup></i></h1><p>Words.</p>"
    file = read(page, "a.html")
    assert file.title == "Privacy policy of 10 m²"
    assert file.source.startswith("# Privacy policy")
    long = read(f"<h1>{'long ' * 60}</h1><p>Words.</p>".encode(), "a.html")
    assert long.title == f"{'long ' * 50}…"


@pytest.mark.parametrize(
    "page",
    [
        "<header><nav>Home</nav>{}</header><p>{}</p>",
        "<div><header><nav>Home</nav>{}</header>Buy</div><main><p>{}</p></main>",
    ],
)
def test_a_header_that_holds_the_title_is_kept_without_its_menu(page: str) -> None:
    top = "<h1>Privacy policy</h1><p>Effective date: 1 May 2018</p>"
    file = read(page.format(top, "We keep data. " * 9).encode(), "a.html")
    assert file.source.startswith("# Privacy policy\n\nEffective date: 1 May 2018\n\nWe keep data.")
    assert file.title == "Privacy policy"
    assert [str(claim.first) for claim in file.claims] == ["2018-05-01"]
    assert "“Home”" in file.warnings[0]
    shop = read(page.format("<h1>Shoe shop</h1>", "We keep data. " * 9).encode(), "a.html")
    assert (shop.title, shop.source[:7]) == (None, "We keep")
    hidden = read(
        page.replace("<header", "<header hidden").format(top, "x " * 99).encode(), "a.html"
    )
    assert (hidden.title, hidden.claims) == (None, ())
    both = read(page.format(top, "<h1>Terms</h1>" + "We keep data. " * 9).encode(), "a.html")
    assert both.title == "Terms"


def test_a_header_round_the_whole_page_is_no_part_of_it() -> None:
    page = f"<header><h1>Privacy policy</h1><main><p>{'We keep data. ' * 9}</p></main></header>"
    assert read(page.encode(), "a.html").source.startswith("We keep data.")


def test_a_small_main_part_is_not_the_policy() -> None:
    page = f"<body><main>Menu</main><div><p>{'We keep data. ' * 20}</p></div>"
    assert read(page.encode(), "a.html").source.count("data") == 20


def test_what_stands_beside_an_article_is_left_out_and_said() -> None:
    page = (
        f"<body><div><p>Top</p><article><h1>Terms</h1>{'<p>Words here.</p>' * 9}</article>"
        f"<p>Beside</p></div>{''.join(f'<p>n{n}</p>' for n in range(12))}"
    )
    file = read(page.encode(), "a.htm")
    assert file.source.startswith("# Terms")
    assert "Beside" not in file.source
    assert "“Beside”" in file.warnings[0]
    assert file.warnings[0].endswith("; and more.")


def test_words_that_come_out_differently_are_said() -> None:
    file = read(b"<p>a</p><!-- x --><p>b <q>c</q></p><pre>1  *\n2</pre>", "a.html")
    assert file.warnings == ()
    glued = read(b"<p>Note <ruby>a<rt>b</rt></ruby></p>", "a.html")
    assert glued.warnings == (
        "Compare with the original; these words came out differently: a, b, ab.",
    )


@pytest.mark.parametrize("page", ["<html><script>load()</script></html>", "<p> </p>", "<!-- x -->"])
def test_a_page_without_text_is_refused(page: str) -> None:
    with pytest.raises(Unreadable, match="“a.html” holds no text"):
        read(page.encode(), "a.html")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("30<sup>1</sup> days", "30¹ days"),
        ("30<sup><a href='#n1'>1, 2</a></sup> days", "30¹, ² days"),
        ("days.<sup>1</sup> More", "days.¹ More"),
        ("10 m<sup>2</sup> of CO<sub>2</sub>", "10 m² of CO₂"),
        ("10<sup>-6</sup>", "10⁻⁶"),
        ("10<sup><sup>2</sup></sup>", "10²"),
        ("data<sup>a</sup> and <b>data</b><sup>b</sup>", "dataᵃ and dataᵇ"),
        ("the 25<sup>th</sup> of May", "the 25th of May"),
        ("Shop<sup>TM</sup> n<sup>o</sup> 5", "Shop™ nº 5"),
        ("30<sup>[1]</sup> days", "30[1] days"),
        ("30<sup> </sup> days<sup></sup>", "30 days"),
        ("x<sup>A</sup> and <sup>A <i>B</i></sup>y", "x(A) and (A B)y"),
        ("<i>x</i><sup>A</sup>", "x(A)"),
        ("<b><sup>A</sup></b>7", "(A)7"),
        ("or <sup>A</sup> or", "or A or"),
    ],
)
def test_raised_and_lowered_characters_change_no_number(written: str, shown: str) -> None:
    file = read(f"<p>{written}</p>".encode(), "a.html")
    assert " ".join(plain(render(file.source)).split()).replace(" <#n1>", "") == shown
    assert file.warnings == ()


def test_lists_keep_their_numbers_and_letters_are_missed() -> None:
    page = (
        "<ol type=a start=2><li>two<li>three<li value=7>seven<ol><li>inner</ol><li>eight</ol>"
        "<p>Words.</p><ol reversed><li>second<li>first</ol>"
    )
    file = read(page.encode(), "a.html")
    assert [line for line in plain(render(file.source)).split("\n") if line] == [
        "2. two", "3. three", "7. seven", "   1. inner", "8. eight", "Words.",
        "2. second", "1. first",
    ]  # fmt: skip
    assert file.warnings == (
        "Lists lettered (a), (b) or (i), (ii) come out numbered 1, 2; check references to them.",
    )


@pytest.mark.parametrize(
    ("listing", "warned"),
    [
        ("<ol type=i>", True),
        ("<ol style='list-style-type: lower-alpha'>", True),
        ("<ol type=''>", False),
        ("<ol type=1 style='list-style-type: decimal'>", False),
    ],
)
def test_letters_are_missed_where_they_were(listing: str, *, warned: bool) -> None:
    file = read(f"{listing}<li>one</ol>".encode(), "a.html")
    assert file.source == "1. one\n"
    assert bool(file.warnings) == warned


def test_merged_cells_keep_their_columns_and_are_said() -> None:
    page = (
        "<table><tr><th rowspan=2>Cookie<th colspan=2>Kept</tr><tr><th>days<th>why</tr>"
        "<tr><td>a<td>1<td rowspan=2>both<table><tr><td>x</table></tr><tr><td>b<td>2</tr></table>"
    )
    file = read(page.encode(), "a.html")
    rows = [row.split("|")[1:-1] for row in file.source.split("\n") if row.startswith("|")]
    assert [[cell.strip() for cell in row] for row in rows if "---" not in row[0]][:2] == [
        ["Cookie", "Kept", ""],
        ["", "days", "why"],
    ]
    assert "| b | 2 |  |" in file.source
    assert "span several rows or columns" in file.warnings[0]


def test_a_list_of_terms_gets_no_sign_that_it_does_not_have() -> None:
    page = "<dl><dt>Cookie<dd>A small file<dt>Us<dd><p>The shop.</p><p>Its staff.</p></dl>"
    file = read(page.encode(), "a.html")
    assert plain(render(file.source)) == "Cookie\n\nA small file\n\nUs\n\nThe shop.\n\nIts staff.\n"
    assert file.warnings == ()
