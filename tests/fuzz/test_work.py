"""No small text holds a worker for long: each step's work grows with the text, and not faster.

The ordinary run counts calls, which no busy machine changes, and looks at a few texts in a process
with limits. ``--fuzz=N`` goes through every piece in every plain way, and N texts more of pieces
that hypothesis puts together, by processor time.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from policies.exceptions import PolicyError
from tests.fuzz.meter import Cost, Meter
from tests.fuzz.shapes import MARKDOWN, PIECES, WAYS, Shape, plainly
from tests.fuzz.steps import STEPS, prepared

SIZE = 40_000
MOST = 6.0
"""Seconds of processor time for so many characters, whatever they are; an honest text takes one."""
NOTICED = 0.5
"""Seconds below which growth is not judged: the guards hold what is behind them below it."""
GROWTH = 3.0
"""Twice the text: twice the work is linear, four times is quadratic."""
ROOM = 400_000_000
"""Bytes for so many characters."""
READABLE = ("done", "refused", "ParserError", "ValueError", "RecursionError")
"""How a step may end; the desk answers the last three of a paste with a sentence."""

KNOWN = [
    ("text", Shape("repeated", ("<table><tr><td>",))),
    ("text", Shape("under one", ("|", "|a"))),
    ("text", Shape("repeated", ("[", "a"))),
    ("text", Shape("nested", ("*",))),
    ("text", Shape("repeated", ("*",), "\n")),
    ("draft", Shape("repeated", ("- a",), "\n")),
    ("changed", Shape("repeated", ("a b.",), "\n\n")),
    ("markdown", Shape("repeated", ("updated 1 May 2020",), "\n\n")),
    ("plain", Shape("repeated", ("a", "1.1 ", "\n"))),
    ("page", Shape("repeated", ("<td colspan=99 rowspan=999>", "<tr>"))),
    ("page", Shape("nested", ("<div>",))),
    ("paste", Shape("repeated", ("<![endif",))),
    ("paste", Shape("repeated", ("<span>a</span>",))),
    ("word", Shape("repeated", ("<w:p><w:r/></w:p>",))),
    ("word", Shape("repeated", ("<w:r/>",))),
]


def counted(step: Callable[[Any], None], given: Any) -> int:
    """The calls that a step makes, of Python and of C."""
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        step(given)
    except (PolicyError, ValueError, RecursionError):
        pass
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize(("step", "shape"), KNOWN, ids=lambda value: str(value)[:60])
def test_twice_the_text_makes_no_more_than_twice_the_calls(step: str, shape: Shape) -> None:
    with suppress(PolicyError):  # what is imported late is no cost of a text
        STEPS[step](prepared(step, shape.text(200) if step == "word" else "<p>a 1 May 2020</p>"))
    half, whole = (
        counted(STEPS[step], prepared(step, shape.text(size))) for size in (2_000, 4_000)
    )
    assert whole <= 2_000 or whole < half * GROWTH


@pytest.fixture(scope="module")
def meter() -> Iterator[Meter]:
    meter = Meter()
    yield meter
    meter.close()


def judged(meter: Meter, step: str, shape: Shape) -> Cost:
    """Fail where a step takes too long for ``shape``, too much room, or ends in a fault."""
    cost = meter.cost(step, shape.text(SIZE))
    told = f"{step}, {shape}: {cost}"
    assert cost.end in READABLE, told
    assert cost.memory < ROOM, told
    assert cost.seconds < MOST, told
    if cost.seconds > NOTICED:
        half = meter.cost(step, shape.text(SIZE // 2))
        assert half.end == "refused" or cost.seconds < max(half.seconds, 0.1) * GROWTH, told
    return cost


@pytest.mark.parametrize(("step", "shape"), KNOWN[1:3] + KNOWN[11:12], ids=lambda v: str(v)[:60])
def test_a_process_with_limits_ends_in_an_answer(meter: Meter, step: str, shape: Shape) -> None:
    assert meter.cost(step, shape.text(SIZE)).end in READABLE


@pytest.fixture(scope="session")
def fuzz(request: pytest.FixtureRequest) -> int:
    number: int = request.config.getoption("--fuzz")
    if not number:
        pytest.skip("takes hours: name how many texts to try with --fuzz=N")
    return number


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_each_piece_by_itself(fuzz: int, meter: Meter, step: str) -> None:
    for shape in plainly(dict.fromkeys(PIECES.get(step, MARKDOWN))):
        judged(meter, step, shape)


@pytest.mark.slow
@pytest.mark.parametrize("step", STEPS)
def test_pieces_put_together(fuzz: int, meter: Meter, step: str) -> None:
    pieces = st.sampled_from(PIECES.get(step, MARKDOWN))
    shapes = st.builds(
        Shape,
        st.sampled_from(WAYS),
        st.lists(pieces, min_size=1, max_size=4).map(tuple),
        st.sampled_from(["", " ", "\n", "\n\n", "a"]),
    )

    @settings(
        max_examples=fuzz, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(shapes)
    def run(shape: Shape) -> None:
        judged(meter, step, shape)

    run()
