"""What in a redline speaks for a material change: few, and each with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from policies.redline.edits import Edit, Element, Item, Kind, Leaf, Mark, Node, Pair, Whole
from policies.redline.facts import Fact, Found, facts
from policies.redline.parts import Part
from policies.redline.report import Counts, Section, Status
from policies.redline.tokens import HEADINGS, TAG, attribute, plain, short

# Share of words changed from which the share itself is a signal.
LARGE_SHARE = 0.1
# Facts of one kind shown for one change; more are told by an ellipsis.
SHOWN = 5


# Topics: one more word on what was spoken of already tells nothing.
_TOPICAL = frozenset([Fact.VOCABULARY, Fact.RECIPIENT])


@dataclass(frozen=True, slots=True)
class Signal:
    """One reason to look twice.

    ``before`` and ``after`` are what stood and what stands ("30 days", "90 days"; "" for nothing;
    several are joined by commas). ``section`` and ``anchor`` name the place, ``change`` is the id
    of the change ("" where the whole document is meant).
    """

    kind: Fact
    before: str
    after: str
    section: str
    anchor: str
    change: str


@dataclass(slots=True)
class _Sides:
    """The facts that one change took away and brought, and the list items it did."""

    old: list[Found] = field(default_factory=list)
    new: list[Found] = field(default_factory=list)
    items_old: list[str] = field(default_factory=list)
    items_new: list[str] = field(default_factory=list)


def signals(
    items: list[Item], parts: list[Part], sections: list[Section], counts: Counts, language: str
) -> Iterator[Signal]:
    """The signals in reading order; those of the whole document come first.

    What costs most to find comes last: whoever needs to know only whether there is one stops early.
    """
    if counts.share >= LARGE_SHARE:
        yield Signal(Fact.SHARE, "", f"{counts.share:.0%}", "", "", "")
    for section in sections:
        if section.status in (Status.ADDED, Status.REMOVED):
            place = (section.title, section.new_anchor, section.first)
            yield Signal(Fact.SECTION, section.old_title, section.new_title, *place)
    found = _collect(items, language)
    for part in parts:
        for edit in part.edits:
            if id(edit) in found:
                place = (part.new_title or part.old_title, part.new_anchor, f"change-{edit.number}")
                for kind, before, after in _differences(found[id(edit)]):
                    yield Signal(kind, before, after, *place)


def _collect(items: list[Item], language: str) -> dict[int, _Sides]:
    """What each edit (by identity) took away and brought."""
    out: dict[int, _Sides] = {}
    work: list[tuple[Item, bool]] = [(item, False) for item in reversed(items)]
    while work:
        item, heading = work.pop()
        if isinstance(item, Pair):
            _linked(item.edit, out)
            inside = item.now.tag in HEADINGS
            work.extend((inner, inside) for inner in reversed(item.items))
        elif isinstance(item, Leaf):
            _of_leaf(item, heading, language, out)
        elif isinstance(item, Whole):
            _of_whole(item, language, out)
    return out


def _sides(edit: Edit, out: dict[int, _Sides]) -> _Sides:
    return out.setdefault(id(edit), _Sides())


def _linked(edit: Edit | None, out: dict[int, _Sides]) -> None:
    """A link whose target changed, whose words may all have stayed."""
    if edit is not None and edit.kind is Kind.LINK and edit.opened is not None:
        sides = _sides(edit, out)
        for opening, side in zip(edit.opened, (sides.old, sides.new), strict=True):
            side += _links(opening)


def _links(raw: str) -> list[Found]:
    if "href=" not in raw:
        return []
    targets = [attribute(m[0], "href") for m in TAG.finditer(raw) if m[2] == "a" and not m[1]]
    return [
        Found(Fact.LINK, target, target, 0, 0)
        for target in targets
        if target and target[0] != "#" and not target.startswith("mailto:")
    ]


def _of_whole(whole: Whole, language: str, out: dict[int, _Sides]) -> None:
    """A block that only one side has, without what in it moved."""
    work = [whole.node]
    edit = whole.node.edit
    while work:
        node = work.pop()
        own = node.edit or edit
        if own is None or own.kind is Kind.MOVED or own.kind is Kind.FORMATTING:
            if node.inner is not None and own is not None and whole.op == "ins":
                _of_leaf(node.inner, False, language, out, own)
            work.extend(reversed(node.kids))
            continue
        if node.tag == "li":
            sides = _sides(own, out)
            text = short(plain(node.raw), 80)
            (sides.items_old if whole.op == "del" else sides.items_new).append(text)
        if node.kids:
            work.extend(reversed(node.kids))
        else:
            _one_side(node.raw, whole.op, own, whole.node, language, out)


def _one_side(
    raw: str, op: str, edit: Edit, top: Node, language: str, out: dict[int, _Sides]
) -> None:
    text = " ".join(plain(raw).split())
    numbered = top.tag in HEADINGS
    sides = _sides(edit, out)
    side = sides.old if op == "del" else sides.new
    side += [found for found in facts(text, language) if not _ordinal(found, text, numbered)]
    side += _links(raw)


def _ordinal(found: Found, text: str, heading: bool) -> bool:
    """Whether a number only counts the heading or the item that it begins."""
    if found.fact is not Fact.NUMBER or found.start:
        return False
    return heading or text[found.end : found.end + 1] in (".", ")")


@dataclass(slots=True)
class _Touch:
    """Where an edit stands in the text of each side."""

    edit: Edit
    old: tuple[int, int]
    new: tuple[int, int]


def _of_leaf(
    leaf: Leaf, heading: bool, language: str, out: dict[int, _Sides], owner: Edit | None = None
) -> None:
    """The facts that an edit touches, read in the text round it: "30" is "30 days"."""
    old, new = "", ""
    touches: dict[int, _Touch] = {}
    for part in leaf.parts:
        if isinstance(part, str):
            text = plain(part)
            old, new = old + text, new + text
        elif isinstance(part, Element):
            _linked(part.edit, out)
        elif isinstance(part, Mark):
            text = plain("".join(part.tokens))
            edit = owner or part.edit
            touch = touches.setdefault(
                id(part.edit), _Touch(edit, (len(old), len(old)), (len(new), len(new)))
            )
            if part.op == "del":
                old += text
                touch.old = (touch.old[0], len(old))
            else:
                new += text
                touch.new = (touch.new[0], len(new))
            if edit.kind is not Kind.MOVED:
                raw = "".join(p.new for p in part.parts if isinstance(p, Element))
                sides = _sides(edit, out)
                (sides.old if part.op == "del" else sides.new).extend(_links(raw))
    if not touches:
        return
    for text, which in ((old, 0), (new, 1)):
        for found in facts(text, language):
            if _ordinal(found, text, heading):
                continue
            for touch in touches.values():
                if touch.edit.kind is Kind.MOVED and owner is None:
                    continue
                start, end = (touch.old, touch.new)[which]
                if found.start < end and start < found.end or found.start < start < found.end:
                    sides = _sides(touch.edit, out)
                    (sides.new if which else sides.old).append(found)
                    break


def _differences(sides: _Sides) -> list[tuple[Fact, str, str]]:
    """Each kind of fact that differs between the two sides, with what was lost and what came."""
    lost = Counter((f.fact, f.key) for f in sides.old)
    come = Counter((f.fact, f.key) for f in sides.new)
    out: list[tuple[Fact, str, str]] = []
    for kind in Fact:
        before = _shown(kind, sides.old, lost - come, come if kind in _TOPICAL else None)
        after = _shown(kind, sides.new, come - lost, lost if kind in _TOPICAL else None)
        if before or after:
            out.append((kind, before, after))
    if sides.items_old or sides.items_new:
        out.append((Fact.ITEM, _joined(sides.items_old, "; "), _joined(sides.items_new, "; ")))
    return out


def _joined(texts: list[str], mark: str) -> str:
    return mark.join(texts[:SHOWN]) + (" …" if len(texts) > SHOWN else "")


def _shown(
    kind: Fact,
    side: list[Found],
    surplus: Counter[tuple[Fact, str]],
    other: Counter[tuple[Fact, str]] | None,
) -> str:
    """The facts of one kind that one side has in excess, each once."""
    names: dict[str, str] = {}
    for found in side:
        key = (found.fact, found.key)
        if found.fact is kind and surplus[key] > 0 and not (other and key in other):
            names.setdefault(found.key, found.shown)
    return _joined(list(names.values()), ", ")
