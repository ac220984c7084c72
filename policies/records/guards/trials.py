"""Whether the guards of the database stand, and do what they are there for.

A guard can look right and be empty: a bracket moved, another function of the same name, a trigger
switched off, a rule that comes before it. So each is compared with what this database makes of our
own words, not with their letters; and then what it is to refuse is really tried, on the rows that
are there, in a transaction that is always rolled back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from policies.records.guards.triggers import MAKERS, MESSAGE, REFUSE, Guard, present, statements

_CREATES = re.compile(r"CREATE TRIGGER (?P<name>\w+)")
_BODY = re.compile(r"\$\$(.*)\$\$", re.DOTALL)
_NAMED = re.compile(
    r"CREATE TRIGGER (\S+) (.* ON )\S+( FOR EACH .*) EXECUTE FUNCTION \S+\(\)", re.DOTALL
)
"""A trigger as PostgreSQL writes it down: name, event, condition."""

_PROBE = "policies_probe"

_OF_TABLE = """
SELECT tgname, pg_get_triggerdef(pg_trigger.oid), prosrc, lanname, proconfig
FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid JOIN pg_language ON pg_language.oid = prolang
WHERE tgrelid = to_regclass(%s) AND NOT tgisinternal AND tgenabled IN ('O', 'A')"""


def doubts(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """A sentence for every guard that is not there, is another one, or does not refuse."""
    if connection.vendor not in MAKERS:
        yield unguarded(connection)
        return
    for name in missing(connection):
        yield f"The trigger {name} is not in place: run migrate."
    yield from _unrefused(connection)


def unguarded(connection: BaseDatabaseWrapper) -> str:
    """What is to be known of a database for which there are no guards."""
    return (
        f"No guards of ours exist for {connection.display_name}: what was published can be altered "
        "and deleted there by SQL, and only the chain of digests would show it."
    )


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of guards that are not there, or are not what this database makes of ours."""
    find = {"sqlite": _sqlite, "postgresql": _postgresql}.get(connection.vendor)
    if find is None:
        return []
    # Each once, in order: one function serves the triggers of every table.
    return list(dict.fromkeys(name for g in present(connection) for name in find(connection, g)))


def _sqlite(connection: BaseDatabaseWrapper, guard: Guard) -> Iterator[str]:
    # SQLite keeps the statement itself, to the letter (https://www.sqlite.org/schematab.html).
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
            [guard.table],
        )
        found = dict(cursor.fetchall())
    for name, made in _made(guard, "sqlite"):
        if found.get(name) != made:
            yield name


def _postgresql(connection: BaseDatabaseWrapper, guard: Guard) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(_OF_TABLE, [f'"{guard.table}"'])
        found = {name: row for name, *row in cursor.fetchall()}
        cursor.execute("SELECT has_database_privilege(current_database(), 'TEMP')")
        wanted = _rewritten(connection, guard) if cursor.fetchone()[0] else {}
    for name, _sql in _made(guard, "postgresql"):
        if name not in found:
            yield name
            continue
        written, *function = found[name]
        # The function is looked at itself: another one of its name may come first in search_path.
        if function != [_body(), "plpgsql", None]:
            yield "policies_refuse"
        if wanted and _shape(written) != wanted[name]:
            yield name


def _body() -> str:
    found = _BODY.search(REFUSE)
    assert found is not None  # noqa: S101 - it is written in triggers.py
    return found[1]


def _rewritten(connection: BaseDatabaseWrapper, guard: Guard) -> dict[str, Any]:
    """What PostgreSQL writes down when it is given our triggers, on a passing copy of the table."""
    written: dict[str, Any] = {}
    try:
        with transaction.atomic(connection.alias), connection.cursor() as cursor:
            cursor.execute(f'CREATE TEMPORARY TABLE {_PROBE} (LIKE "{guard.table}")')
            for name, sql in _made(guard, "postgresql"):
                cursor.execute(sql.replace(f" ON {guard.table} ", f" ON {_PROBE} "))
                cursor.execute(
                    "SELECT pg_get_triggerdef(oid) FROM pg_trigger "
                    "WHERE tgrelid = to_regclass(%s) AND tgname = %s",
                    [_PROBE, name],
                )
                written[name] = _shape(cursor.fetchone()[0])
            transaction.set_rollback(True, connection.alias)
    except DatabaseError:
        # Our function is not there, or this connection only reads: the trial says more.
        return {}
    return written


