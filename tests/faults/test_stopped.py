"""Work that is stopped at random instants leaves the state before or after it, and can go on."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest
from django.db import connection

from tests.spare import ROOT, asked, environment

pytestmark = pytest.mark.slow


def stopped(url, work, how, times):
    said = asked(url, "-m", "tests.faults.harness", work, how, str(times))
    report = json.loads(said.splitlines()[-1])
    print(report)
    assert report["stops"] == times
    assert report["recorded"] > 0
    # With few stops, all may happen to fall before the first commit.
    assert times < 20 or 0 < report["something recorded"] < times, report
    assert report.get("stopped", 0) + report.get("ended by itself", 0) == times
    return report


@pytest.mark.parametrize("work", ["publish", "import", "correct", "export"])
def test_killed(spare, db, work, request):
    report = stopped(spare, work, "kill", request.config.getoption("--kills"))
    assert report["stopped"] == report["stops"]


@pytest.mark.parametrize("work", ["publish", "correct"])
def test_without_the_database(spare, db, work, request):
    if connection.vendor != "postgresql":
        pytest.skip("the connection is lost in PostgreSQL: SQLite has none to a server")
    stopped(spare, work, "disconnect", request.config.getoption("--kills"))


@pytest.mark.parametrize("work", ["publish", "import", "export"])
def test_on_a_full_disk(spare, db, work, request):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL writes in a process of its own, whose disk is not filled here")
    stopped(spare, work, "full", request.config.getoption("--kills"))


@pytest.fixture
def small_disk(tmp_path):
    """A disk of two megabytes."""
    place = tmp_path / "small"
    place.mkdir()
    made = os.geteuid() == 0 and shutil.which("mount")
    options = ["-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)]
    if not made or subprocess.run(["mount", *options], check=False).returncode:
        pytest.skip("needs the right to mount a small disk (tmpfs)")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_pack_on_a_disk_that_is_really_full(spare, db, small_disk):
    asked(spare, "-m", "tests.faults.harness", "publish", "kill", "2")
    (small_disk / "filler").write_bytes(b"x" * (2 * 2**20 - 64 * 2**10))
    command = [sys.executable, "manage.py", "export_policies"]
    run = {"env": environment(spare), "cwd": ROOT, "capture_output": True, "text": True}
    full = subprocess.run([*command, str(small_disk / "bag")], check=False, **run)
    assert full.returncode == 1
    assert "cannot be written: [Errno 28] No space left on device" in full.stderr
    assert "Traceback" not in full.stderr
    assert [p.name for p in small_disk.iterdir()] == ["filler"]
    (small_disk / "filler").unlink()
    asked(spare, "manage.py", "export_policies", str(small_disk / "bag"))
    asked(spare, "manage.py", "verify_policies", "--bag", str(small_disk / "bag"))
