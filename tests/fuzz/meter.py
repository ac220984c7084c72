"""Processor time and memory of one step on one text, in a process of its own that has limits.

``python -m tests.fuzz.meter`` answers jobs, one a line as JSON; each is done in a fork, so that
nothing is imported twice and nothing that a text does outlives it.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 20
"""Of processor time, after which a step is stopped."""
MEMORY = 1_500_000_000
"""Bytes that a step may ask for, beside what the modules take."""


@dataclass(frozen=True)
class Cost:
    """What a step took: ``seconds`` of processor time, ``memory`` in bytes, and how it ended.

    ``end`` is ``done``, ``refused`` with a sentence, or what it died of.
    """

    seconds: float
    memory: int
    end: str
    said: str = ""


class Meter:
    """A companion process that measures."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.fuzz.meter"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def cost(self, step: str, text: str) -> Cost:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"step": step, "text": text}) + "\n")
        self.process.stdin.flush()
        return Cost(**json.loads(self.process.stdout.readline()))

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def _measure(step: str, text: str) -> Cost:
    from tests.fuzz.steps import STEPS, prepared

    ready = prepared(step, text)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        os.write(write, json.dumps(asdict(_run(STEPS[step], ready))).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        told = pipe.read()
    _, status, used = os.wait4(child, 0)
    if told:
        return Cost(**json.loads(told))
    died = signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else "exit"
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, died)


def _run(step: Any, ready: Any) -> Cost:
    from policies.exceptions import PolicyError

    before = resource.getrusage(resource.RUSAGE_SELF)
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (taken + MEMORY, taken + MEMORY))
    end, said = "done", ""
    try:
        step(ready)
    except PolicyError as refusal:
        end, said = "refused", str(refusal)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
        end, said = type(error).__name__, str(error)[:200]
    after = resource.getrusage(resource.RUSAGE_SELF)
    return Cost(
        after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        (after.ru_maxrss - before.ru_maxrss) * 1024,
        end,
        said,
    )


def _serve() -> None:
    from tests.fuzz.steps import make_ready

    make_ready()
    for line in sys.stdin:
        job = json.loads(line)
        print(json.dumps(asdict(_measure(job["step"], job["text"]))), flush=True)


if __name__ == "__main__":
    _serve()
