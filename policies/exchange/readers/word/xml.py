"""The XML inside a Word file: read safely, its styles looked up."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"


def parsed(data: bytes) -> etree._Element:
    """Return the root of a part. Raises ``ValueError`` for one with entities or a syntax error."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError("A part of a Word file defines no entities.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(data.replace(_STRICT, W[1:-1].encode()), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error


def value(parent: etree._Element | None, name: str) -> str | None:
    """Return the value of a child such as ``<w:start w:val="3"/>``."""
    child = None if parent is None else parent.find(f"{W}{name}")
    return None if child is None else child.get(f"{W}val", "")


def switched(parent: etree._Element | None, name: str) -> bool | None:
    """Tell whether a child such as ``<w:vanish/>`` is on or off; None where there is none."""
    said = value(parent, name)
    return None if said is None else said not in {"0", "false", "off"}


class Styles:
    """The styles of a Word file, each with those that it is based on."""

    def __init__(self, root: etree._Element | None) -> None:
        styles = [] if root is None else list(root.iter(f"{W}style"))
        self._styles = {style.get(f"{W}styleId"): style for style in styles}
        self._usual = next(
            (
                style.get(f"{W}styleId")
                for style in styles
                if style.get(f"{W}type") == "paragraph"
                and style.get(f"{W}default") in {"1", "true", "on"}
            ),
            None,
        )

    def of(self, paragraph: etree._Element) -> str | None:
        """Return the id of a paragraph's style."""
        return value(paragraph.find(f"{W}pPr"), "pStyle") or self._usual

    def name(self, style_id: str | None) -> str:
        """Return a style's name, empty where it has none."""
        return value(self._styles.get(style_id), "name") or ""

    def lineage(self, style_id: str | None) -> Iterator[etree._Element]:
        """Yield a style, then what it is based on, and so on."""
        seen = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            yield self._styles[style_id]
            style_id = value(self._styles[style_id], "basedOn")
