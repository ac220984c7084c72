"""The test database: migrated once, copied for every process, put back after a test that commits.

``migrate`` takes 20 seconds from nothing. Its result is kept beside pytest's cache (SQLite) or on
the server (PostgreSQL), under a key of all that it reads; each run takes a copy of it, and migrates
that again, which finds nothing to do but what is done after every ``migrate``.
"""

from __future__ import annotations

import fcntl
import hashlib
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import setup_databases

ROOT = Path(__file__).resolve().parent.parent
KEPT = 4
"""So many migrated databases are kept for SQLite: those of a branch or two, and of Wagtail's."""


def prepare(place: Path, *, afresh: bool = False) -> Any:
    """Make the test database of this process; what ``teardown_databases`` wants to know.

    ``place`` is the folder of what is kept. ``afresh`` migrates from nothing all the same.
    """
    place.mkdir(parents=True, exist_ok=True)
    kind: type[_Kept] = _File if connection.vendor == "sqlite" else _Database
    with _one_at_a_time(place / "lock"):
        kept = kind(place, key())
        if afresh:
            kept.forget()
        copied = kept.copy()
        made = setup_databases(verbosity=0, interactive=False, keepdb=copied)
        if not copied:
            connection.close()
            kept.keep()
    return made


def key() -> str:
    """Another key for whatever lets ``migrate`` make another database."""
    read = hashlib.sha256(repr((settings.INSTALLED_APPS, settings.LANGUAGE_CODE)).encode())
    folders = [Path(app.path) / "migrations" for app in apps.get_app_configs()]
    # Ours go by the models' own names and functions.
    for folder in [*folders, ROOT / "policies" / "records"]:
        for path in sorted(folder.glob("*.py")):
            read.update(f"{folder.parent.name}/{path.name}\n".encode())
            read.update(path.read_bytes())
    return read.hexdigest()[:12]


@contextmanager
def _one_at_a_time(path: Path) -> Iterator[None]:
    """The first of several processes makes what the others copy."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class _Kept:
    """A migrated database, kept under ``key``."""

    def __init__(self, place: Path, key: str) -> None:
        self.here = str(connection.creation._get_test_db_name())
        self.place, self.key = place, key

    def forget(self) -> None:
        raise NotImplementedError

    def copy(self) -> bool:
        """Whether there was one; the test database is now the same."""
        raise NotImplementedError

    def keep(self) -> None:
        """Keep the test database as it is now."""
        raise NotImplementedError


class _File(_Kept):
    @property
    def path(self) -> Path:
        return self.place / f"{self.key}.sqlite3"

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)

    def copy(self) -> bool:
        for ending in ("", "-wal", "-shm"):  # of a process that was killed
            Path(self.here + ending).unlink(missing_ok=True)
        if not self.path.exists():
            return False
        self.path.touch()
        shutil.copyfile(self.path, self.here)
        return True

    def keep(self) -> None:
        begun = self.path.with_suffix(".begun")
        begun.unlink(missing_ok=True)
        with (
            closing(sqlite3.connect(self.here)) as source,
            closing(sqlite3.connect(begun)) as target,
        ):
            source.backup(target)
        begun.rename(self.path)
        by_age = sorted(self.place.glob("*.sqlite3"), key=lambda path: -path.stat().st_mtime)
        for old in by_age[KEPT:]:
            old.unlink()


class _Database(_Kept):
    @property
    def stem(self) -> str:
        return re.sub(r"_gw\d+$", "", self.here) + "_kept_"

    def forget(self) -> None:
        self._run(f'DROP DATABASE IF EXISTS "{self.stem}{self.key}" WITH (FORCE)')

    def copy(self) -> bool:
        if f"{self.stem}{self.key}" not in self._names():
            return False
        self._run(f'DROP DATABASE IF EXISTS "{self.here}" WITH (FORCE)')
        self._run(f'CREATE DATABASE "{self.here}" TEMPLATE "{self.stem}{self.key}"')
        return True

    def keep(self) -> None:
        for old in self._names():
            if old.startswith(self.stem):
                self._run(f'DROP DATABASE "{old}" WITH (FORCE)')
        self._run(f'CREATE DATABASE "{self.stem}{self.key}" TEMPLATE "{self.here}"')

    def _names(self) -> list[str]:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database")
            return [name for (name,) in cursor.fetchall()]

    def _run(self, sql: str) -> None:
        with connection._nodb_cursor() as cursor:
            cursor.execute(sql)


def remembered() -> Callable[[], None]:
    """``back()``: puts the database of this process back into the state in which it is now.

    Instead of ``flush``, which takes away what migrations wrote, meets the guards, and does after
    it what is done after every ``migrate``.
    """
    if connection.vendor == "sqlite":
        return _remembered_file()
    return _remembered_rows()


def _remembered_file() -> Callable[[], None]:
    state = sqlite3.connect(":memory:", check_same_thread=False)
    connection.ensure_connection()
    connection.connection.backup(state)

    def back() -> None:
        connection.ensure_connection()
        state.backup(connection.connection)

    return back


def _remembered_rows() -> Callable[[], None]:
    from policies.records.guards import trials, triggers

    tables = connection.introspection.table_names()
    rows: dict[str, bytes] = {}
    with connection.cursor() as cursor:
        for table in _filled(cursor, tables):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copied:
                rows[table] = b"".join(copied)

    def back() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            filled = _filled(cursor, tables)
            guarded = [guard.table for guard in triggers.guards() if guard.table in filled]
            for table in guarded:
                cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            for table in filled:
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a name of our own
            # A table with checks to come cannot be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in guarded:
                cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for table, kept in rows.items():
                with cursor.copy(f'COPY "{table}" FROM STDIN') as written:
                    written.write(kept)
        if trials.missing(connection):
            triggers.install(connection)

    return back


def let_go() -> None:
    """End what still holds the test database: PostgreSQL drops none that is in use.

    A server's thread that had not ended with its test is one such.
    """
    if connection.vendor == "postgresql":
        name = connection.settings_dict["NAME"]
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                " WHERE datname = %s AND pid <> pg_backend_pid()",
                [name],
            )


def _filled(cursor: Any, tables: list[str]) -> list[str]:
    asked = [f"SELECT '{t}' WHERE EXISTS (SELECT FROM \"{t}\")" for t in tables]  # noqa: S608
    cursor.execute(" UNION ALL ".join(asked))
    return [name for (name,) in cursor.fetchall()]
