"""Two runs of inline HTML made into one leaf: kept words, marks, and elements over both."""

from __future__ import annotations

from policies.redline.edits import Close, Edit, Element, Kind, Leaf, Mark, Part
from policies.redline.tokens import attribute, is_space, is_word, tag_name
from policies.redline.words.inline import weave
from policies.redline.words.passage import Passage, passage
from policies.redline.words.spans import Span, Step

# Attributes whose change a reader notices; others are recorded, and no change of the text.
_NOTICED = ("href", "src", "alt", "start", "type", "colspan", "rowspan")
_LINKED = ("href", "src")


def leaf(old_raw: str, new_raw: str, *, verbatim: bool = False) -> Leaf:
    """What became of one run of inline HTML; ``verbatim`` where white space shows (``pre``)."""
    old, new = passage(old_raw, verbatim=verbatim), passage(new_raw, verbatim=verbatim)
    steps, spans = weave(old, new)
    edits = _edits(steps, old, new)
    parts: list[Part] = []
    outer: list[Span] = []
    pure: list[Span] = []
    mark: Mark | None = None
    mark_gap = at = 0
    for position, step in enumerate(steps):
        while pure and pure[-1].last < position:
            pure.pop()
            _last_mark(parts).parts.append(Close())
        while outer and outer[-1].last < position:
            outer.pop()
            mark = None
            parts.append(Close())
        starting: list[Span] = []
        while at < len(spans) and spans[at].first == position:
            span = spans[at]
            at += 1
            if span.pure:
                starting.append(span)
                continue
            outer.append(span)
            mark = None
            parts.append(_element(span, steps, old, new))
        if not step.op:
            mark = None
            parts.append("".join(new.tokens[step.new : step.new + step.length]))
            continue
        if mark is None or mark.op != step.op or mark_gap != step.gap:
            mark, mark_gap = Mark(step.op, edits[step.gap]), step.gap
            parts.append(mark)
        for span in starting:
            pure.append(span)
            opening = old.openings[span.old] if span.old >= 0 else new.openings[span.new]
            mark.parts.append(Element(opening, opening))
        tokens = _tokens(step, step.op, old, new)
        mark.parts.append("".join(tokens))
        mark.tokens += tokens
    if pure:
        _last_mark(parts).parts += [Close()] * len(pure)
    parts += [Close()] * len(outer)
    return Leaf(parts)


def _last_mark(parts: list[Part]) -> Mark:
    return next(part for part in reversed(parts) if isinstance(part, Mark))


def _tokens(step: Step, op: str, old: Passage, new: Passage) -> list[str]:
    """The tokens of a step on the side that ``op`` names; none if that side has none."""
    side, start = (old, step.old) if op == "del" else (new, step.new)
    return side.tokens[start : start + step.length] if start >= 0 else []


def _edits(steps: list[Step], old: Passage, new: Passage) -> list[Edit]:
    """One edit for each gap between kept words, in order."""
    gaps: list[tuple[list[Step], list[Step]]] = []
    for step in steps:
        if step.op:
            if step.gap == len(gaps):
                gaps.append(([], []))
            gaps[step.gap][step.op == "ins"].append(step)
    return [_edit(gone, come, old, new) for gone, come in gaps]


def _edit(gone: list[Step], come: list[Step], old: Passage, new: Passage) -> Edit:
    gone.sort(key=lambda step: step.old)
    come.sort(key=lambda step: step.new)
    before = [token for step in gone for token in _tokens(step, "del", old, new)]
    after = [token for step in come for token in _tokens(step, "ins", old, new)]
    removed, added = sum(map(is_word, before)), sum(map(is_word, after))
    kind = Kind.REPLACED if gone and come else Kind.DELETED if gone else Kind.INSERTED
    if before == after:
        same = _links(old, [s.old for s in gone]) == _links(new, [s.new for s in come])
        kind = Kind.FORMATTING if same else Kind.LINK
        removed = added = 0
    elif _closed_up(before) == _closed_up(after):
        kind = Kind.SPACE
        removed = added = 0
    return Edit(kind, "".join(before), "".join(after), removed, added)


def _closed_up(tokens: list[str]) -> str:
    return "".join([token for token in tokens if not is_space(token)])


def _links(side: Passage, at: list[int]) -> list[str]:
    wraps = {element: None for k in at for element in side.stack(k)}
    return [opening for e in wraps if tag_name(opening := side.openings[e]) == "a"]


def _element(span: Span, steps: list[Step], old: Passage, new: Passage) -> Element:
    before = old.openings[span.old] if span.old >= 0 else ""
    after = new.openings[span.new] if span.new >= 0 else ""
    kind = difference(before, after)
    if kind is None:
        return Element(before, after)
    inside = steps[span.first : span.last + 1]
    text_old = "".join([token for s in inside for token in _tokens(s, "del", old, new)])
    text_new = "".join([token for s in inside for token in _tokens(s, "ins", old, new)])
    edit = Edit(
        kind,
        before + text_old + closing(before),
        after + text_new + closing(after),
        opened=(before, after),
    )
    return Element(before, after, edit)


def closing(opening: str) -> str:
    """The closing tag that answers an opening one; nothing answers nothing."""
    return f"</{tag_name(opening)}>" if opening else ""


def difference(before: str, after: str) -> Kind | None:
    """What a reader would call the change of one tag into another; None for what nobody sees."""
    if before == after:
        return None
    if any(attribute(before, name) != attribute(after, name) for name in _LINKED):
        return Kind.LINK
    if tag_name(before) != tag_name(after):
        return Kind.FORMATTING
    if any(attribute(before, name) != attribute(after, name) for name in _NOTICED):
        return Kind.FORMATTING
    return None
