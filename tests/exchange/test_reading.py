"""Any file: encodings, what is refused and why, Markdown with its front matter."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

import pytest

from policies.exceptions import PolicyError
from policies.exchange.foreign import Unreadable
from policies.exchange.readers.by_kind import read
from policies.exchange.readers.markdown.reader import first_title
from policies.exchange.readers.opening import MAX_BYTES
from policies.text import render
from tests.text.reading import shown_words, source_words

TEXT = "# Café policy\n\nWe say “hello” – in 3 ways.\n"


@pytest.mark.parametrize(
    ("data", "warning"),
    [
        (TEXT.encode(), None),
        (codecs.BOM_UTF8 + TEXT.encode(), None),
        (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), None),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), None),
        (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), None),
        (TEXT.encode("utf-16-le"), "UTF-16 without a byte order mark"),
        (TEXT.encode("utf-16-be"), "UTF-16 without a byte order mark"),
        (TEXT.encode("windows-1252"), "Windows-1252"),
        (TEXT.replace("\n", "\r\n").encode(), None),
    ],
)
def test_every_usual_encoding_reads_the_same(data: bytes, warning: str | None) -> None:
    file = read(data, "policy.md")
    assert file.source == TEXT
    assert file.title == "Café policy"
    assert file.digest == hashlib.sha256(data).hexdigest()
    assert [warning in told for told in file.warnings] == ([True] if warning else [])


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "a.md", "“a.md” is empty. Choose the file"),
        (b" \n\t", "a.txt", "“a.txt” is empty."),
        (codecs.BOM_UTF8 + b" ", "a.md", "“a.md” is empty."),
        (b"%PDF-1.4\n...", "a.md", "“a.md” is a PDF file, not text."),
        (b"%PDF-1.4\n...", "a.pdf", "“a.pdf” is a PDF file. Markdown, plain text"),
        (b"PK\x03\x04abc", "a.md", "“a.md” is a ZIP archive or an office file"),
        (b"{\\rtf1 x}", "a.txt", "a rich text (RTF) file"),
        (b"\x89PNG\r\n\x1a\n", "a.html", "a picture (PNG)"),
        (b"version https://git-lfs.github.com/spec/v1\n", "a.md", "Git LFS"),
        (bytes(range(1, 256)), "a.md", "“a.md” is not text"),
        (b"\x81\x8d abc", "a.md", "not text in any usual encoding. Save it as UTF-8."),
        (b"a\x01\x02\x03b", "a.md", "full of control characters"),
        (
            b"<div>" * 5000 + b"x",
            "a.html",
            "“a.html”: Its parts stand inside one another more than 400 deep",
        ),
        (b"x", "a.pages", "does not end in .md, .txt, .html or .docx."),
        (b"x", "README", "does not end in .md"),
        (b"x" * 2_000_001, "a.md", "has 2,000,001 characters; a policy may have 2,000,000"),
        (b"x" * (MAX_BYTES + 1_000_000), "a.md", "has 21 MB; a policy's file may have 20 MB"),
        (codecs.BOM_UTF16_LE + b"x", "a.md", "not text in any usual encoding"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_way_out(
    data: bytes, name: str, sentence: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        read(data, name)
    assert sentence in str(refused.value)
    assert isinstance(refused.value, PolicyError)


def test_utf_16_without_a_mark_is_known_by_its_zeros() -> None:
    assert read("plain words".encode("utf-16-le"), "a.md").source == "plain words\n"
    with pytest.raises(Unreadable, match="control characters"):
        read(b"words\x00words\x01", "a.md")


def test_a_stray_nul_changes_no_encoding() -> None:
    file = read(f"{TEXT}{'More words. ' * 20}\x00\n".encode(), "policy.md")
    assert file.source.startswith(TEXT)
    assert "\x00" not in file.source
    assert file.warnings == ("Characters without meaning (NUL) were left out.",)


@pytest.mark.parametrize("name", ["undefined", "idna", "unicode_escape", "rot13", "utf-16", "x"])
def test_a_page_that_names_an_impossible_encoding_is_read_all_the_same(name: str) -> None:
    page = f"<meta charset={name}><p>A café keeps no data.</p>".encode("windows-1252")
    file = read(page, "a.html")
    assert file.source == "A café keeps no data.\n"
    assert "Windows-1252" in file.warnings[0]


@pytest.mark.parametrize(
    ("name", "words", "encoding"),
    [
        ("iso-8859-1", "“A café” – yes", "windows-1252"),
        ("us-ascii", "“A café” – yes", "windows-1252"),
        ("iso-8859-1", "caf\xe9\x81", "iso-8859-1"),
        ("iso-8859-2", "źródło", "iso-8859-2"),
    ],
)
def test_a_page_is_in_the_encoding_that_browsers_take_its_name_for(
    name: str, words: str, encoding: str
) -> None:
    page = f"<meta charset={name}><p>{words} and more.</p>".encode(encoding)
    file = read(page, "a.html")
    assert file.source.startswith(words.strip("\x81"))
    assert file.warnings == ()


def test_garbled_characters_are_pointed_out() -> None:
    garbled = "It’s a “test”".encode().decode("windows-1252", errors="replace")
    assert "garbled" in read(garbled.encode(), "a.md").warnings[0]


def test_front_matter_is_read_and_taken_off() -> None:
    source = (
        "---\ntitle: \"Shop: Privacy\"\nlast_updated: 2020-02-03\nEffective-Date: '1 March 2020'\n"
        "date: soon\ncreated:\ntags:\n  - legal\n---\n\n# Other\n\nWords {{ company }} and\n"
        "{% include x %} and {{ company }}.\n"
    )
    file = read(source.encode(), "2019-01-01.md")
    assert file.title == "Shop: Privacy"
    assert file.source.startswith("# Other\n\nWords {{ company }}")
    assert [(claim.where, str(claim.first)) for claim in file.claims] == [
        ("front matter, last_updated", "2020-02-03"),
        ("front matter, Effective-Date", "2020-03-01"),
        ("file name", "2019-01-01"),
    ]
    assert file.warnings == (
        "Front matter, date: “soon” is no date.",
        "Front matter is not part of the text: last_updated, Effective-Date, date, created, tags.",
        "“{{ company }}” was left by a template (line 4, 5); put the words in that it stands for.",
        "“{% include x %}” was left by a template (line 5); put the words in that it stands for.",
        "“2019-01-01” (file name, named) is before “2020-02-03” (front matter, last_updated,"
        " updated).",
    )


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("title: >-\n  Privacy\n  policy\n\ndate: 2020-01-02", "Privacy policy"),
        ("title: | # here\n\n  Privacy policy", "Privacy policy"),
        ("title: >\ndate: 2020-01-02", "Heading"),
        ("title: 'It''s ours'", "It's ours"),
        ("title: 'Ours' # at last", "Ours"),
        ("title: 'Privacy\n  policy'", "Privacy policy"),
        (r'title: "Our \"own\" \u2013 policy"', 'Our "own" – policy'),
        (r'title: "C:\policy"', r"C:\policy"),
        ('title: "A" and "B"', '"A" and "B"'),
        ("title: Privacy policy # the shop", "Privacy policy"),
        ("title: Privacy\n  policy", "Privacy policy"),
        ("title: C# policy", "C# policy"),
        ("title: # none", "Heading"),
        (f"title: {'long ' * 60}", f"{'long ' * 50}…"),
        (f"title: {'x' * 300}", f"{'x' * 253} …"),
    ],
)
def test_the_title_of_the_front_matter_is_read_as_yaml_means_it(written: str, title: str) -> None:
    file = read(f"---\n{written}\n---\n\n# Heading\n".encode(), "a.md")
    assert file.title == title
    assert file.source == "# Heading\n"


@pytest.mark.parametrize(
    "source", ["---\n\nWords.\n", "---\nno fields\n---\n\nWords\n", "---\ntitle: x\n\nWords\n"]
)
def test_a_rule_at_the_start_is_no_front_matter(source: str) -> None:
    assert read(source.encode(), "a.md").source == source


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("# *Privacy* [policy](/p) #\n\nx", "Privacy policy"),
        ("Privacy\n=======\n", "Privacy"),
        ("intro\n\n# C\\#\n\n# D", "C#"),
        ("## Scope\n\n# Late\n", None),
        ("Scope\n-----\n\n# Late\n", None),
        ("no heading", None),
    ],
)
def test_the_title_is_the_first_heading_if_it_is_of_the_first_level(
    source: str, title: str | None
) -> None:
    assert first_title(source) == title


def test_the_dated_files_of_a_real_history(corpus: Path) -> None:
    files = sorted((corpus / "github-privacy-statement").glob("*.md"))
    effective = {}
    for path in files:
        file = read(path.read_bytes(), path.name)
        assert str(file.title).endswith("Privacy Statement")
        roles = {str(claim.role): str(claim.first) for claim in file.claims}
        assert roles["named"] == path.stem
        effective[path.stem] = roles["effective"]
    assert effective["2017-06-09"] == "2017-01-26"
    assert effective["2023-12-27"] == "2023-10-10"
    assert len(effective) == 45


def test_the_seeds(corpus: Path) -> None:
    read_seeds = {
        path.stem: read(path.read_bytes(), path.name) for path in (corpus / "seeds").iterdir()
    }
    assert [
        (str(claim.role), str(claim.first), str(claim.precision))
        for claim in read_seeds["kartra"].claims
    ] == [("created", "2015-03-01", "month"), ("updated", "2016-03-31", "day")]
    assert {name: file.title for name, file in read_seeds.items()} == {
        "kartra": "Kartra | Privacy Policy",
        "kactoily": "Privacy Policy",
        "cactusoft": "Privacy Policy",
        "kartris": None,
    }
    assert len(read_seeds["kartris"].warnings) == 4
    for path in (corpus / "seeds").glob("*.txt"):
        words = source_words(path.read_text())
        if path.stem == "cactusoft":  # its numbers are headings, which are words
            words = [word for word in words if not word.isdigit()]
            html = render(read_seeds[path.stem].source)
            assert [w for w in shown_words(html) if not w.isdigit()] == words
        else:
            assert shown_words(render(read_seeds[path.stem].source)) == words
