"""Nothing in a policy acts, nothing makes the renderer fail or stall."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from policies.text import TooDemanding, outline, plain, render
from policies.text.clean import settle
from tests.text.reading import shown_words, tree

ATTACKS = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</script>",
    "<SCRIPT SRC=//x.example/a.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    '<img src="x" alt="<script>alert(1)</script>">',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<body onload=alert(1)>",
    "<base href=//x.example>",
    "<link rel=stylesheet href=//x.example/a.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<p style='position:fixed;inset:0'>x</p>",
    "<p class=wagtail-userbar id=main>x</p>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href='\x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:x'>x</a>",
    "<a href=x onclick=alert(1) onmouseover=alert(1)>x</a>",
    "<a href=x target=_blank ping=//x.example>x</a>",
    "<a name=change-1 id=change-1>x</a>",
    "[x](javascript:alert(1))",
    "[x](JAVASCRIPT:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    '[x](https://a.example "\\" onclick=alert(1) x=\\"")',
    '[x](https://a.example"onclick="alert(1))',
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](y)',
    "<javascript:alert(1)>",
    '<https://a.example/"onclick=alert(1)>',
    "`<img src=x onerror=alert(1)>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    "# <img src=x onerror=alert(1)>",
    "| <img src=x onerror=alert(1)> |\n|---|\n| <script>alert(1)</script> |",
    "<!-- --><script>alert(1)</script> -->",
    "<!--><script>alert(1)</script>-->",
    "<b title='</b><script>alert(1)</script>'>x</b>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<textarea><script>alert(1)</script></textarea>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<template><script>alert(1)</script></template>",
    "<xmp><script>alert(1)</script></xmp>",
    "<table background=javascript:alert(1)><tr><td style=x>y</table>",
    "<div><![CDATA[<script>alert(1)</script>]]></div>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "\x02klzzwxh:0000\x03 <b>x</b> \x02wzxhzdk:0\x03",
    "klzzwxh:0000 <b>x</b> wzxhzdk:0",
]

NAMES = (
    "a abbr b bdi bdo blockquote br caption cite code dfn em h2 h3 h4 h5 h6 hr i kbd li mark ol p"
    " pre q s samp small strong sub sup table tbody td tfoot th thead tr u ul var wbr"
)
TAGS = set(NAMES.split())
ATTRIBUTES = {"colspan", "dir", "href", "id", "lang", "rel", "rowspan", "scope", "start", "title"}
ATTRIBUTES |= {"type", "value"}
HREF = re.compile(r"(?:https?:|mailto:|tel:|[/#?.]|[^:]*\Z)")


def assert_harmless(html: str) -> None:
    """Fail where HTML holds anything but words, their structure and links."""
    ids = []
    for element in tree(html).iterdescendants():
        assert element.tag in TAGS
        assert set(element.attrib) <= ATTRIBUTES
        if element.tag == "a":
            assert HREF.match(element.get("href"))
        if "id" in element.attrib:
            ids.append(element.get("id"))
    assert len(ids) == len(set(ids))
    assert settle(html) == html


@pytest.mark.parametrize("attack", ATTACKS)
def test_attacks_come_out_as_words(attack: str) -> None:
    for source in (attack, f"- a\n\n  {attack}\n", f"> {attack}", f"x {attack} y", f"**{attack}**"):
        assert_harmless(render(source))
    assert_harmless(render("# Title\n\nwords", attack))


MARKS = ["*", "**", "***", "_", "\\*"]
PIECES = [
    *("*", "**", "_", "__", "`", "[", "](", "(", ")", "\\", "~~", "!", "|", "#", ":", "[^1]"),
    *("<b>", "</b>", "<x y>", "<td>", "<li>", "<div>", "</div>", "<table>", "<a href=x>", "</a>"),
    *("<h2>", "<p>", "<ul>", "</ul>", "<img alt='a'>", "<!--", "-->", "&amp;", "&#1;", "<sup>"),
    *("- ", "1. ", "3. ", "  ", "    ", "> ", "# ", "\n|-|-|\n", "\n---\n", "\n[^1]: ", "```\n"),
    *(" ", "\n", "\n\n", "\t", "a", "b", "c d", "www.a.example", "x@y.example", "é", "\x00", "•"),
]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_markup_renders_to_something_harmless(source: str) -> None:
    html = render(source)
    assert_harmless(html)
    assert render(source) == html
    assert_harmless(render(source, html))
    assert plain(html).endswith("\n")
    assert all(2 <= heading.level <= 6 and heading.anchor for heading in outline(html))
    assert "klzzwxh" not in html


@settings(deadline=None)
@given(st.text())
def test_any_text_renders(source: str) -> None:
    assert_harmless(render(source))


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(["*", "**", "***", "_", "\\*", " ", "\n", "a", "b."])).map("".join))
@example("*b **_*a")
@example(r"*_**a*\**")
def test_emphasis_never_costs_a_word(source: str) -> None:
    bare = re.sub(r"[*_\\]", " ", source)
    assert "".join(shown_words(render(source))) == "".join(shown_words(bare))


HOSTILE = {
    "brackets": "[" * 100_000,
    "pictures": "![" * 50_000,
    "links begun": "[a](" * 25_000,
    "nested parentheses": "[a](" + "(" * 50_000 + ")" * 50_000,
    "asterisks": "*" * 100_000,
    "emphasis": "a **b** c *d* " * 10_000,
    "emphasis begun": "*a " * 30_000,
    "quotations": ">" * 100_000,
    "quotations, deeper and deeper": "\n".join(">" * n for n in range(400)),
    "lists in lists": "- " * 50_000 + "a",
    "lists, deeper and deeper": "\n".join("  " * n + "- a" for n in range(300)),
    "items": "- a\n" * 25_000,
    "headings": "# a\n" * 25_000,
    "rows": "|a|b|\n|-|-|\n" + "|x|y|\n" * 10_000,
    "fences": "```\na\n\n" + "~~~ x\n" * 15_000,
    "comments begun": "<!-- x\n" * 15_000,
    "tags": "<div>" * 20_000,
    "tags, closed": "<p>" * 30_000,
    "tags begun": "<a " * 30_000,
    "formatting in every paragraph": "<b lang=a>x\n\n" * 8_000,
    "escapes": "\\*" * 30_000,
    "addresses": "a@b.example " * 8_000,
    "almost addresses": "a." * 50_000 + "@",
    "notes": "".join(f"[^{n}] " for n in range(3000)) + "\n\n[^1]: x" * 3000,
    "one long word": "a" * 200_000,
    "one long line": "word " * 40_000,
    "paragraphs": "word word\n\n" * 18_000,
    "backticks": "`a``b```" * 12_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts_take_no_longer_than_honest_ones(name: str) -> None:
    started = time.process_time()
    try:
        html = render(HOSTILE[name])
    except TooDemanding:
        html = ""
    plain(html)
    assert time.process_time() - started < 10  # a second or two without coverage's own work
    assert_harmless(html)
