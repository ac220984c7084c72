"""``python -m tests.benchmarks.redline [--corpus DIR] [--pairs N] [--seconds S] [--against NAME]``.

Runs every engine on the same pairs of documents in one process and prints what each took, how
much of either document came back, and how its edits read; then our engine on the worst inputs.
Each engine stops taking new pairs after ``--seconds``, so that a slow one cannot hold up the rest.
"""

from __future__ import annotations

import argparse
import signal
import statistics
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from policies.redline import compare, normal_form
from tests.benchmarks.redline.engines import ENGINES, Engine
from tests.benchmarks.redline.generated import pairs as generated_pairs
from tests.benchmarks.redline.measures import legibility, structure_kept, text_kept
from tests.benchmarks.redline.worst import worst
from tests.redline.corpus import histories, render

Pair = tuple[str, str, str]


@dataclass
class Result:
    engine: Engine
    seconds: list[float] = field(default_factory=list)
    texts: list[bool] = field(default_factory=list)
    structures: list[bool] = field(default_factory=list)
    edits: list[int] = field(default_factory=list)
    chaff: list[int] = field(default_factory=list)
    words: int = 0
    given_up: int = 0


def corpus_pairs(corpus: Path, count: int) -> Iterator[Pair]:
    """Consecutive pairs and the first against the last, spread evenly over all histories."""
    with tempfile.TemporaryDirectory() as work:
        named: list[tuple[str, str, str]] = []
        for name, texts in histories(corpus, Path(work)):
            named += [(f"{name} {n}", texts[n - 1], texts[n]) for n in range(1, len(texts))]
            named.append((f"{name} first–last", texts[0], texts[-1]))
        for at in range(0, len(named), max(1, len(named) // count)):
            name, old, new = named[at]
            before, after = render(old), render(new)
            # What says the same once it is rendered is no new version: nothing is measured by it.
            if before != after:
                yield name, before, after


class TooLong(Exception):
    """An engine was still at work when its time for one pair was up."""


def _too_long(*_: object) -> None:
    raise TooLong


def measure(engine: Engine, pairs: list[Pair], seconds: float, limit: float) -> Result:
    result = Result(engine)
    signal.signal(signal.SIGVTALRM, _too_long)
    stop = time.process_time() + seconds
    for _, old, new in pairs:
        if time.process_time() > stop:
            break
        signal.setitimer(signal.ITIMER_VIRTUAL, limit)
        started = time.process_time()
        try:
            answer = engine.run(old, new)
        except (TooLong, RecursionError):
            result.given_up += 1
            result.seconds.append(limit)
            continue
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        result.seconds.append(time.process_time() - started)
        stretches = engine.read(answer)
        result.texts += text_kept(stretches, old, new)
        if engine.markup:
            result.structures += structure_kept(str(answer), old, new)
        read = legibility(stretches)
        result.edits.append(read.edits)
        result.chaff.append(read.chaff)
        result.words += read.words
    return result


def _percent(values: list[bool]) -> str:
    return f"{sum(values) / len(values):.0%}" if values else "–"


def _mean(values: list[int]) -> float:
    return statistics.mean(values) if values else 0.0


def table(results: list[Result]) -> Iterator[str]:
    yield (
        f"{'engine':30}{'pairs':>6}{'median':>9}{'p95':>8}{'worst':>8}{'text':>6}{'tags':>6}"
        f"{'edits':>7}{'chaff':>7}{'words':>8}{'gave up':>9}"
    )
    for result in results:
        times = sorted(result.seconds)
        yield (
            f"{result.engine.name:30}{len(times):6}{statistics.median(times):9.4f}"
            f"{_p95(times):8.3f}{times[-1]:8.3f}{_percent(result.texts):>6}"
            f"{_percent(result.structures):>6}{_mean(result.edits):7.1f}"
            f"{_mean(result.chaff):7.2f}{result.words / max(1, len(result.edits)):8.0f}"
            f"{result.given_up:9}"
        )


def ratios(results: list[Result]) -> Iterator[str]:
    """Each engine's times over ours, on the pairs that both answered."""
    ours = results[0]
    for other in results[1:]:
        both = min(len(ours.seconds), len(other.seconds))
        a, b = sorted(ours.seconds[:both]), sorted(other.seconds[:both])
        yield (
            f"{other.engine.name}: {statistics.median(b) / statistics.median(a):.1f} times our "
            f"median, {_p95(b) / _p95(a):.1f} times our p95, on {both} pairs"
        )


def _p95(times: list[float]) -> float:
    return times[min(len(times) - 1, int(len(times) * 0.95))]


def extremes() -> Iterator[str]:
    for name, old, new in worst():
        started = time.process_time()
        redline = compare(old, new)
        size, count = len(redline.html), len(redline.changes)
        seconds = time.process_time() - started
        kept = redline.old_html == normal_form(old) and redline.new_html == normal_form(new)
        tracemalloc.start()
        compare(old, new)
        peak = tracemalloc.get_traced_memory()[1] / 2**20
        tracemalloc.stop()
        yield (
            f"{name:30}{len(old) // 1000:6} kB{seconds:8.2f} s{peak:7.0f} MB"
            f"{count:7} changes{size // 1000:7} kB out  {'kept' if kept else 'BROKEN'}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.redline")
    parser.add_argument("--corpus", type=Path, help="a folder of policy histories")
    parser.add_argument("--pairs", type=int, default=120, help="how many pairs (120)")
    parser.add_argument("--seconds", type=float, default=30, help="for each engine (30)")
    parser.add_argument("--limit", type=float, default=10, help="seconds for one pair (10)")
    parser.add_argument(
        "--against", action="append", help="engines of this name alone, e.g. lxml (all of them)"
    )
    parser.add_argument("--worst", choices=("too", "only", "not"), default="too")
    arguments = parser.parse_args()
    if arguments.worst != "only":
        race(arguments)
    if arguments.worst != "not":
        print("The worst inputs, our engine alone:\n")
        for line in extremes():
            print(line, flush=True)


def race(arguments: argparse.Namespace) -> None:
    """Every engine on the same pairs, and what came of it."""
    if arguments.corpus is None:
        pairs = list(generated_pairs(arguments.pairs))
    else:
        pairs = list(corpus_pairs(arguments.corpus, arguments.pairs))
    results: list[Result] = []
    ours, *others = ENGINES
    names = [name.lower() for name in arguments.against or [""]]
    for engine in [ours, *(e for e in others if any(n in e.name.lower() for n in names))]:
        print(f"… {engine.name}", flush=True)
        engine.run("<p>one</p>", "<p>two</p>")  # what is imported late is not timed
        results.append(measure(engine, pairs, arguments.seconds, arguments.limit))
    print()
    print("\n".join(table(results)))
    print(
        "\nSeconds; text and tags: sides that came back; edits, chaff, words marked: a document.\n"
    )
    print("\n".join(ratios(results)), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
