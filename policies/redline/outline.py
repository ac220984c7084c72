"""The changes in reading order, numbered, each in the section where it stands."""

from __future__ import annotations

from policies.redline.edits import (
    RUN,
    Edit,
    Element,
    Item,
    Kind,
    Leaf,
    Mark,
    Node,
    Pair,
    Same,
    Whole,
)
from policies.redline.parts import Part, headings
from policies.redline.tokens import HEADINGS, plain, words


def group(items: list[Item]) -> None:
    """Give each stretch of blocks that only one side has the edit that it is."""
    work = [items]
    while work:
        level = work.pop()
        stretch: list[Whole] = []
        for item in [*level, None]:
            if isinstance(item, Whole):
                stretch.append(item)
                continue
            if stretch:
                _group(stretch)
                stretch = []
            if isinstance(item, Pair):
                if item.now.tag == "table":
                    _columns(item)
                work.append(item.items)


def _group(stretch: list[Whole]) -> None:
    sections = any(whole.node.tag in HEADINGS for whole in stretch)
    edits: list[tuple[Edit, list[str], list[str]]] = []
    op = ""
    for whole in stretch:
        node = whole.node
        own = _own_words(node)
        if node.edit is not None or own is None:
            op = ""
            continue
        if not op or node.tag in HEADINGS or (sections and op != whole.op):
            edits.append((Edit(Kind.DELETED), [], []))
        op = whole.op
        edit, gone, come = edits[-1]
        node.edit = edit
        if op == "del":
            gone.append(node.raw)
            edit.removed += own
        else:
            come.append(node.raw)
            edit.added += own
    for edit, gone, come in edits:
        edit.before, edit.after = " ".join(gone), " ".join(come)
        edit.kind = _kind(edit)


def _kind(edit: Edit) -> Kind:
    if not plain(edit.before + edit.after).strip():
        # A rule, an empty cell: nothing to read came or went.
        edit.opened = (edit.before, edit.after)
        return Kind.FORMATTING
    if edit.before and edit.after:
        return Kind.REPLACED
    return Kind.DELETED if edit.before else Kind.INSERTED


def _columns(table: Pair) -> None:
    """One edit for the cells of a column that came or went, row by row."""
    columns: dict[tuple[str, int], list[Node]] = {}
    work: list[Item] = list(reversed(table.items))
    while work:
        item = work.pop()
        if not isinstance(item, Pair):
            continue
        if item.now.tag != "tr":
            work.extend(reversed(item.items))
            continue
        for at, cell in enumerate(item.items):
            if isinstance(cell, Whole) and not _in_motion(cell.node):
                columns.setdefault((cell.op, at), []).append(cell.node)
    for (op, _), cells in columns.items():
        if len(cells) > 1:
            edit = _shared_edit(cells, op)
            for node in cells:
                node.edit = edit


def _shared_edit(nodes: list[Node], op: str) -> Edit:
    total = sum(len(words(node.raw)) for node in nodes)
    raw = " ".join([node.raw for node in nodes])
    if op == "del":
        return Edit(Kind.DELETED, before=raw, removed=total)
    return Edit(Kind.INSERTED, after=raw, added=total)


def _in_motion(node: Node) -> bool:
    """Whether a node or anything in it belongs to a move."""
    work = [node]
    while work:
        inner = work.pop()
        if inner.edit is not None:
            return True
        work += inner.kids
    return False


def _own_words(node: Node) -> int | None:
    """How many words of a node are not moved; None if none. One move of all is the node's own."""
    if node.edit is not None:
        return None
    edits: dict[int, Edit] = {}
    own = 0
    moved: list[Node] = []
    work = [node]
    while work:
        inner = work.pop()
        if inner.edit is not None:
            edits[id(inner.edit)] = inner.edit
            moved.append(inner)
        elif inner.tag == RUN:
            own += len(words(inner.raw))
        else:
            work += inner.kids
    if own or not moved:
        return own
    if len(edits) == 1:
        for inner in moved:
            inner.edit = None
        node.edit = next(iter(edits.values()))
    return None


def outline(items: list[Item]) -> list[Part]:
    """The parts of both documents in reading order, their edits numbered on the way."""
    parts = [Part("", "")]
    current = gone = parts[0]
    number = 0
    seen: set[int] = set()
    left: dict[int, Part] = {}
    arrived: list[tuple[Part, int]] = []

    def note(edit: Edit | None, part: Part) -> None:
        nonlocal number
        if edit is not None and id(edit) not in seen:
            seen.add(id(edit))
            number += 1
            edit.number = number
            part.edits.append(edit)

    work: list[Item | tuple[str, Node] | Part] = list(reversed(items))
    while work:
        item = work.pop()
        if isinstance(item, Part):
            item.title_edits = len(item.edits)
        elif isinstance(item, Same):
            if "<h" in item.raw:
                parts += [Part(heading, heading) for heading in headings(item.raw)]
                current = parts[-1]
            gone = current
        elif isinstance(item, Pair):
            if item.now.tag in HEADINGS or item.was.tag in HEADINGS:
                current = Part(
                    item.was.raw if item.was.tag in HEADINGS else None,
                    item.now.raw if item.now.tag in HEADINGS else None,
                )
                parts.append(current)
                work.append(current)
            gone = current
            note(item.edit, current)
            work.extend(reversed(item.items))
        elif isinstance(item, Leaf):
            gone = current
            for piece in item.parts:
                if isinstance(piece, Mark | Element):
                    note(piece.edit, current)
        else:
            op, node = (item.op, item.node) if isinstance(item, Whole) else item
            if node.tag in HEADINGS:
                move = node.edit.move if node.edit else 0
                if op == "del":
                    gone = left[id(node)] = Part(node.raw, None, move)
                else:
                    current = Part(None, node.raw, move)
                    if node.origin is not None:
                        arrived.append((current, id(node.origin)))
                parts.append(gone if op == "del" else current)
            note(node.edit, gone if op == "del" else current)
            work.extend((op, kid) for kid in reversed(node.kids))
    for part, origin in arrived:
        if origin in left:
            part.origin = left[origin]
            part.origin.departed = True
    return parts
