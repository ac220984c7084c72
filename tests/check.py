"""What is checked before a change lands: ``python -m tests.check``, and ``.ci/run`` on a machine.

What is quick comes first, and what fails ends the run. The long tests are for the night:
``pytest --long``.
"""

from __future__ import annotations

import argparse
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
POSTGRESQL = os.environ.get("CI_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.get("CI_CACHE_URL", "redis://127.0.0.1:6379/1")
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "policysite.settings.production",
    "SECRET_KEY": secrets.token_urlsafe(48),
    "ALLOWED_HOSTS": "policies.example",
}


@dataclass(frozen=True)
class Step:
    """A program that must end well; words are given to this Python after ``-m``, if no file.

    What is empty in its environment is taken out of it.
    """

    name: str
    words: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *, hold: bool = False) -> subprocess.CompletedProcess[str]:
        """Run it; ``hold`` keeps what it prints until it has ended."""
        how = () if self.words[0].endswith(".py") or self.words[0] == "-c" else ("-m",)
        return subprocess.run(
            [sys.executable, *how, *self.words],
            cwd=ROOT,
            env={k: v for k, v in {**os.environ, **self.environment}.items() if v},
            stdout=subprocess.PIPE if hold else None,
            stderr=subprocess.STDOUT if hold else None,
            text=True,
            check=False,
        )


QUICK = [
    Step("types", ("mypy",)),
    Step("lint", ("ruff", "check", ".")),
    Step("format", ("ruff", "format", "--check", ".")),
    Step("contracts", ("-c", "from importlinter.cli import lint_imports_command as run; run()")),
    Step("catalogues", ("tests.catalogues",)),
    Step("migrations", ("manage.py", "makemigrations", "--check", "--dry-run"), PRODUCTION),
    Step("deployment", ("manage.py", "check", "--deploy", "--fail-level", "WARNING"), PRODUCTION),
]


def tests(corpus: Path, *, every: bool) -> Iterable[Step]:
    """The tests on each database that there is; ``every`` makes do without none."""
    cores = f"-n{len(os.sched_getaffinity(0))}"
    options = ["pytest", "-q", "--durations=8", cores, "--dist=worksteal"]
    options += ["--require-browser"] if every else []
    # Real policies are the same on every database: they are read once.
    real = (f"--corpus={corpus}",) if corpus.is_dir() else ()
    yield Step(
        "tests on SQLite, with coverage",
        (*options, *real, "--cov", "--cov-report="),
        {"DATABASE_URL": "", "CACHE_URL": ""},
    )
    yield Step("coverage of floors 0 to 3", ("coverage", "report", "--fail-under=98"))
    if every or _answers(POSTGRESQL):
        cache = REDIS if every or _answers(REDIS) else ""
        yield Step(
            "tests on PostgreSQL",
            (*options, "--second-database"),
            {"DATABASE_URL": POSTGRESQL, "CACHE_URL": cache},
        )
    else:
        print(f"Nothing is tested on PostgreSQL: no server at {urlsplit(POSTGRESQL).netloc}.")


def _answers(url: str) -> bool:
    place = urlsplit(url)
    try:
        with socket.create_connection((place.hostname, place.port), timeout=2):
            return True
    except OSError:
        return False


class Run:
    """What has been run, and how long each part took."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.failed = False

    def _note(self, step: Step, seconds: float, code: int) -> None:
        self.failed = self.failed or code != 0
        verdict = "failed" if code else "passed"
        self.said.append(f"{seconds:6.0f} s  {step.name}: {verdict}")

    def together(self, steps: list[Step]) -> None:
        """Several at once, each on a core."""

        def one(step: Step) -> None:
            began = time.monotonic()
            done = step.run(hold=True)
            print(f"\n== {step.name}\n{done.stdout}", end="", flush=True)
            self._note(step, time.monotonic() - began, done.returncode)

        with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            list(pool.map(one, steps))

    def alone(self, step: Step) -> None:
        print(f"\n== {step.name}", flush=True)
        began = time.monotonic()
        code = step.run().returncode
        self._note(step, time.monotonic() - began, code)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="lint, types and catalogues alone")
    parser.add_argument("--every", action="store_true", help="fail where something is missing")
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus")
    wanted = parser.parse_args()
    run, began = Run(), time.monotonic()
    run.together(QUICK)
    if not wanted.quick:
        for step in tests(wanted.corpus, every=wanted.every):
            if run.failed:
                break
            run.alone(step)
    print("\n== How long each part took", *run.said, sep="\n")
    print(f"{time.monotonic() - began:6.0f} s  altogether")
    return int(run.failed)


if __name__ == "__main__":
    sys.exit(main())
