"""wagtail-localize lives beside the plugin: told in a process and a database of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.mark.each_database
@pytest.mark.slow
def test_a_policy_is_translated_through_wagtail_localize() -> None:
    done = subprocess.run(
        [
            sys.executable,
            *("-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "python_files=story.py"),
            *("--ds", "tests.localize.settings", "--create-db", str(HERE / "story.py")),
        ],
        cwd=HERE.parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert " passed" in done.stdout
    assert "skipped" not in done.stdout
