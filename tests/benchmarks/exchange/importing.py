"""How many versions a second an import records, and what memory it takes.

``uv run pytest -s tests/benchmarks/exchange/importing.py --corpus=FOLDER`` imports every history
of the folder into a database on disk, each in a process of its own as ``manage.py import_policy``
does, and prints for each how large its newest text is, how long it took and the most memory it
held. Then, for texts of a typical size and for all: versions a second in histories of more than
one version, with the start of each import and without (the time that a single version takes).
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.spare import asked, spare_database

PREPARE = """
from policies.models import PolicyIndexPage
from tests.site import home_page
home_page().add_child(instance=PolicyIndexPage(title="Policies", slug="policies"))
"""
RUN = """
import resource, sys, time, django
django.setup()
from django.core.management import call_command
started = time.perf_counter()
call_command("import_policy", *sys.argv[1:])
taken = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(f"took {taken} s, {peak} MB")
"""


TYPICAL = 50_000
"""Bytes: three of four real policies have fewer."""


def newest(source: Path, path: str) -> int:
    """How many bytes the newest text of a history has."""
    file = source / path
    return file.stat().st_size if file.is_file() else max(source.iterdir()).stat().st_size


def sources(corpus: Path, work: Path) -> list[tuple[str, list[str]]]:
    """The name of each history, and what the command is told of it."""
    bundle = str(corpus / "genai-eu-versions.bundle")
    clone = work / "clone"
    subprocess.run(["git", "clone", "-q", bundle, str(clone)], check=True)
    found = [("github-privacy-statement", [str(corpus / "github-privacy-statement")])]
    for path in sorted(clone.glob("*/*.md")):
        name = path.relative_to(clone).as_posix()
        found.append((name, [str(clone), "--path", name]))
    return found


def rates(done: list[tuple[int, int, float]]) -> str:
    """Of (bytes, versions, seconds) the versions a second, with the start of each and without."""
    start = min(seconds for _size, _versions, seconds in done)
    several = [(versions, seconds) for _size, versions, seconds in done if versions > 1]
    versions = sum(versions for versions, _seconds in several)
    whole = sum(seconds for _versions, seconds in several)
    rest = sum(seconds - start for _versions, seconds in several)
    running = (versions - len(several)) / rest
    return f"{versions / whole:.0f} a second, without the start of each {running:.0f}"


@pytest.mark.django_db(transaction=True)
def test_throughput(corpus, tmp_path):
    with spare_database(tmp_path, "imports") as url:
        asked(url, "-m", "django", "shell", "-c", PREPARE)
        done: list[tuple[int, int, float]] = []
        most = 0
        for number, (name, told) in enumerate(sources(corpus, tmp_path)):
            said = asked(
                url, "-c", RUN, *told, "--policy", f"policy-{number}", "--parent", "policies"
            )
            [recorded] = re.findall(r"^(\d+) version", said, re.M)
            [(taken, peak)] = re.findall(r"^took ([\d.]+) s, (\d+) MB", said, re.M)
            size = newest(Path(told[0]), told[-1])
            done.append((size, int(recorded), float(taken)))
            most = max(most, int(peak))
            print(
                f"{name[:48]:48} {size / 1000:4.0f} kB {recorded:>4} in {float(taken):6.2f} s, "
                f"{peak:>4} MB"
            )
    print(f"texts up to {TYPICAL // 1000} kB: {rates([one for one in done if one[0] <= TYPICAL])}")
    print(f"all texts: {rates(done)}; {most} MB at most")
