"""Where two documents differ, found by whole sections before anything is looked at closely."""

from __future__ import annotations

from typing import NamedTuple

from policies.redline.align import EVERY, weight
from policies.redline.sequences import heaviest
from policies.redline.tokens import HEADINGS


class Gap(NamedTuple):
    """Blocks that only the old or only the new document has, then blocks that both have."""

    gone: list[str]
    come: list[str]
    same: list[str]


def gaps(before: list[str], after: list[str]) -> list[Gap]:
    """The gaps between two documents' top-level blocks, in order."""
    old, new = _sections(before), _sections(after)
    keys_old, keys_new = ["".join(s) for s in old], ["".join(s) for s in new]
    out: list[Gap] = []
    at_old = at_new = 0
    matches = heaviest(keys_old, keys_new, [float(len(key)) for key in keys_old])
    for i, j in [*matches, (len(old), len(new))]:
        gone = [piece for section in old[at_old:i] for piece in section]
        come = [piece for section in new[at_new:j] for piece in section]
        same = new[j] if j < len(new) and i < len(old) else []
        if len(gone) * len(come) > EVERY:
            _narrow(gone, come, out)
            gone, come = [], []
        out.append(Gap(gone, come, same))
        at_old, at_new = i + 1, j + 1
    return out


def _sections(pieces: list[str]) -> list[list[str]]:
    out: list[list[str]] = []
    for piece in pieces:
        if piece[1:3] in HEADINGS or not out:
            out.append([])
        out[-1].append(piece)
    return out


def _narrow(gone: list[str], come: list[str], out: list[Gap]) -> None:
    """The gaps between the equal blocks of a gap that is too wide to weigh every pair in."""
    at_old = at_new = 0
    for i, j in [*heaviest(gone, come, [weight(piece) for piece in gone]), (len(gone), len(come))]:
        out.append(Gap(gone[at_old:i], come[at_new:j], come[j : j + 1]))
        at_old, at_new = i + 1, j + 1
