"""What two sequences have in common, bounded by work and never by the clock.

Everything here takes sequences of hashable keys and answers with runs of equal items.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from diff_match_patch import diff_match_patch  # type: ignore[import-untyped,unused-ignore]

try:
    from fast_diff_match_patch import (  # type: ignore[import-not-found,unused-ignore]
        diff as _compiled,
    )
except ImportError:  # pragma: no cover - the extra is installed wherever tests run
    _compiled = None

# Cells (one length times the other) up to which diff-match-patch answers, and up to which one
# exact longest common subsequence is computed; patience anchors cut longer pairs into shorter.
SMALL = 4_000
LARGE = 200_000_000
# Occurrences of one key on both sides, multiplied, up to which all their pairs are weighed.
REPEATS = 64
# First code point for a token in a diff-match-patch text: past the control characters.
_BASE = 0x100

Key = Hashable


class Run(NamedTuple):
    """``length`` equal items from ``old`` on one side and ``new`` on the other."""

    old: int
    new: int
    length: int


def common(a: Sequence[Key], b: Sequence[Key]) -> list[Run]:
    """The runs of a longest common subsequence, in order, none touching the next on both sides."""
    n, m, head = len(a), len(b), 0
    shorter = min(n, m)
    while head < shorter and a[head] == b[head]:
        head += 1
    while n > head and m > head and a[n - 1] == b[m - 1]:
        n -= 1
        m -= 1
    found = [Run(0, 0, head)] if head else []
    if n > head and m > head:
        found += [Run(i + head, j + head, k) for i, j, k in _core(a[head:n], b[head:m])]
    if n < len(a):
        found.append(Run(n, m, len(a) - n))
    return _joined(found)


def _joined(runs: list[Run]) -> list[Run]:
    out: list[Run] = []
    for run in runs:
        if out:
            last = out[-1]
            if last.old + last.length == run.old and last.new + last.length == run.new:
                out[-1] = Run(last.old, last.new, last.length + run.length)
                continue
        out.append(run)
    return out


def _core(a: Sequence[Key], b: Sequence[Key]) -> list[Run]:
    cells = len(a) * len(b)
    if cells <= SMALL:
        return minimal(a, b)
    if cells > LARGE:
        return _patience(a, b)
    if len(a) > len(b):
        return [Run(j, i, k) for i, j, k in _bit_parallel(b, a)]
    return _bit_parallel(a, b)


def minimal(a: Sequence[Key], b: Sequence[Key], *, compiled: bool = True) -> list[Run]:
    """The equal runs that diff-match-patch finds when each distinct key is one character.

    ``compiled`` lets the compiled twin answer where it is installed; both give the same runs.
    """
    letters: dict[Key, str] = {}
    for key in a:
        if key not in letters:
            letters[key] = chr(_BASE + len(letters))
    for key in b:
        if key not in letters:
            letters[key] = chr(_BASE + len(letters))
    old = "".join([letters[key] for key in a])
    new = "".join([letters[key] for key in b])
    steps: list[tuple[str, int]]
    if compiled and _compiled is not None:
        steps = _compiled(old, new, timelimit=0, checklines=False, cleanup="No")
    else:
        engine = diff_match_patch()
        engine.Diff_Timeout = 0
        names = {0: "=", 1: "+", -1: "-"}
        steps = [(names[op], len(text)) for op, text in engine.diff_main(old, new, False)]
    runs: list[Run] = []
    i = j = 0
    for op, length in steps:
        if op == "=":
            runs.append(Run(i, j, length))
        if op != "+":
            i += length
        if op != "-":
            j += length
    return runs


def _bit_parallel(a: Sequence[Key], b: Sequence[Key]) -> list[Run]:
    """Hyyrö's bit-vector LCS: one row of a's positions, held in one integer, for each item of b."""
    n, m = len(a), len(b)
    positions: dict[Key, int] = {}
    for k, key in enumerate(a):
        positions[key] = positions.get(key, 0) | (1 << k)
    row = mask = (1 << n) - 1
    rows: list[int] = []
    get = positions.get
    for key in b:
        matches = get(key)
        if matches is not None:
            hit = row & matches
            if hit:
                row = ((row + hit) | (row - hit)) & mask
        rows.append(row)
    back: list[Run] = []
    i, j = n, m
    while i and j:
        if a[i - 1] == b[j - 1]:  # a corner match is always part of some longest subsequence
            i -= 1
            j -= 1
            back.append(Run(i, j, 1))
        elif rows[j - 1] >> (i - 1) & 1:
            i -= 1
        else:
            j -= 1
    return back[::-1]


def _patience(a: Sequence[Key], b: Sequence[Key]) -> list[Run]:
    """Anchors on items that occur once on each side; between them, exact where small enough."""
    once_a, once_b = _once(a), _once(b)
    anchors = chain([(i, once_b[key], 1.0) for key, i in once_a.items() if key in once_b])
    out: list[Run] = []
    at_a = at_b = 0
    for i, j in [*anchors, (len(a), len(b))]:
        if i > at_a and j > at_b and (i - at_a) * (j - at_b) <= LARGE // 4:
            inner = common(a[at_a:i], b[at_b:j])
            out += [Run(at_a + x, at_b + y, k) for x, y, k in inner]
        if i < len(a):
            out.append(Run(i, j, 1))
        at_a, at_b = i + 1, j + 1
    return out


def _once(items: Sequence[Key]) -> dict[Key, int]:
    seen: dict[Key, int] = {}
    for k, key in enumerate(items):
        seen[key] = -1 if key in seen else k
    return {key: k for key, k in seen.items() if k >= 0}


def chain(candidates: list[tuple[int, int, float]]) -> list[tuple[int, int]]:
    """The heaviest subset of (i, j, weight) in which both i and j strictly rise.

    A Fenwick tree over j holds the best chain that ends at or before it: O(k log k).
    """
    if not candidates:
        return []
    ordered = sorted(candidates, key=lambda c: (c[0], -c[1], c[2]))
    size = max(c[1] for c in ordered) + 2
    best: list[tuple[float, int]] = [(0.0, -1)] * (size + 1)
    before: list[int] = []
    top = (0.0, -1)
    for x, (_, j, weight) in enumerate(ordered):
        reach, k = (0.0, -1), j
        while k > 0:
            if best[k][0] > reach[0]:
                reach = best[k]
            k &= k - 1
        before.append(reach[1])
        value = (reach[0] + weight, x)
        if value[0] > top[0]:
            top = value
        k = j + 1
        while k <= size:
            if value[0] > best[k][0]:
                best[k] = value
            k += k & -k
    out: list[tuple[int, int]] = []
    x = top[1]
    while x >= 0:
        out.append(ordered[x][:2])
        x = before[x]
    return out[::-1]


def heaviest(a: Sequence[Key], b: Sequence[Key], weights: Sequence[float]) -> list[tuple[int, int]]:
    """Equal pairs in order such that as much weight (of a's items) as possible stays in place.

    Sequences that repeat themselves too much to weigh every pair fall back on the longest chain.
    """
    pairs = equal_pairs(a, b)
    if pairs is None:
        return [(i + k, j + k) for i, j, n in common(a, b) for k in range(n)]
    return chain([(i, j, weights[i]) for i, j in pairs])


def equal_pairs(a: Sequence[Key], b: Sequence[Key]) -> list[tuple[int, int]] | None:
    """All pairs of equal items; None where one item is repeated too often to list them."""
    where: dict[Key, list[int]] = defaultdict(list)
    for j, key in enumerate(b):
        where[key].append(j)
    counts: dict[Key, int] = defaultdict(int)
    for key in a:
        counts[key] += 1
    if any(counts[key] * len(spots) > REPEATS for key, spots in where.items() if key in counts):
        return None
    return [(i, j) for i, key in enumerate(a) for j in where.get(key, ())]
