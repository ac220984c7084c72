"""Plain text for reading, and the document that stands alone."""

from __future__ import annotations

import re

import pytest

from policies.text import document, outline, plain, render

POLICY = """\
## What we keep

We keep your **name**
and address. See [the shop](https://shop.example/a) and [below](#letters).

- a basket
  - for a day
    or two
- letters to shop@shop.example or https://shop.example

1. #### Letters

   Kept.

2. Calls

> You may

---

| cookie | days |
|---|---|
| basket | 30<br>60 |

Shop Ltd\\
12 High Street

```
code  here
```
"""

PLAIN = """\
What we keep
============

We keep your name and address. See the shop <https://shop.example/a> and below.

* a basket
  * for a day or two
* letters to shop@shop.example or https://shop.example

1. Letters

   Kept.

2. Calls

> You may

* * *

cookie | days
basket | 30 60

Shop Ltd
12 High Street

code  here
"""


def test_plain_reads_like_the_page() -> None:
    assert plain(render(POLICY)) == PLAIN


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", "\n"),
        ("<ol type='a' start='2'><li>x</li><li value='27'>y</li></ol>", "b. x\n27. y\n"),
        ("<ol type='I' start='4'><li>x</li></ol>", "IV. x\n"),
        ("<ol type='i'><li>x</li><li value='400'>y</li></ol>", "i. x\n400. y\n"),
        ("<ol type='A'><li>x</li></ol>", "A. x\n"),
        ("<ul><li></li><li><p>a</p><p>b</p></li></ul>", "*\n* a\n\n  b\n"),
        ("<table><caption>C</caption><tr><td><p>a</p><p>b</p></td></tr></table>", "C\na b\n"),
        ("<p>a<a href='mailto:x@y.example'>write</a></p>", "awrite <mailto:x@y.example>\n"),
        ("<h3>Deep</h3>", "Deep\n----\n"),
        ("<ul><li>t<h3>Deep</h3></li></ul>", "* t\n\n  Deep\n  ----\n"),
        ("<p>a<br><br>b</p>", "a\n\nb\n"),
    ],
)
def test_plain_of_single_shapes(html: str, text: str) -> None:
    assert plain(html) == text


def test_outline_lists_headings_in_order() -> None:
    headings = outline(render(POLICY))
    assert [(h.level, h.title, h.anchor) for h in headings] == [
        (2, "What we keep", "what-we-keep"),
        (3, "Letters", "letters"),
    ]
    assert outline("") == ()


def test_document_stands_alone_and_stays_the_same() -> None:
    text = document("<p>x</p>\n", title='A & "B"\n<C>', language="de", direction="ltr")
    assert text == (
        '<!DOCTYPE html>\n<html lang="de" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="policy-document-format" content="1">\n'
        "<title>A &amp; &quot;B&quot; &lt;C&gt;</title>\n</head>\n<body>\n<main>\n"
        "<h1>A &amp; &quot;B&quot; &lt;C&gt;</h1>\n<p>x</p>\n</main>\n</body>\n</html>\n"
    )


@pytest.mark.parametrize(("language", "direction"), [("de", "up"), ('"x', "ltr"), ("", "rtl")])
def test_document_refuses_what_would_not_be_html(language: str, direction: str) -> None:
    with pytest.raises(
        ValueError, match=re.escape(repr(direction if direction == "up" else language))
    ):
        document("", title="x", language=language, direction=direction)
