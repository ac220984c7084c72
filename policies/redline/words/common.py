"""Which words of two passages are the same, as a careful reader would say it.

A longest common subsequence is the least that changed, but not the clearest: it keeps a stray
"the" between two rewritten clauses. Here whole words are dropped from what is common until every
stretch that stays is worth more than the edits around it, and each edit starts where a word, a
clause or a sentence starts.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import accumulate

from policies.redline.sequences import Run, common
from policies.redline.tokens import is_space, is_word

# Steps by which an edit may slide; beyond it no better place is looked for.
REACH = 400
# The least share of the shorter passage that must stay for the two to be one passage reworded.
LEAST_KEPT = 4

_SENTENCE = frozenset(".?!:。！？")
_CLAUSE = frozenset(",;、，；–—()")


def kept(
    old: Sequence[str],
    new: Sequence[str],
    old_keys: Sequence[Hashable] | None = None,
    new_keys: Sequence[Hashable] | None = None,
) -> list[Run]:
    """The runs of tokens that both passages keep, in order.

    The keys, where given, decide what is equal; the tokens themselves are then only weighed.
    """
    a: Sequence[Hashable] = old if old_keys is None else old_keys
    b: Sequence[Hashable] = new if new_keys is None else new_keys
    head = tail = 0
    shorter = min(len(a), len(b))
    while head < shorter and a[head] == b[head]:
        head += 1
    while tail < shorter - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1
    ends = len(a) - tail, len(b) - tail
    runs = [Run(i + head, j + head, n) for i, j, n in common(a[head : ends[0]], b[head : ends[1]])]
    if head:
        runs.insert(0, Run(0, 0, head))
    if tail:
        runs.append(Run(*ends, tail))
    if len(runs) > 2 - (not head) - (not tail):
        runs = _worth_keeping(runs, old, new)
    if 2 * (head + tail) < shorter and not _enough(runs, old, new):
        return []
    return _placed(_grown(runs, a, b), old, new, a, b)


def _enough(runs: list[Run], old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether what stays is enough for the two to be one passage reworded."""
    least = min(sum(map(is_word, old)), sum(map(is_word, new)))
    stays = sum(sum(map(is_word, old[i : i + n])) for i, _, n in runs)
    return stays * LEAST_KEPT >= least


def _worth_keeping(runs: list[Run], old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """Drop what is common but weaker than the edits on both sides of it, in one pass."""
    first, last = runs[0], runs[-1]
    # The first and the last run count only if they do not lie between two edits.
    low_old, low_new = (first.length, first.length) if first.old == first.new == 0 else (0, 0)
    high_old, high_new = len(old), len(new)
    if last.old + last.length == high_old and last.new + last.length == high_new:
        high_old, high_new = last.old, last.new
    words_old = [*([0] * low_old), *accumulate(map(is_word, old[low_old:high_old]), initial=0)]
    words_new = [*([0] * low_new), *accumulate(map(is_word, new[low_new:high_new]), initial=0)]
    weights = [*([0.0] * low_old), *accumulate(map(_weight, old[low_old:high_old]), initial=0.0)]
    stack = [Run(0, 0, 0)]
    for run in [*runs, Run(len(old), len(new), 0)]:
        stack.append(run)
        while len(stack) > 2:
            before, middle, after = stack[-3:]
            i0, j0 = before.old + before.length, before.new + before.length
            i1, j1 = middle.old + middle.length, middle.new + middle.length
            edited_before = middle.old > i0 or middle.new > j0
            edited_after = after.old > i1 or after.new > j1
            if not (edited_before and edited_after):
                break
            left = max(words_old[middle.old] - words_old[i0], words_new[middle.new] - words_new[j0])
            right = max(words_old[after.old] - words_old[i1], words_new[after.new] - words_new[j1])
            count = words_old[i1] - words_old[middle.old]
            if count > 1 and weights[i1] - weights[middle.old] > min(left, right):
                break
            del stack[-2]
    return [run for run in stack if run.length]


def _weight(token: str) -> float:
    """A short word ("of", "the", "und") holds less of a passage together than a long one."""
    if not is_word(token):
        return 0.0
    return 1.0 if len(token) > 3 or token[0].isdigit() else 0.5


def _grown(runs: list[Run], a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Run]:
    """Give back to each run what the edits beside it share at their ends."""
    out: list[Run] = []
    at_old = at_new = 0
    for index, (i, j, n) in enumerate([*runs, Run(len(a), len(b), 0)]):
        while i > at_old and j > at_new and n and a[i - 1] == b[j - 1]:
            i, j, n = i - 1, j - 1, n + 1
        if out:
            last = out[-1]
            while at_old < i and at_new < j and a[at_old] == b[at_new]:
                at_old += 1
                at_new += 1
            out[-1] = Run(last.old, last.new, at_old - last.old)
        if index < len(runs):
            out.append(Run(i, j, n))
            at_old, at_new = i + n, j + n
    return out


def _placed(
    runs: list[Run],
    old: Sequence[str],
    new: Sequence[str],
    a: Sequence[Hashable],
    b: Sequence[Hashable],
) -> list[Run]:
    """Slide each pure insertion or deletion to the place where it reads best."""
    out = [Run(0, 0, 0), *runs, Run(len(old), len(new), 0)]
    for x in range(len(out) - 1):
        before, after = out[x], out[x + 1]
        i, j = before.old + before.length, before.new + before.length
        # A run between two edits keeps at least one token, or the edits would run together.
        left = before.length - (before.old + before.new > 0)
        right = after.length - (after.old + after.length < len(old))
        if i == after.old and j < after.new:
            shift = _slide(new, b, j, after.new, left, right)
        elif j == after.new and i < after.old:
            shift = _slide(old, a, i, after.old, left, right)
        else:
            continue
        out[x] = Run(before.old, before.new, before.length + shift)
        out[x + 1] = Run(after.old + shift, after.new + shift, after.length - shift)
    return [run for run in out if run.length]


def _slide(
    tokens: Sequence[str], keys: Sequence[Hashable], start: int, end: int, left: int, right: int
) -> int:
    """By how many tokens the edit ``tokens[start:end]`` should move; negative is to the left."""
    best, best_score = 0, _edge(tokens, start) + _edge(tokens, end)
    for step in range(1, min(left, REACH) + 1):
        if keys[start - step] != keys[end - step]:
            break
        score = _edge(tokens, start - step) + _edge(tokens, end - step)
        if score > best_score:
            best, best_score = -step, score
    for step in range(1, min(right, REACH) + 1):
        if keys[start + step - 1] != keys[end + step - 1]:
            break
        score = _edge(tokens, start + step) + _edge(tokens, end + step)
        if score > best_score or (score == best_score and best <= 0):
            best, best_score = step, score
    return best


def _edge(tokens: Sequence[str], at: int) -> float:
    """How natural a cut before ``tokens[at]`` is: sentence starts most, compounds least."""
    if at == 0 or at == len(tokens):
        return 6.0
    before = tokens[at - 1]
    if is_space(before):
        if before[:3] == "<br":
            return 5.5
        mark = tokens[at - 2] if at > 1 else "."
        return 5.0 if mark in _SENTENCE else 3.5 if mark in _CLAUSE else 2.0
    if is_space(tokens[at]):
        return 4.0 if before in _SENTENCE else 2.5 if before in _CLAUSE else 1.5
    return 1.0 if not is_word(before) or not is_word(tokens[at]) else 0.0
