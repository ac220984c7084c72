"""Word files: structure, notes, tracked changes, and files that are none."""

from __future__ import annotations

import pytest

from policies.exchange import word_files
from policies.exchange.foreign import Unreadable
from policies.exchange.reading import read
from policies.text import plain, render
from tests.exchange.word import NAMESPACES, docx, numbering, packed, paragraph, run, table

CORE = (
    '<c:coreProperties xmlns:c="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:title>{title}</dc:title><dcterms:created>2019-05-02T10:00:00Z</dcterms:created>"
    "<dcterms:modified>2020-06-03T10:00:00Z</dcterms:modified></c:coreProperties>"
)


def words_of(body: str, **parts: str) -> str:
    """Return the plain text that a body of Word XML ends as."""
    return plain(render(read(docx(body, **parts), "policy.docx").source))


def test_headings_lists_and_tables_keep_their_structure() -> None:
    body = (
        paragraph("Privacy policy", style="Title")
        + paragraph("Effective date: ", run("1 May 2020", "<w:b/>"))
        + paragraph("What we keep", style="heading1")
        + paragraph("Data", style="heading2")
        + paragraph("first", numbered=(1, 0))
        + paragraph("inner", numbered=(1, 1))
        + paragraph("second", numbered=(1, 0))
        + paragraph("A word between. * no star, # no hash")
        + paragraph("third", numbered=(1, 0))
        + paragraph("bullet", numbered=(2, 0))
        + table(("cookie", "days"), ("basket", "30"))
        + paragraph("1. not a list")
    )
    file = read(
        docx(body, numbering=numbering(n1=("decimal", "decimal"), n2=("bullet",))), "p.docx"
    )
    assert plain(render(file.source)) == (
        "Privacy policy\n==============\n\nEffective date: 1 May 2020\n\n"
        "What we keep\n============\n\nData\n----\n\n"
        "1. first\n   1. inner\n2. second\n\nA word between. * no star, # no hash\n\n3. third\n\n"
        "* bullet\n\ncookie | days\nbasket | 30\n\n1. not a list\n"
    )
    assert file.title == "Privacy policy"
    assert [(str(claim.first), claim.role) for claim in file.claims] == [
        ("2020-05-01", "effective")
    ]
    assert file.warnings == ()


def test_properties_of_the_file_are_claims() -> None:
    file = read(docx(paragraph("Words."), core=CORE.format(title="Terms")), "t.docx")
    assert file.title == "Terms"
    assert [(str(claim.first), claim.role, claim.where) for claim in file.claims] == [
        ("2019-05-02", "created", "properties of the file"),
        ("2020-06-03", "updated", "properties of the file"),
    ]
    assert read(docx(paragraph("Words."), core=CORE.format(title="")), "t.docx").title is None


def test_tracked_changes_are_accepted_and_said() -> None:
    body = paragraph(
        "We keep data for ",
        f'<w:ins w:id="1" w:author="a">{run("60")}</w:ins>',
        '<w:del w:id="2" w:author="a"><w:r><w:delText>30</w:delText></w:r></w:del>',
        run(" days."),
    )
    file = read(docx(body), "p.docx")
    assert file.source == "We keep data for 60 days.\n"
    assert "tracked changes (1 insertions, 1 deletions)" in file.warnings[0]


def test_notes_become_notes() -> None:
    notes = (
        f'<w:footnotes {NAMESPACES}><w:footnote w:id="1">{paragraph("In the EU.")}</w:footnote>'
        "</w:footnotes>"
    )
    endnotes = notes.replace("footnote", "endnote").replace("In the EU.", "Or the EEA.")
    body = paragraph(
        "You may ask",
        '<w:r><w:footnoteReference w:id="1"/></w:r>',
        run(" us"),
        '<w:r><w:endnoteReference w:id="1"/></w:r>',
        run("."),
    )
    file = read(docx(body, footnotes=notes, endnotes=endnotes), "p.docx")
    assert file.source.startswith("You may ask[^1] us[^e1].")
    html = render(file.source)
    assert html.count('<li id="fn-') == 2
    assert "1. In the EU." in plain(html)


