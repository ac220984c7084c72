"""What must hold for the redline of any two documents."""

from __future__ import annotations

import re

from lxml import html as lxml_html

from policies.redline import Redline, compare, normal_form
from policies.redline.tokens import BLOCKS
from policies.redline.tree import parse
from tests.redline.faithful import events, side

# Elements between whose children HTML allows no text, so no <ins> or <del> either.
_NO_WORDS = frozenset(["ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr", "colgroup"])
_TAG = re.compile(r"""<(/?)([\w:.-]+)(?:[^<>"']|"[^"]*"|'[^']*')*>""")


def check(old: str, new: str) -> Redline:
    """Compare, and hold the result to every promise that does not depend on taste."""
    redline = compare(old, new)
    check_sides(redline, old, new)
    check_marks(redline)
    assert compare(old, new).html == redline.html
    return redline


def check_sides(redline: Redline, old: str, new: str) -> None:
    """Either document is there, text and structure, by our reading and by an independent one."""
    assert redline.old_html == normal_form(old)
    assert redline.new_html == normal_form(new)
    assert side(redline.html, "old") == events(old)
    assert side(redline.html, "new") == events(new)


def check_marks(redline: Redline) -> None:
    """Well formed, ids unique, each change with its id, no mark where HTML allows no words."""
    parse(redline.html)
    root = lxml_html.fragment_fromstring(redline.html, create_parent="div")
    ids = [element.get("id") for element in root.iter() if element.get("id") is not None]
    assert len(ids) == len(set(ids))
    marked = [name for name in ids if re.fullmatch(r"change-\d+", name or "")]
    assert sorted(marked) == sorted(change.id for change in redline.changes)
    for mark in root.iter("ins", "del"):
        parent = mark.getparent()
        assert parent is not None
        assert parent.tag not in _NO_WORDS
    for block in redline.blocks:
        parse(block.html)
    assert "\n".join(block.html for block in redline.blocks) == redline.html
    for row in redline.rows:
        parse(row.old)
        parse(row.new)
    in_rows = [number for row in redline.rows for number in row.ids]
    assert sorted(in_rows) == sorted(change.id for change in redline.changes)


def check_words(redline: Redline) -> None:
    """No mark begins or ends inside a word, on either side; for documents whose tags do not."""
    for gone in ("ins", "del"):
        text, cuts = "", []
        skipped = 0
        last = 0
        for match in _TAG.finditer(redline.html):
            if not skipped:
                text += redline.html[last : match.start()]
            last = match.end()
            name = match[2]
            if name in ("ins", "del"):
                cuts.append(len(text))
                if name == gone:
                    skipped += -1 if match[1] else 1
            elif name in BLOCKS or name == "br":
                text += "\n"
        for at in cuts:
            around = text[max(at - 1, 0) : at + 1]
            assert not (len(around) == 2 and around.isalnum()), (around, text[at - 20 : at + 20])
