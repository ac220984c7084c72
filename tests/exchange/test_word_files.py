"""Word files: structure, notes, tracked changes, and files that are none."""

from __future__ import annotations

import pytest

from policies.exchange.foreign import Unreadable
from policies.exchange.readers.by_kind import read
from policies.exchange.readers.word import parts
from policies.text import plain, render
from tests.exchange.word import (
    NAMESPACES,
    docx,
    in_list,
    numbering,
    packed,
    paragraph,
    run,
    style,
    table,
)

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


def test_a_note_of_several_paragraphs_keeps_its_words_apart_and_its_links() -> None:
    link = f'<w:hyperlink w:anchor="law">{run("the law")}</w:hyperlink>'
    note = paragraph("First part.") + paragraph("Second part, by ", link, run(" of *1*."))
    notes = (
        f'<w:footnotes {NAMESPACES}><w:footnote w:id="1">{note}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("Other.")}</w:footnote></w:footnotes>'
    )
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    body = paragraph("Kept 30", mark.format(1), " days", mark.format(2))
    file = read(docx(body, footnotes=notes), "p.docx")
    assert file.source.split("\n\n") == [
        "Kept 30[^1] days[^2]",
        "[^1]: First part. Second part, by [the law](#law) of \\*1\\*.",
        "[^2]: Other.\n",
    ]
    assert file.warnings == ()


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
    ]
    assert file.source.startswith("a. lettered")
    assert "Draft 3" in file.warnings[1]
    assert "why" not in file.source


def test_clauses_and_headings_keep_the_numbers_that_word_shows() -> None:
    levels = ("decimal %1.", "decimal %1.%2", "lowerLetter (%3)", "upperRoman %4.")
    body = (
        paragraph("Scope", style="heading1", numbered=(1, 0))
        + paragraph("We sell shoes.", numbered=(1, 1))
        + paragraph("by post;", numbered=(1, 2))
        + paragraph("", numbered=(1, 2))
        + paragraph("in shops,", numbered=(1, 2))
        + paragraph("of bricks.", numbered=(1, 3))
        + paragraph("See 1.1(a).", numbered=(1, 1))
        + paragraph("Rights", style="heading1", numbered=(1, 0))
        + paragraph("Ask us.", numbered=(1, 1))
    )
    file = read(docx(body, numbering=numbering(n1=levels)), "p.docx")
    assert file.source.split("\n\n") == [
        "# 1. Scope",
        "1.1 We sell shoes.",
        "(a) by post;",
        "(c) in shops,",
        "I. of bricks.",
        "1.2 See 1.1(a).",
        "# 2. Rights",
        "2.1 Ask us.\n",
    ]
    assert file.warnings == ()


def test_styles_number_as_the_paragraphs_themselves_would() -> None:
    levels = ("decimal Article %1", "decimal %1.%2", "decimal %3.")
    named = numbering(n1=levels).replace('w:ilvl="1">', 'w:ilvl="1"><w:pStyle w:val="Clause"/>')
    styles = (
        style("Article", in_list(1, 0)),
        style("Clause", in_list(1)),
        style("Tight", "", based_on="Clause"),
        style("Step", in_list(1, 2)),
        style("Free", in_list(0), based_on="Clause"),
        style("Loop", "", based_on="Loop"),
    )
    body = "".join(
        paragraph(words, style=name)
        for name, words in (
            ("Article", "Scope"), ("Clause", "one"), ("Tight", "two"), ("Free", "three"),
            ("Step", "four"), ("Step", "five"), ("Loop", "six"), ("Article", "Rights"),
            ("Tight", "seven"),
        )
    )  # fmt: skip
    file = read(docx(body, *styles, numbering=named), "p.docx")
    assert plain(render(file.source)).split("\n\n") == [
        "Article 1 Scope", "1.1 one", "1.2 two", "three", "1. four\n2. five", "six",
        "Article 2 Rights", "2.1 seven\n",
    ]  # fmt: skip
    assert file.warnings == ()


def test_lists_count_on_or_start_again_as_in_word() -> None:
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num></w:numbering>'
    )
    lists = numbering(n1=("decimal %1.", "decimal %2.")).replace("</w:numbering>", again)
    gone = '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:rPr>{}</w:rPr></w:pPr></w:p>'
    body = (
        paragraph("a", numbered=(1, 0))
        + gone.format('<w:del w:id="1"/>')
        + gone.format("<w:vanish/>")
        + paragraph("Between.")
        + paragraph("b", numbered=(2, 0))
        + paragraph("Between.")
        + paragraph("deep", numbered=(2, 1))
        + paragraph("c", numbered=(3, 0))
    )
    assert words_of(body, numbering=lists) == (
        "1. a\n\nBetween.\n\n2. b\n\nBetween.\n\n1. deep\n5. c\n"
    )


