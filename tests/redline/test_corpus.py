"""The promises, on real policies: ``pytest tests/redline --corpus DIR``."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from policies.redline import clause_history, compare
from tests.redline.corpus import histories, pairs, render
from tests.redline.promises import check_marks, check_sides


@pytest.fixture(scope="module")
def corpus(request: pytest.FixtureRequest) -> Path:
    folder = request.config.getoption("--corpus")
    if folder is None:
        pytest.skip("Give --corpus and a folder of policy histories to run on real policies.")
    return Path(folder)


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("corpus")


@pytest.mark.slow
def test_every_pair_keeps_the_promises(
    corpus: Path, work: Path, request: pytest.FixtureRequest
) -> None:
    """Every pair with --long, else every eighth."""
    broken: list[str] = []
    count = 0
    for name, old, new in pairs(corpus, work, 1 if request.config.getoption("--long") else 8):
        count += 1
        redline = compare(old, new)
        try:
            check_sides(redline, old, new)
            check_marks(redline)
        except AssertionError as error:
            broken.append(f"{name}: {error}")
    assert count > 0
    assert broken == []


@pytest.mark.slow
def test_clause_histories_cover_the_last_version(
    corpus: Path, work: Path, request: pytest.FixtureRequest
) -> None:
    """Every history with --long, else every fourth."""
    step = 1 if request.config.getoption("--long") else 4
    for name, texts in islice(histories(corpus, work), 0, None, step):
        versions = [(number, render(text)) for number, text in enumerate(texts, 1)]
        clauses = clause_history(versions)
        words = " ".join(p.text for clause in clauses for p in clause.paragraphs).split()
        again = clause_history(versions[-1:])
        assert words == " ".join(p.text for c in again for p in c.paragraphs).split(), name
        for clause in clauses:
            # A paragraph may be older than the section it moved into.
            for told in (clause, *clause.paragraphs):
                assert list(told.touched) == sorted(set(told.touched))
                assert all(told.since < n <= len(texts) for n in told.touched), (name, told)
