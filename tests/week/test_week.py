"""A whole week in two browsers, with wagtail-localize installed: in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.mark.each_database
@pytest.mark.browser
@pytest.mark.slow
def test_after_each_act_every_address_says_what_was_meant(chromium, request) -> None:
    strict = ["--require-browser"] if request.config.getoption("--require-browser") else []
    done = subprocess.run(
        [
            sys.executable,
            *("-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "python_files=story.py"),
            *("--ds", "tests.localize.settings", "--create-db", *strict, str(HERE / "story.py")),
        ],
        cwd=HERE.parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert " passed" in done.stdout or " skipped" in done.stdout
