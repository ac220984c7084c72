"""The redline as pairs: what stood on the left, what stands on the right."""

from __future__ import annotations

from dataclasses import dataclass

from policies.redline.edits import Item, Leaf, Pair, Same, Whole
from policies.redline.tokens import ATTRIBUTE, attribute, tag_name
from policies.redline.words.leaves import closing
from policies.redline.writer import Writer

_LISTS = frozenset(["ul", "ol", "menu"])
_TABLES = frozenset(["table", "thead", "tbody", "tfoot"])
# Containers whose children become rows of their own, each in a copy of its container.
_SPLIT = _LISTS | _TABLES | {"blockquote", "div", "section", "article"}


@dataclass(frozen=True, slots=True)
class Row:
    """One pair of the side-by-side view; each side is HTML that may stand in a table cell.

    ``status`` is "same", "changed", "removed" (no new side), "added" (no old side), or "moved"
    (one side, the other end stands in another row). An item of a changed list, or a row of a
    changed table, comes in a list or table of its own, numbered as it was. ``ids`` are the
    changes whose ids stand in this row: on the new side where it has a mark of the change.
    """

    old: str
    new: str
    status: str
    ids: tuple[str, ...]


@dataclass(slots=True)
class _Frame:
    """The containers that a row is put back into, outermost first, on each side."""

    old: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


def rows(items: list[Item]) -> list[Row]:
    """The pairs in reading order."""
    given: set[str] = set()
    left, right = Writer("old", given), Writer("new", given)
    out: list[Row] = []
    work: list[tuple[Item, _Frame]] = [(item, _Frame()) for item in reversed(items)]
    while work:
        item, frame = work.pop()
        if isinstance(item, Pair) and _splits(item):
            work.extend(reversed(_children(item, frame)))
            continue
        before = set(given)
        new = "" if _only(item, "del") else _framed(right.write(item), frame.new)
        old = "" if _only(item, "ins") else _framed(left.write(item), frame.old)
        ids = sorted(
            (name for name in given - before if name[-1].isdigit()),
            key=lambda name: int(name.rpartition("-")[2]),
        )
        out.append(Row(old, new, _status(item), tuple(ids)))
    return out


def _splits(pair: Pair) -> bool:
    if pair.edit is not None or not {pair.was.tag, pair.now.tag} <= _SPLIT:
        return False
    if pair.now.tag in _TABLES and "rowspan" in pair.was.raw + pair.now.raw:
        return False  # a cell may not reach beyond the table it stands in
    return not any(isinstance(item, Leaf) for item in pair.items)


def _only(item: Item, op: str) -> bool:
    return isinstance(item, Whole) and item.op == op


def _status(item: Item) -> str:
    if isinstance(item, Same):
        return "same"
    if not isinstance(item, Whole):
        return "changed"
    if item.node.edit is not None and item.node.edit.move:
        return "moved"
    return "removed" if item.op == "del" else "added"


def _children(pair: Pair, frame: _Frame) -> list[tuple[Item, _Frame]]:
    """The children of a container, each with the frame that its row needs."""
    out: list[tuple[Item, _Frame]] = []
    at_old, at_new = _first(pair.old), _first(pair.new)
    for item in pair.items:
        inner = _Frame(
            (*frame.old, _opening(pair.old, at_old)), (*frame.new, _opening(pair.new, at_new))
        )
        out.append((item, inner))
        at_old += not _only(item, "ins")
        at_new += not _only(item, "del")
    return out


def _first(opening: str) -> int:
    start = attribute(opening, "start")
    return int(start) if start.lstrip("-").isdigit() else 1


def _opening(opening: str, number: int) -> str:
    """A container's tag for one of its rows: no id, and a list that goes on where it was."""
    name = tag_name(opening)
    own = ATTRIBUTE.finditer(opening[1 + len(name) : -1])
    kept = "".join([f" {match[0]}" for match in own if match[1] not in ("id", "start")])
    start = f' start="{number}"' if name == "ol" and number != 1 else ""
    return f"<{name}{kept}{start}>"


def _framed(html: str, frame: tuple[str, ...]) -> str:
    return "".join([*frame, html, *map(closing, reversed(frame))])
