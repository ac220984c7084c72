"""A database of its own, as ``migrate`` makes it, for what several processes do with it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def spare_database(place: Path, name: str = "spare") -> Iterator[str]:
    """The address of a copy of the test database; no transaction may be open."""
    connection.close()
    if connection.vendor == "sqlite":
        target = place / f"{name}.sqlite3"
        with (
            closing(sqlite3.connect(connection.settings_dict["NAME"])) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
        yield f"sqlite:///{target}"
        return
    here = connection.settings_dict
    other = f"{here['NAME']}_{name}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{other}" WITH (FORCE)')
        # A server of a test before may have left a connection, and a template must have none.
        left = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
        cursor.execute(left, [here["NAME"]])
        cursor.execute(f'CREATE DATABASE "{other}" TEMPLATE "{here["NAME"]}"')
    who = f"{here['USER']}:{here['PASSWORD']}@" if here["USER"] else ""
    try:
        yield f"postgres://{who}{here['HOST'] or 'localhost'}:{here['PORT'] or 5432}/{other}"
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{other}" WITH (FORCE)')


def environment(url: str) -> dict[str, str]:
    """The environment in which another process finds the database at ``url``."""
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "policysite.settings.test",
        "PYTHONPATH": str(ROOT),
    }


def asked(url: str, *command: str) -> str:
    """What another Python process, that must end well, says of the database at ``url``."""
    said = subprocess.run(
        [sys.executable, *command],
        env=environment(url),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout[-2000:] + said.stderr[-4000:]
    return said.stdout
