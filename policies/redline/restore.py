"""Either document back from a redline: the marks of the other taken away."""

from __future__ import annotations

import re
from typing import Literal

from policies.redline.edits import RUN, Node
from policies.redline.shield import unshield
from policies.redline.tokens import TAG, VOID, attribute, renamed, tag_name
from policies.redline.tree import NotWellFormed, mend, parse, well_formed
from policies.redline.words.passage import passage

Side = Literal["old", "new"]

# Our attributes stand together before the element's own, so no value of those can look like one.
_OURS = re.compile(
    r'(<[\w:.-]+)((?: (?:data-(?:diff|move|kind|old|new)="[^"]*"|id="change-\d+(?:-end)?"))+)'
)


def restore(redline: str, side: Side) -> str:
    """One side of a redline's HTML, with every mark gone and every tag as that side has it."""
    gone, stays = ("ins", "del") if side == "old" else ("del", "ins")
    out: list[str] = []
    ends: list[str | None] = []  # what each open element's closing tag becomes; None: skipped
    skipped = last = 0
    for match in TAG.finditer(redline):
        tag, name = match[0], match[2]
        if not skipped:
            out.append(redline[last : match.start()])
        last = match.end()
        if match[1]:
            end = ends.pop()
            if end is None:
                skipped -= 1
            else:
                out.append(end)
            continue
        ours = _OURS.match(tag)
        marks = ours[2] if ours else ""
        if skipped or name == gone or f'diff="{gone}"' in marks or 'diff="here"' in marks:
            if name not in VOID:
                ends.append(None)
                skipped += 1
            continue
        opening = "" if name == stays else tag
        if ours and opening:
            opening = _own(ours[1] + tag[ours.end() :], marks, side)
        if "data-" in opening:
            opening = unshield(renamed(opening, {"data-id": "id"}))
        out.append(opening)
        if name not in VOID:
            ends.append(f"</{tag_name(opening)}>" if opening else "")
    return "".join([*out, redline[last:]])


def _own(bare: str, marks: str, side: Side) -> str:
    """The tag as one side has it; an empty string if that side has no such tag."""
    if side == "old" and "data-old=" in marks:
        was = attribute(f"<a{marks}>", "data-old")
        return f"<{was}>" if was else ""
    return "" if side == "new" and "data-new=" in marks else bare


def normal_form(text: str) -> str:
    """A document with white space as a browser shows it, one top-level block a line.

    Outside ``pre`` each run of white space is one space, none stands at either end of a block,
    beside a line break or between blocks. Tags, attributes, their order and all else are as
    they were. Two documents with one normal form are the same document to every reader.
    """
    try:
        nodes = parse(well_formed(text))
    except NotWellFormed:
        nodes = parse(mend(text))
    return "\n".join([_written(node) for node in nodes])


def _written(node: Node) -> str:
    out: list[str] = []
    work: list[str | tuple[Node, bool]] = [(node, False)]
    while work:
        part = work.pop()
        if isinstance(part, str):
            out.append(part)
            continue
        inner, verbatim = part
        if inner.tag == RUN:
            out.append(inline_form(inner.raw, verbatim=verbatim))
            continue
        out.append(inner.opening)
        if inner.tag not in VOID:
            work.append(f"</{inner.tag}>")
            below = verbatim or inner.tag == "pre"
            work.extend((kid, below) for kid in reversed(inner.kids))
    return "".join(out)


def inline_form(raw: str, *, verbatim: bool = False) -> str:
    """A run of inline HTML in normal form."""
    if verbatim:
        return raw
    run = passage(raw)
    if not run.stacks:
        return "".join(run.tokens)
    out: list[str] = []
    current: tuple[int, ...] = ()
    for token, stack in [*zip(run.tokens, run.stacks, strict=True), ("", ())]:
        same = 0
        while same < len(stack) and same < len(current) and stack[same] == current[same]:
            same += 1
        out += [f"</{tag_name(run.openings[e])}>" for e in reversed(current[same:])]
        out += [run.openings[e] for e in stack[same:]]
        out.append(token)
        current = stack
    return "".join(out)
