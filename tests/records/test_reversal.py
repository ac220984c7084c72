"""Migrations are undone where nothing is lost; else they refuse in a sentence, and all stands."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from policies.actions.correct_version import correct_version
from policies.models import PolicyVersion
from tests.spare import ROOT, asked, environment, spare_database

pytestmark = [pytest.mark.each_database, pytest.mark.django_db(transaction=True)]

STATE = """
from django.db import connection, DatabaseError
from django.db.migrations.recorder import MigrationRecorder
from policies.records.guards import triggers
print(*sorted(n for a, n in MigrationRecorder(connection).applied_migrations() if a == "policies"))
found = len(triggers.present(connection))
print("guards", found)
try:
    if found:
        connection.cursor().execute("UPDATE policies_policyversion SET title = 'x'")
except DatabaseError as refused:
    print("never altered or deleted" in str(refused))
"""


@pytest.fixture
def undo() -> Any:
    """``undo(url, "0008")``: go back so far, in a process of its own."""

    def run(url: str, to: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", "migrate", "policies", to, "-v0"],
            env=environment(url),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def told(url: str, words: str) -> list[str]:
    return asked(url, "manage.py", "shell", "--no-imports", "-c", words).splitlines()


@pytest.fixture
def recorded(policy: Any, publish: Any, tmp_path: Path) -> Iterator[str]:
    """A database with two versions, a notice, a correction and their trails."""
    publish(policy, "# Data\n\nWe keep it for 60 days.\n", kind="material")
    correct_version(
        version=PolicyVersion.objects.get(number=2),
        reason="The letters were late.",
        at=timezone.now(),
        effective_date=timezone.localdate() + timedelta(days=90),
    )
    with spare_database(tmp_path) as url:
        yield url


@pytest.fixture
def empty(db: Any, tmp_path: Path) -> Iterator[str]:
    with spare_database(tmp_path) as url:
        yield url


@pytest.mark.slow
def test_where_something_was_published_nothing_is_undone(recorded: str, undo: Any) -> None:
    before = told(recorded, STATE)
    for to in ("0008", "zero"):
        refused = undo(recorded, to)
        assert refused.returncode == 1
        assert "restore a copy of the database from before it instead" in refused.stderr.lower()
        assert "Traceback" not in refused.stderr
    assert told(recorded, STATE) == before
    assert before[1:] == ["guards 6", "True"]
    assert "2 version(s) stand" in asked(recorded, "manage.py", "verify_policies")


@pytest.mark.slow
def test_rows_of_before_zones_go_back_one_step_and_no_further(recorded: str, undo: Any) -> None:
    """Guards stand between two steps, for the columns that are left."""
    told(recorded, NO_ZONES)
    refused = undo(recorded, "0005")
    assert refused.returncode == 1
    assert "rows of the trail of versions: 3" in refused.stderr
    applied, guards, refused_too = told(recorded, STATE)
    assert applied.split()[-1] == "0008_the_page_in_the_trail"
    assert (guards, refused_too) == ("guards 6", "True")


NO_ZONES = """
from django.db import connection
from policies.records.guards import triggers
triggers.remove(connection)
with connection.cursor() as cursor:
    cursor.execute("UPDATE policies_policyversion SET zone = '', effective_zone = ''")
    cursor.execute("UPDATE policies_versioncorrection SET zone = ''")
    cursor.execute("UPDATE policies_historicalpolicyversion SET effective_zone = ''")
    cursor.execute("UPDATE policies_historicalchangenotice SET zone = ''")
triggers.install(connection)
"""
"""As they were recorded by a release that knew no zones."""


@pytest.mark.slow
def test_an_empty_site_goes_all_the_way_back_and_forth(empty: str, undo: Any) -> None:
    gone = undo(empty, "zero")
    assert gone.returncode == 0, gone.stderr
    assert told(empty, STATE) == ["", "guards 0"]
    asked(empty, "manage.py", "migrate", "-v0")
    assert told(empty, STATE)[1] == "guards 6"
