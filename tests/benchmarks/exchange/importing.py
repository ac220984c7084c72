"""How many versions a second an import records, and what memory it takes.

``uv run pytest -s tests/benchmarks/exchange/importing.py --corpus=FOLDER`` imports every history
of the folder into a database on disk, each in a process of its own as ``manage.py import_policy``
does, and prints for each how many versions it recorded a second and the most memory it held; then
all of them together.
"""

from __future__ import annotations

import re
import subprocess
import time
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


@pytest.mark.django_db(transaction=True)
def test_throughput(corpus, tmp_path):
    with spare_database(tmp_path, "imports") as url:
        asked(url, "-m", "django", "shell", "-c", PREPARE)
        versions, seconds, most = 0, 0.0, 0
        began = time.perf_counter()
        for number, (name, told) in enumerate(sources(corpus, tmp_path)):
            said = asked(
                url, "-c", RUN, *told, "--policy", f"policy-{number}", "--parent", "policies"
            )
            [recorded] = re.findall(r"^(\d+) version", said, re.M)
            [(taken, peak)] = re.findall(r"^took ([\d.]+) s, (\d+) MB", said, re.M)
            versions, seconds, most = (
                versions + int(recorded),
                seconds + float(taken),
                max(most, int(peak)),
            )
            print(f"{name[:52]:52} {recorded:>4} in {float(taken):6.2f} s, {peak:>4} MB")
        whole = time.perf_counter() - began
    print(f"{versions} versions in {seconds:.1f} s: {versions / seconds:.0f} a second; {most} MB")
    print(f"with the start of each process: {versions / whole:.0f} a second")