def test_numbers_that_cannot_be_told_are_said() -> None:
    body = paragraph("x", numbered=(7, 0)) + paragraph("y", numbered=(1, 0))
    file = read(docx(body, numbering=numbering(n1=("ordinalText %1",))), "p.docx")
    assert plain(render(file.source)) == "x\n\n1 y\n"
    assert [warning.partition(";")[0] for warning in file.warnings] == [
        "Numbers that Word writes by itself may be missing",
        "Numbers of a rare kind in Word come out in digits",
    ]


def test_what_mammoth_does_not_know_is_read_all_the_same() -> None:
    body = paragraph(
        f'<w:fldSimple w:instr="DATE"><w:fldData>AAAA</w:fldData>{run("1 May 2018")}</w:fldSimple>',
        f'<w:bdo w:val="ltr">{run(", Shop")}</w:bdo><w:dir w:val="ltr">{run(" Ltd")}</w:dir>',
        "<w:r><w:t>one</w:t><w:cr/><w:t>two</w:t><w:ptab/><w:t>three</w:t></w:r>",
    )
    file = read(docx(body), "p.docx")
    assert plain(render(file.source)) == "1 May 2018, Shop Ltdone\ntwo three\n"
    assert file.warnings == ()


def test_what_cannot_be_read_is_named() -> None:
    formula = (
        '<m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
        "<m:r><m:t>x=5</m:t></m:r></m:oMath>"
    )
    sign = '<w:r><w:sym w:font="Runes" w:char="F0FE"/></w:r>'
    body = paragraph("Words ", formula, sign, "<w:permStart/>") + '<w:altChunk r:id="r9"/>'
    file = read(docx(body), "p.docx")
    assert file.warnings == (
        "Could not be read, and is missing from the text: “x=5”; a sign of the font Runes; what is"
        " taken in from another part (altChunk). Compare with the original.",
    )


def test_hidden_text_is_left_out_and_said() -> None:
    hides = "<w:rPr><w:vanish/></w:rPr>"
    note = style("Inner", hides).replace('"paragraph"', '"character"')
    body = (
        paragraph("We keep data.", run(" Ask Ann!", "<w:vanish/>"))
        + paragraph(run(" Or Bob.", '<w:rStyle w:val="Inner"/>'), "Write to us.")
        + paragraph("For lawyers.", run(" For all.", '<w:vanish w:val="0"/>'), style="Draft")
    )
    file = read(docx(body, note, style("Draft", hides)), "p.docx")
    assert file.source == "We keep data.\n\nWrite to us.\n\nFor all.\n"
    assert file.warnings == (
        "Hidden in Word, and left out: “Ask Ann!”; “Or Bob.”; “For lawyers.”.",
    )


def test_shapes_that_word_keeps_twice_are_read_once() -> None:
    shape = (
        '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility'
        '/2006"><mc:Choice Requires="x"><w:pict><w:txbxContent>{}</w:txbxContent></w:pict>'
        "</mc:Choice>{}</mc:AlternateContent></w:r>"
    )
    inner = paragraph("in a box", numbered=(1, 0))
    twice = f"<mc:Fallback><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></mc:Fallback>"
    body = paragraph("Words", shape.format(inner, twice)) + paragraph("b", shape.format(inner, ""))
    lists = numbering(n1=("decimal %1.",))
    assert words_of(body, numbering=lists) == "Words\n\n1. in a box\n\nb\n\n2. in a box\n"


def test_a_note_raised_after_a_number_changes_no_number() -> None:
    body = paragraph(
        "We keep it 30", run("1", '<w:vertAlign w:val="superscript"/>'), " days, CO",
        run("2", '<w:vertAlign w:val="subscript"/>'),
    )  # fmt: skip
    file = read(docx(body), "p.docx")
    assert file.source == "We keep it 30¹ days, CO₂\n"
    assert file.warnings == ()


def test_damage_beside_the_text_is_said() -> None:
    file = read(docx(paragraph("Words."), core="<bad", header1="<bad"), "p.docx")
    assert file.source == "Words.\n"
    assert file.warnings == (
        "A header or footer (word/header1.xml) is damaged; compare with the original.",
        "The properties of the file (its title, its dates) are damaged.",
    )
    entities = "<!DOCTYPE x [<!ENTITY e 'x'>]><x>&e;</x>"
    assert len(read(docx(paragraph("x"), core=entities), "p.docx").warnings) == 1
    unnumbered = read(docx(paragraph("x", numbered=(1, 0)), numbering="<bad"), "p.docx")
    assert (unnumbered.source, len(unnumbered.warnings)) == ("x\n", 1)
    with pytest.raises(Unreadable, match="is damaged and cannot be read"):
        read(docx(paragraph("x"), footnotes="<bad"), "p.docx")


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
    monkeypatch.setattr(parts, "MAX_UNPACKED", 300_000)
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