def test_what_word_shows_and_the_text_lacks_is_said() -> None:
    body = paragraph("lettered", numbered=(1, 0)) + paragraph(
        "Words", '<w:r><w:commentReference w:id="0"/></w:r>'
    )
    header = f"<w:hdr {NAMESPACES}>{paragraph('Draft 3')}</w:hdr>"
    empty = f"<w:ftr {NAMESPACES}>{paragraph('')}</w:ftr>"
    comment = f'<w:comment w:id="0">{paragraph("why?")}</w:comment>'
    file = read(
        docx(
            body,
            numbering=numbering(n1=("lowerLetter",)),
            header1=header,
            footer1=empty,
            comments=f"<w:comments {NAMESPACES}>{comment}</w:comments>",
        ),
        "p.docx",
    )
    assert [warning.split(":")[0].split(",")[0] for warning in file.warnings] == [
        "Comments in the margin are left out.",
        "Left out",
        "Lists lettered (a)",
    ]
    assert "Draft 3" in file.warnings[1]
    assert "why" not in file.source


def test_headings_numbered_by_word_are_said_to_lack_their_numbers() -> None:
    body = paragraph("Scope", style="heading1", numbered=(1, 0)) + paragraph("x", numbered=(7, 0))
    file = read(docx(body, numbering=numbering(n1=("decimal",))), "p.docx")
    assert "Numbers that Word writes by itself may be missing; compare them." in file.warnings


def test_numbering_that_is_switched_off_counts_nothing() -> None:
    assert words_of(paragraph("a", numbered=(0, 0)) + paragraph("b")) == "a\n\nb\n"
    bare = "<w:p><w:pPr><w:numPr/></w:pPr>" + run("c") + "</w:p>"
    assert words_of(bare) == "c\n"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"%PDF-1.7 ...", "“p.docx” is a PDF file."),
        (b"hello", "“p.docx” is no Word file."),
        (b"\xd0\xcf\x11\xe0....", "old Word or Excel file"),
        (packed({"a.txt": "x"}), "an archive, but no Word file"),
        (docx(paragraph("x"))[:-30], "is damaged"),
        (packed({"word/document.xml": "<w:document"}), "is damaged"),
        (packed({"word/document.xml": "<!DOCTYPE x><x/>"}), "not built like a Word file"),
        (docx(""), "holds no text"),
        (docx("<w:p>" + "<w:r/>" * 150_001 + "</w:p>"), "is built of more parts than a policy is."),
        (docx(paragraph("x" * 30_000_001)), "is built of more parts than a policy is."),
        (docx("<w:p/>" * 20_001), "has 20,001 paragraphs; a policy may have 20,000 at most."),
    ],
)
def test_what_is_no_word_file_is_refused_with_a_reason(data: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable, match="“p.docx”") as refused:
        read(data, "p.docx")
    assert sentence in str(refused.value)


def test_a_zip_bomb_is_refused_before_it_unpacks() -> None:
    bomb = docx(paragraph("x"), media="0" * 101_000_000)
    assert len(bomb) < 200_000
    with pytest.raises(Unreadable, match="would unpack to more than 100 MB"):
        read(bomb, "p.docx")
    many = packed({"word/document.xml": "<x/>", **{f"word/{n}.xml": "" for n in range(3001)}})
    with pytest.raises(Unreadable, match="would unpack"):
        read(many, "p.docx")


def test_a_zip_bomb_that_lies_about_its_size_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = docx(paragraph("x"), media="0" * 200_000)
    size = (200_000).to_bytes(4, "little")
    lying = honest.replace(size, (10).to_bytes(4, "little"))
    assert lying != honest
    with pytest.raises(Unreadable, match="is damaged"):
        read(lying, "p.docx")
    monkeypatch.setattr(word_files, "MAX_UNPACKED", 300_000)
    assert read(honest, "p.docx").source == "x\n"


def test_pictures_leave_their_description() -> None:
    picture = (
        '<w:r><w:drawing xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        ' xmlns:p="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
        ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/picture"><p:inline>'
        '<p:docPr id="1" name="x" descr="Our seal"/><a:graphic><a:graphicData><c:pic><c:blipFill>'
        '<a:blip r:embed="rimage1"/></c:blipFill></c:pic></a:graphicData></a:graphic></p:inline>'
        "</w:drawing></w:r>"
    )
    file = read(docx(paragraph("See ", picture), image1="<x/>"), "p.docx")
    assert file.source == "See Our seal\n"
    assert file.warnings == ("Pictures are left out; their descriptions stay.",)