def _shape(written: str) -> tuple[str, ...]:
    found = _NAMED.fullmatch(written)
    return found.groups() if found else ()


def _made(guard: Guard, vendor: str) -> Iterator[tuple[str, str]]:
    for sql in statements(guard, vendor):
        if creates := _CREATES.match(sql):
            yield creates["name"], sql


def _unrefused(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """What a guard lets through. TRUNCATE is not tried: it would wait for every reader."""
    with transaction.atomic(connection.alias):
        for guard in present(connection):
            for model in apps.get_app_config("policies").get_models():
                if model._meta.db_table == guard.table:
                    yield from _trials(connection, guard, model)
        transaction.set_rollback(True, connection.alias)


def _trials(
    connection: BaseDatabaseWrapper, guard: Guard, model: type[models.Model]
) -> Iterator[str]:
    # A queryset of Django's own: that of the model refuses before the database is asked.
    rows: models.QuerySet[Any] = models.QuerySet(model=model, using=connection.alias)
    row = rows.order_by("pk").first()
    if row is None:
        return
    this = rows.filter(pk=row.pk)
    fields = {field.column: field for field in model._meta.concrete_fields}
    for column in (*guard.frozen, *guard.emptied):
        field = fields[column]
        change = {field.attname: _another(field, getattr(row, field.attname))}
        if trouble := _tried(connection, lambda c=change: this.update(**c)):
            yield f"The database lets {column} of {guard.table} be altered: {trouble}"
    for first, *_others in guard.once:
        field = fields[first]
        decided = rows.filter(**{f"{field.attname}__isnull": False}).order_by("pk")[:1]
        for one in decided:
            change = {field.attname: None}
            held = rows.filter(pk=one.pk)
            if trouble := _tried(connection, lambda c=change, h=held: h.update(**c)):
                yield f"The database lets {first} of {guard.table} be taken back: {trouble}"
    if trouble := _tried(connection, lambda: this._raw_delete(connection.alias)):
        yield f"The database lets rows of {guard.table} be deleted: {trouble}"
    if connection.vendor != "sqlite":
        return
    if trouble := _tried(connection, lambda: _replace(connection, model, row.pk)):
        yield f"The database lets rows of {guard.table} be replaced: {trouble}"


def _replace(connection: BaseDatabaseWrapper, model: type[models.Model], key: Any) -> None:
    table, pk = model._meta.db_table, model._meta.pk
    assert pk is not None  # noqa: S101 - every model has a primary key
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}" WHERE "{pk.column}" = %s',  # noqa: S608
            [key],
        )


def _tried(connection: BaseDatabaseWrapper, act: Any) -> str:
    """Why an act was not refused by our guard; empty where it was."""
    try:
        with transaction.atomic(connection.alias):
            act()
            transaction.set_rollback(True, connection.alias)
    except DatabaseError as refusal:
        return "" if MESSAGE in str(refusal) else f"{str(refusal).strip().splitlines()[0]}."
    return "nothing refuses it. Run migrate."


def _another(field: models.Field[Any, Any], value: Any) -> Any:
    """A value that the column can hold and does not."""
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(kind, models.BooleanField):
        return not value
    if isinstance(kind, models.IntegerField):
        return (value or 0) + 1
    if isinstance(kind, models.DateTimeField):
        return (value or timezone.now()) + timedelta(days=1)
    if isinstance(kind, models.DateField):
        return (value or timezone.localdate()) + timedelta(days=1)
    if isinstance(kind, models.UUIDField):
        return uuid4()
    if isinstance(kind, models.JSONField):
        return {"another": str(value)[:20]}
    return "~" if value != "~" else "-"
