"""The redline as HTML: both sides in one column, or either side alone.

Marks: ``<ins>`` and ``<del>`` round words; ``data-diff="ins"`` or ``"del"`` on whole elements;
``data-diff="format"`` on an element that stayed while its tag or a noticed attribute changed;
``data-kind`` on a mark says that no word changed ("formatting", "link", "white-space");
``data-old`` holds the old opening tag of an element that stayed (empty: it was not there) and
``data-new=""`` says that the element is not there now; ``data-id`` is the id of a deleted element;
``<span data-diff="here">`` is a place for a change's id where the element needs its own.
"""

from __future__ import annotations

from html import escape
from typing import Literal, TypeAlias

from policies.redline.edits import (
    RUN,
    Close,
    Edit,
    Element,
    Item,
    Kind,
    Leaf,
    Mark,
    Node,
    Pair,
    Part,
    Same,
    Whole,
)
from policies.redline.tokens import VOID, attribute, renamed, tag_name
from policies.redline.words.leaves import closing

View: TypeAlias = Literal["both", "old", "new"]

_QUIET = (Kind.FORMATTING, Kind.LINK, Kind.SPACE)
_HIDDEN = {"both": "", "old": "ins", "new": "del"}
# Elements in which no text may stand, so no place for an id either.
_NO_TEXT = "ul ol dl menu table thead tbody tfoot tr colgroup"
_BARE = frozenset(_NO_TEXT.split()) | VOID


class Writer:
    """Writes items one after another; a change's id is given to its first mark and no other."""

    def __init__(self, view: View = "both", given: set[str] | None = None) -> None:
        self.view = view
        self.hidden = _HIDDEN[view]
        self.given: set[str] = set() if given is None else given
        self.pending = ""

    def write(self, item: Item) -> str:
        out: list[str] = []
        work: list[Item | str | tuple[str, Node]] = [item]
        while work:
            part = work.pop()
            if isinstance(part, str):
                out.append(part)
            elif isinstance(part, Same):
                out.append(without_ids(part.raw) if self.view == "old" else part.raw)
            elif isinstance(part, Leaf):
                self._leaf(part.parts, out)
            elif isinstance(part, Pair):
                opening, end = self._pair(part.old, part.new, part.edit)
                out.append(opening)
                work.append(end)
                work.extend(reversed(part.items))
            else:
                op, node = (part.op, part.node) if isinstance(part, Whole) else part
                if op != self.hidden:
                    top = isinstance(part, Whole)
                    self._whole(op, node, top, out)
                    if node.tag != RUN and node.tag not in VOID:
                        work.append(f"</{node.tag}>")
                        work.extend((op, kid) for kid in reversed(node.kids))
        return "".join(out)

    def _id(self, edit: Edit | None, op: str) -> str:
        """The id that a mark of this change is to bear, or nothing if it was given away."""
        if edit is None or not edit.number:
            return ""
        name = f"change-{edit.number}"
        if edit.move and f"{name} {op}" not in self.given and name in self.given:
            name += "-end"
        self.given.add(f"change-{edit.number} {op}")
        if name in self.given:
            return ""
        self.given.add(name)
        return f' id="{name}"'

    @staticmethod
    def _about(edit: Edit | None) -> str:
        """What else to say of a mark: that it moved, or that no word changed."""
        if edit is None:
            return ""
        if edit.move:
            return f' data-move="{edit.move}"'
        return f' data-kind="{edit.kind}"' if edit.kind in _QUIET else ""

    def _whole(self, op: str, node: Node, top: bool, out: list[str]) -> None:
        mark = self._id(node.edit, op)
        about = self._about(node.edit)
        if node.tag == RUN:
            mark, self.pending = mark or self.pending, ""
            inner = self._inside(node.inner, op) or self._aside(op, node.raw)
            out.append(f"<{op}{mark}{about}>{inner}</{op}>")
            return
        opening = self._aside(op, node.opening)
        extra = f' data-diff="{op}"{about}' if top or about else ""
        if mark and op == "ins" and attribute(opening, "id"):
            if _has_words(node):
                mark, self.pending = "", mark
            else:
                opening = displaced(opening)
        out.append(with_attributes(opening, mark + extra))

    def _aside(self, op: str, raw: str) -> str:
        return without_ids(raw) if op == "del" or self.view == "old" else raw

    def _inside(self, leaf: Leaf | None, op: str) -> str:
        """The words of a move, with what was reworded on the way marked a second time."""
        if leaf is None:
            return ""
        inner = Writer("old" if op == "del" else "new")
        out: list[str] = []
        inner._leaf(leaf.parts, out)
        return "".join(out)

    def _leaf(self, parts: list[Part], out: list[str]) -> None:
        ends: list[str] = []
        for part in parts:
            if isinstance(part, str):
                out.append(without_ids(part) if part[0] == "<" and self.view == "old" else part)
            elif isinstance(part, Element):
                opening, end = self._pair(part.old, part.new, part.edit)
                out.append(opening)
                ends.append(end)
            elif isinstance(part, Close):
                out.append(ends.pop())
            elif part.op != self.hidden:
                self._mark(part, out)

    def _mark(self, mark: Mark, out: list[str]) -> None:
        out.append(f"<{mark.op}{self._id(mark.edit, mark.op)}{self._about(mark.edit)}>")
        inner = self._inside(mark.inner, mark.op)
        if inner:
            out.append(inner)
        else:
            ends: list[str] = []
            for part in mark.parts:
                if isinstance(part, str):
                    out.append(self._aside(mark.op, part) if part[0] == "<" else part)
                elif isinstance(part, Element):
                    out.append(self._aside(mark.op, part.new))
                    ends.append(closing(part.new))
                else:
                    out.append(ends.pop())
        out.append(f"</{mark.op}>")

    def _pair(self, old: str, new: str, edit: Edit | None) -> tuple[str, str]:
        """The opening and closing tag for an element that one side or both have."""
        if self.view == "old":
            if not old:
                return "", ""
            opening, extra = without_ids(old), ""
        elif self.view == "new":
            if not new:
                return "", ""
            opening, extra = new, ""
        elif old == new:
            return new, closing(new)
        else:
            opening = new or "<span>"
            extra = f' data-old="{escape(old[1:-1])}"' + ("" if new else ' data-new=""')
        if edit is None:
            return with_attributes(opening, extra), closing(opening)
        mark, here = self._id(edit, ""), ""
        if mark and attribute(opening, "id"):
            if tag_name(opening) in _BARE:
                opening = displaced(opening)
            else:
                mark, here = "", f'<span{mark} data-diff="here"></span>'
        marked = with_attributes(opening, f'{mark} data-diff="format"{extra}')
        return marked + here, closing(opening)


def _has_words(node: Node) -> bool:
    work = [node]
    while work:
        inner = work.pop()
        if inner.tag == RUN:
            return True
        work += inner.kids
    return False


def with_attributes(opening: str, extra: str) -> str:
    """An opening tag with more attributes, put before its own."""
    at = 1 + len(tag_name(opening))
    return opening[:at] + extra + opening[at:]


def displaced(opening: str) -> str:
    """An opening tag whose own id makes room for a change's."""
    return renamed(opening, {"id": "data-own-id"})


def without_ids(raw: str) -> str:
    """HTML whose ids are kept as ``data-id``, so that they cannot stand twice in one page."""
    return renamed(raw, {"id": "data-id"}) if " id=" in raw else raw
