"""Names of sections, and that they last."""

from __future__ import annotations

import pytest

from policies.text import is_reserved, outline, render, slug
from tests.text.reading import tree

BODY = {
    "cookies": "We set a cookie for your basket and another one for your language and no more.",
    "mail": "When you write to us we keep the letter for two years and then destroy it safely.",
    "rights": "You may ask for a copy of your data, have it mended, moved or taken away by us.",
}


def anchors(source: str, previous: str | None = None) -> dict[str, str]:
    """Return title to anchor of a rendering."""
    return {heading.title: heading.anchor for heading in outline(render(source, previous))}


@pytest.mark.parametrize(
    ("title", "anchor"),
    [
        ("1. Information we collect", "information-we-collect"),
        ("1.2.3 Scope", "scope"),
        ("2) Scope", "scope"),
        ("(a) Scope", "scope"),
        ("IV. Scope", "scope"),
        ("§ 4. Scope", "scope"),
        ("A. Scope", "scope"),
        ("3 things", "section-3-things"),
        ("2020", "section-2020"),
        ("1.", "section-1"),
        ("Children’s rights & “duties”", "childrens-rights-duties"),
        ("Änderungen für Minderjährige", "änderungen-für-minderjährige"),
        ("छोटे अक्षर", "छोटे-अक्षर"),
        ("プライバシー", "プライバシー"),
        ("!!!", "section"),
        ("main", "section-main"),
        ("Change 3", "section-change-3"),
        ("Change of control", "change-of-control"),
        ("fn 1", "section-fn-1"),
        ("x" * 90, "x" * 80),
        ("word " * 30, "word-" * 15 + "word"),
    ],
)
def test_an_anchor_comes_from_the_title(title: str, anchor: str) -> None:
    escaped = "# " + title.replace("1.", "1\\.")
    assert [heading.anchor for heading in outline(render(escaped))] == [anchor]


def test_anchors_are_unique_and_never_the_pages_own() -> None:
    found = [h.anchor for h in outline(render("# Change\n# Change\n# Change\n# Section change 2"))]
    assert found == ["change", "section-change-2", "section-change-3", "section-change-2-2"]
    assert not any(map(is_reserved, found))
    assert is_reserved("change-12")
    assert is_reserved("policy-page-toc")


def test_levels_start_at_two_and_never_skip() -> None:
    source = "### a\n###### b\n##### c\n# d\n## e\n# f\n#### g\n##### h\n###### i\n"
    assert [h.level for h in outline(render(source))] == [2, 3, 3, 2, 3, 2, 3, 4, 5]
    assert [h.level for h in outline(render("# Title\n## a\n### b\n## c"))] == [2, 2, 3, 2]
    chain = "<h1>a</h1><h1>b</h1>" + "".join(f"<h{n}>x</h{n}>" for n in range(2, 7))
    assert [h.level for h in outline(render(chain))] == [2, 2, 3, 4, 5, 6, 6]


def test_links_to_sections_find_them() -> None:
    html = render(
        "[a](#1-what-we-keep) [b](#What-We-Keep) [c](#user-content-what-we-keep) [d](#nowhere)"
        " [e](#%C3%BCber-uns)\n\n# 1\\. What we keep\n\n# Über uns\n"
    )
    assert tree(html).xpath("//a/@href") == ["#what-we-keep"] * 3 + ["#nowhere", "#%C3%BCber-uns"]


def test_a_renumbered_or_reworded_section_keeps_its_anchor() -> None:
    first = render(f"# 1\\. Cookies\n\n{BODY['cookies']}\n\n# 2\\. Letters\n\n{BODY['mail']}\n")
    second = render(
        f"# 1\\. Your rights\n\n{BODY['rights']}\n\n# 2\\. Mail and letters\n\n{BODY['mail']}\n\n"
        f"# 3\\. cookies\n\nWe set no cookies any more.\n\n[see](#mail-and-letters)\n",
        first,
    )
    assert {h.title: h.anchor for h in outline(second)} == {
        "1. Your rights": "your-rights",
        "2. Mail and letters": "letters",
        "3. cookies": "cookies",
    }
    assert tree(second).xpath("//a/@href") == ["#letters"]
    third = render(f"# Post\n\n{BODY['mail']}\n", second)
    assert outline(third)[0].anchor == "letters"


def test_a_new_section_does_not_take_the_anchor_of_another() -> None:
    first = render(f"# Letters\n\n{BODY['mail']}\n")
    titles = anchors(f"# Mail\n\n{BODY['mail']}\n\n# Letters!\n\n{BODY['rights']}\n", first)
    assert titles == {"Mail": "mail", "Letters!": "letters"}
    reworded = anchors(f"# Mail\n\n{BODY['mail']}\n\n# L e t t e r s\n\n{BODY['rights']}\n", first)
    assert reworded == {"Mail": "letters", "L e t t e r s": "l-e-t-t-e-r-s"}


def test_sections_of_one_title_are_told_apart_by_their_words() -> None:
    first = render(f"# Why\n\n{BODY['cookies']}\n\n# Why\n\n{BODY['mail']}\n")
    second = render(f"# Why\n\n{BODY['mail']}\n\n# Why\n\n{BODY['cookies']}\n", first)
    assert [h.anchor for h in outline(second)] == ["why-2", "why"]


def test_sections_without_words_of_their_own_are_known_by_their_parts() -> None:
    first = render(f"# Part\n\n## Cookies\n\n{BODY['cookies']}\n\n# Other part\n\n# End\n")
    second = render(
        f"# Chapter\n\n## Cookies\n\n{BODY['cookies']}\n\n# The other part\n\n# Finis\n", first
    )
    assert [h.anchor for h in outline(second)] == ["part", "cookies", "other-part", "finis"]


def test_similar_titles_alone_make_no_match() -> None:
    first = render(f"# Data we collect\n\n{BODY['cookies']}\n")
    assert anchors(f"# Data we share\n\n{BODY['rights']}\n", first) == {
        "Data we share": "data-we-share"
    }


def test_anchors_of_foreign_html_are_taken_only_if_sound() -> None:
    previous = (
        f'<h2 id="main">Cookies</h2><p>{BODY["cookies"]}</p><h2 id="a b">Mail</h2><h2>Rights</h2>'
        '<h2 id="x">Twice</h2><h2 id="x">Thrice</h2>'
    )
    assert anchors("# Cookies\n# Mail\n# Rights\n# Twice\n# Thrice\n", previous) == {
        "Cookies": "cookies",
        "Mail": "mail",
        "Rights": "rights",
        "Twice": "x",
        "Thrice": "thrice",
    }


def test_very_many_sections_are_compared_with_their_neighbours_only() -> None:
    first = render("".join(f"# s{n}\n\nwords {n} of section {n}\n\n" for n in range(250)))
    second = render("".join(f"# t{n}\n\nwords {n} of section {n}\n\n" for n in range(250)), first)
    assert [h.anchor for h in outline(second)] == [f"s{n}" for n in range(250)]


def test_slug_of_nothing_is_nothing() -> None:
    assert slug("…") == ""
