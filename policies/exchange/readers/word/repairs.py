"""What mammoth would drop from a Word file: put in a form that it reads, or named."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from policies.exchange.readers.word.xml import Styles, W, switched

_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_PART = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_WRAPPERS = ("fldSimple", "bdo", "dir")
_SAME_AS = {"cr": "br", "ptab": "tab"}
_FIELD = {f"{W}rPr", f"{W}fldChar", f"{W}instrText"}
_UNKNOWN = re.compile(
    r"An unrecognised element was ignored: "
    r"(?:\{(?P<space>.*)\}|(?P<prefix>\w+):)?(?P<name>\w+)$"
)
_SIGN = re.compile(r"A w:sym element with an unsupported character .* in font (?P<font>.*)$")


def repair(root: etree._Element, styles: Styles) -> list[str]:
    """Rewrite a part of a Word file, in place, so that mammoth reads all that Word shows of it.

    Hidden text is taken out; returns its words.
    """
    etree.strip_elements(root, f"{W}fldData", with_tail=False)
    etree.strip_tags(root, *(f"{W}{name}" for name in _WRAPPERS))
    for name, known in _SAME_AS.items():
        for element in root.iter(f"{W}{name}"):
            element.tag = f"{W}{known}"
            element.attrib.clear()
    _choose(root)
    hidden = []
    for run in list(root.iter(f"{W}r")):
        if _is_hidden(run, styles):
            hidden.append(_words(run))
            for child in [child for child in run if child.tag not in _FIELD]:
                run.remove(child)
    return [words for words in hidden if words]


def unread(messages: Iterable[str], roots: Iterable[etree._Element]) -> list[str]:
    """Return a warning for what mammoth says that it could not read, if any of it held words."""
    trees, missing = list(roots), []
    for message in dict.fromkeys(messages):
        unknown, sign = _UNKNOWN.match(message), _SIGN.match(message)
        if unknown:
            for root in trees:
                for element in root.iter(_tag(unknown)):
                    words = _words(element)
                    if words:
                        missing.append(f"“{words[:60]}”")
                    elif element.get(_PART) is not None:
                        missing.append(f"what is taken in from another part ({unknown['name']})")
        elif sign:
            missing.append(f"a sign of the font {sign['font']}")
    if not missing:
        return []
    named = "; ".join(list(dict.fromkeys(missing))[:12])
    return [f"Could not be read, and is missing from the text: {named}. Compare with the original."]


def _tag(unknown: re.Match[str]) -> str:
    if unknown["prefix"] == "w":
        return f"{W}{unknown['name']}"
    return f"{{{unknown['space'] or '*'}}}{unknown['name']}"


def _choose(root: etree._Element) -> None:
    """Leave one of the forms in which Word kept a shape: the older, where there are two."""
    for choice in list(root.iter(f"{_ALTERNATIVES}Choice")):
        both = choice.getparent()
        if both is None:
            continue
        if both.find(f"{_ALTERNATIVES}Fallback") is None:
            choice.tag = f"{_ALTERNATIVES}Fallback"
        else:
            both.remove(choice)


def _is_hidden(run: etree._Element, styles: Styles) -> bool:
    own = run.find(f"{W}rPr")
    direct = switched(own, "vanish")
    if direct is not None:
        return direct
    style = None if own is None else own.find(f"{W}rStyle")
    paragraph = next(run.iterancestors(f"{W}p"), None)
    named = [
        None if style is None else style.get(f"{W}val"),
        None if paragraph is None else styles.of(paragraph),
    ]
    for style_id in named:
        for ancestor in styles.lineage(style_id):
            said = switched(ancestor.find(f"{W}rPr"), "vanish")
            if said is not None:
                return said
    return False


def _words(element: etree._Element) -> str:
    return " ".join("".join(text.text or "" for text in element.iter("{*}t")).split())
