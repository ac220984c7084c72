"""The promises, on thousands of documents that nobody wrote."""

from __future__ import annotations

import hashlib
import subprocess
import sys

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.redline import compare, normal_form
from policies.redline.sequences import common, minimal
from tests.redline.documents import documents, edited
from tests.redline.promises import check, check_words

_SLOW = settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@_SLOW
@given(edited())
def test_edited_documents(pair: tuple[str, str]) -> None:
    old, new = pair
    check_words(check(old, new))
    check(new, old)


@_SLOW
@given(documents, documents)
def test_unrelated_documents(old: str, new: str) -> None:
    check_words(check(old, new))


@_SLOW
@given(documents)
def test_a_document_against_itself(document: str) -> None:
    redline = compare(document, document)
    assert redline.changes == []
    assert redline.sections == []
    assert redline.signals == []
    assert redline.counts.share == 0
    assert not any(block.changed for block in redline.blocks)


@_SLOW
@given(documents)
def test_normal_form_is_stable(document: str) -> None:
    once = normal_form(document)
    assert normal_form(once) == once
    assert compare(document, once).changes == []


@_SLOW
@given(edited())
def test_counts_agree_with_changes(pair: tuple[str, str]) -> None:
    redline = compare(*pair)
    assert redline.counts.added == sum(change.added for change in redline.changes)
    assert redline.counts.removed == sum(change.removed for change in redline.changes)
    assert [change.number for change in redline.changes] == [*range(1, redline.counts.changes + 1)]
    told = {number for section in redline.sections for number in section.changes}
    assert told == {change.number for change in redline.changes}


_LETTERS = st.lists(st.sampled_from("abcdefghij"), max_size=60)


@settings(max_examples=500, deadline=None)
@given(_LETTERS, _LETTERS)
def test_the_compiled_twin_gives_the_same_runs(old: list[str], new: list[str]) -> None:
    assert minimal(old, new, compiled=True) == minimal(old, new, compiled=False)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 3000), max_size=300), st.data())
def test_the_compiled_twin_on_long_edited_sequences(old: list[int], data: st.DataObject) -> None:
    new = [n for n in old if data.draw(st.integers(0, 9))]
    assert minimal(old, new, compiled=True) == minimal(old, new, compiled=False)


@settings(max_examples=300, deadline=None)
@given(_LETTERS, _LETTERS)
def test_common_runs_are_a_longest_common_subsequence(old: list[str], new: list[str]) -> None:
    runs = common(old, new)
    at_old = at_new = 0
    for run in runs:
        assert run.old >= at_old
        assert run.new >= at_new
        assert old[run.old : run.old + run.length] == new[run.new : run.new + run.length]
        at_old, at_new = run.old + run.length, run.new + run.length
    assert sum(run.length for run in runs) == _longest(old, new)


def _longest(old: list[str], new: list[str]) -> int:
    row = [0] * (len(new) + 1)
    for a in old:
        before = 0
        for j, b in enumerate(new, 1):
            above = row[j]
            row[j] = before + 1 if a == b else max(above, row[j - 1])
            before = above
    return row[-1]


_PROGRAM = """
import hashlib
from tests.benchmarks.redline.generated import pairs
from policies.redline import compare
digest = hashlib.sha256()
for _, old, new in pairs(12):
    redline = compare(old, new)
    for part in (redline.html, redline.changes, redline.sections, redline.signals, redline.rows):
        digest.update(repr(part).encode())
print(digest.hexdigest())
"""


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    answers = set()
    for seed in ("0", "1", "4242"):
        answer = subprocess.run(
            [sys.executable, "-c", _PROGRAM],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        )
        answers.add(answer.stdout)
    assert len(answers) == 1
    assert len(answers.pop().strip()) == hashlib.sha256().digest_size * 2
