"""Word files made by hand for the tests."""

from __future__ import annotations

import io
import zipfile

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}'
    "</Relationships>"
)
_STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{name.replace(" ", "")}"><w:name w:val="{name}"/>'
    "</w:style>"
    for name in ("Title", "heading 1", "heading 2", "heading 3")
)


def run(text: str, properties: str = "") -> str:
    """Return a run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", numbered: tuple[int, int] | None = None) -> str:
    """Return a paragraph; ``numbered`` is (list id, level); plain strings become runs."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if numbered:
        properties += (
            f'<w:numPr><w:ilvl w:val="{numbered[1]}"/><w:numId w:val="{numbered[0]}"/></w:numPr>'
        )
    inner = "".join(part if part.startswith("<") else run(part) for part in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """Return a table of texts."""
    return "<w:tbl>{}</w:tbl>".format(
        "".join(
            "<w:tr>{}</w:tr>".format("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row))
            for row in rows
        )
    )


def numbering(**formats: tuple[str, ...]) -> str:
    """Return a numbering part; ``n1=("decimal", "lowerLetter (%2)")`` is list 1 with two levels.

    A level may name, after its format, the label that is shown.
    """
    kinds = "".join(
        f'<w:abstractNum w:abstractNumId="{name[1:]}">'
        + "".join(
            f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/>'
            f'<w:numFmt w:val="{kind.partition(" ")[0]}"/>'
            + (f'<w:lvlText w:val="{kind.partition(" ")[2]}"/>' if " " in kind else "")
            + "</w:lvl>"
            for level, kind in enumerate(levels)
        )
        + "</w:abstractNum>"
        for name, levels in formats.items()
    )
    numbers = "".join(
        f'<w:num w:numId="{name[1:]}"><w:abstractNumId w:val="{name[1:]}"/></w:num>'
        for name in formats
    )
    return f"<w:numbering {NAMESPACES}>{kinds}{numbers}</w:numbering>"


def style(name: str, properties: str, based_on: str = "") -> str:
    """Return a paragraph style, whose id is its name."""
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{base}'
        f"{properties}</w:style>"
    )


def in_list(number_id: int, level: int | None = None) -> str:
    """Return properties that put what has them in a list."""
    place = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    return f'<w:pPr><w:numPr>{place}<w:numId w:val="{number_id}"/></w:numPr></w:pPr>'


def docx(body: str, *styles: str, **parts: str) -> bytes:
    """Return a .docx; each of ``parts`` is the XML of ``word/NAME.xml`` (``core`` of docProps)."""
    relations = "".join(
        f'<Relationship Id="r{name}" Type="{_RELATION}/{name.rstrip("0123456789")}"'
        f' Target="{name}.xml"/>'
        for name in ("styles", *parts)
        if name != "core"
    )
    members = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS.format(
            f'<Relationship Id="r1" Type="{_RELATION}/officeDocument" Target="word/document.xml"/>'
        ),
        "word/_rels/document.xml.rels": _RELATIONS.format(relations),
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {NAMESPACES}>{_STYLES}{''.join(styles)}</w:styles>",
        **{f"word/{name}.xml": xml for name, xml in parts.items() if name != "core"},
    }
    if "core" in parts:
        members["docProps/core.xml"] = parts["core"]
    return packed(members)


def packed(members: dict[str, str]) -> bytes:
    """Return a ZIP archive of texts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return file.getvalue()
