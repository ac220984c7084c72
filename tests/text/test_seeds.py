"""Real policies come out as a person would expect from reading them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from policies.text import outline, plain, render
from tests.text.reading import shown_words, source_words, texts, tree


@pytest.fixture(scope="module")
def kartra(corpus: Path) -> str:
    return render((corpus / "seeds" / "kartra.md").read_text())


def test_no_word_is_lost_or_invented(corpus: Path) -> None:
    files = [*sorted((corpus / "seeds").iterdir())]
    files += sorted((corpus / "github-privacy-statement").glob("*.md"))
    assert len(files) == 49
    for file in files:
        source = file.read_text()
        body = source.split("\n---\n", 1)[1] if source.startswith("---\n") else source
        numbered = file.name == "cactusoft.txt"
        assert shown_words(render(body)) == source_words(body), file.name
        assert ("1. Personally" in plain(render(body))) is numbered


def test_headings_in_numbered_lists_stay_both(kartra: str) -> None:
    titles = texts(kartra, "//li/h3")
    assert titles[:6] == [
        "Collection of Personal Information",
        "Collection of Non-Personal Information",
        "Cookies and Other Technologies",
        "Log Files",
        "Social Media",
        "Children",
    ]
    starts = [listing.get("start", "1") for listing in tree(kartra).xpath("//ol[li/h3]")]
    assert starts == ["1", "2", "3", "4", "5", "6", "1", "2"]


def test_four_spaces_make_a_list_not_code(kartra: str) -> None:
    assert "<pre" not in kartra
    assert texts(kartra, "(//ul)[1]/li")[1].startswith("If you use the KARTRA shopping cart")


def test_addresses_keep_their_lines_and_mail_is_a_link(kartra: str) -> None:
    assert len(tree(kartra).xpath("//p[starts-with(., 'via Mail:')]/br")) == 5
    links = tree(kartra).xpath("//a[starts-with(@href, 'mailto:')]")
    assert {link.get("href") for link in links} == {"mailto:legal@genesisdigital.co"}
    assert len(links) == 5
    assert "(parent or guardian).]" in kartra


def test_title_is_followed_by_sections_of_its_own_level(kartra: str) -> None:
    headings = outline(kartra)
    assert (headings[0].level, headings[0].title) == (2, "Kartra | Privacy Policy")
    assert headings[1].level == 2
    assert headings[1].anchor == "our-collection-and-use-of-information"


def test_bullets_of_a_copied_page_are_a_list(corpus: Path) -> None:
    html = render((corpus / "seeds" / "kactoily.txt").read_text())
    assert [len(tree(html).xpath(f"(//ul)[{n}]/li")) for n in (1, 2, 3)] == [2, 4, 21]


def test_tables_of_contents_lead_to_sections(corpus: Path) -> None:
    source = (corpus / "github-privacy-statement" / "2021-01-06.md").read_text()
    html = render(source.split("\n---\n", 1)[1])
    anchors = {heading.anchor for heading in outline(html)}
    inner = [a.get("href")[1:] for a in tree(html).xpath("//td//a[starts-with(@href, '#')]")]
    assert len(inner) > 5
    assert set(inner) <= anchors


def test_anchors_last_through_a_real_history(corpus: Path) -> None:
    previous: str | None = None
    before: dict[str, str] = {}
    for file in sorted((corpus / "github-privacy-statement").glob("*.md")):
        previous = render(file.read_text().split("\n---\n", 1)[1], previous)
        titles = Counter(heading.title.lower() for heading in outline(previous))
        now = {
            heading.title.lower(): heading.anchor
            for heading in outline(previous)
            if titles[heading.title.lower()] == 1
        }
        for title in before.keys() & now.keys():
            assert now[title] == before[title], f"{title} in {file.name}"
        before = now
    assert before
