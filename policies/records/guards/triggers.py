"""Triggers that make the database itself refuse to alter or delete what was published.

One change is let through, once: a redaction empties the texts of a version, in the same UPDATE that
says when it was redacted and changes nothing else.

They are installed by a migration and again after every ``migrate``: SQLite drops a table's
triggers whenever an ``AlterField`` rebuilds it. Each table is guarded against UPDATE of its frozen
columns, DELETE, TRUNCATE (PostgreSQL) and INSERT OR REPLACE (SQLite, which fires no DELETE
trigger for the row that it replaces).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model

from policies.records.columns import DECISIONS, FACTS, FROZEN, REDACTION, TEXTS

MESSAGE = "policies: what was published is never altered or deleted"
NAMES = ("update", "delete", "replace", "truncate")

# To empty what is empty harms nothing, and ``flush`` does so before a dump is loaded.
REFUSE = """
CREATE OR REPLACE FUNCTION policies_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held boolean := true;
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %s)', TG_RELID::regclass) INTO held;
  END IF;
  IF held THEN
    RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NULL;
END $$""".replace("{message}", MESSAGE)


@dataclass(frozen=True, slots=True)
class Guard:
    """One table; ``frozen`` columns never change.

    Each of ``once`` is a group of columns that stays as it is when its first is no longer null.
    ``emptied`` columns are frozen, too, but for the UPDATE that sets the first of ``emptying`` and
    leaves them empty; it may not change ``untouched``.
    """

    table: str
    frozen: tuple[str, ...]
    unique: tuple[tuple[str, ...], ...]
    once: tuple[tuple[str, ...], ...] = ()
    emptied: tuple[str, ...] = ()
    emptying: str = ""
    untouched: tuple[str, ...] = ()

    def limited_to(self, there: set[str]) -> Guard:
        """The same guard for a table that has only the columns that are ``there``."""

        def kept(columns: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(column for column in columns if column in there)

        may_be_emptied = self.emptying in there
        return replace(
            self,
            frozen=kept(self.frozen if may_be_emptied else (*self.frozen, *self.emptied)),
            unique=tuple(columns for columns in self.unique if there.issuperset(columns)),
            once=tuple(kept(columns) for columns in self.once if columns[0] in there),
            emptied=kept(self.emptied) if may_be_emptied else (),
            untouched=kept(self.untouched),
        )

    @property
    def changed(self) -> str:
        """The condition under which an UPDATE is refused."""
        refused = [_differs(c) for c in self.frozen]
        for first, *others in self.once:
            moved = " OR ".join(map(_differs, (first, *others)))
            refused.append(f'(OLD."{first}" IS NOT NULL AND ({moved}))')
        if self.emptied:
            begun = f'(OLD."{self.emptying}" IS NULL AND NEW."{self.emptying}" IS NOT NULL)'
            touched = " OR ".join(map(_differs, self.emptied))
            left = [f"NEW.\"{c}\" <> ''" for c in self.emptied]
            spoilt = " OR ".join([*left, *map(_differs, self.untouched)])
            refused.append(f"(({touched}) AND NOT {begun})")
            refused.append(f"({begun} AND ({spoilt}))")
        return " OR ".join(refused)


def _differs(column: str) -> str:
    return f'OLD."{column}" {{differs}} NEW."{column}"'


def guards() -> list[Guard]:
    """Every table of the plugin whose rows are written once."""
    version = apps.get_model("policies", "PolicyVersion")
    correction = apps.get_model("policies", "VersionCorrection")
    trails = [
        apps.get_model("policies", name)
        for name in (
            "HistoricalPolicyVersion",
            "HistoricalChangeNotice",
            "HistoricalPolicySettings",
            "PolicyReview",
        )
    ]
    return [
        _guard(
            version,
            tuple(name for name in FROZEN if name not in TEXTS),
            once=(DECISIONS, REDACTION),
            emptied=TEXTS,
            emptying=REDACTION[0],
            untouched=(*FACTS, *DECISIONS),
        ),
        *(_guard(model) for model in (correction, *trails)),
    ]


def _guard(
    model: type[Model],
    fields: tuple[str, ...] | None = None,
    once: tuple[tuple[str, ...], ...] = (),
    emptied: tuple[str, ...] = (),
    emptying: str = "",
    untouched: tuple[str, ...] = (),
) -> Guard:
    meta = model._meta
    pk = meta.pk
    assert pk is not None  # noqa: S101 - every model has a primary key
    names = [f.name for f in meta.concrete_fields] if fields is None else ["id", *fields]
    column: dict[str, Any] = {f.name: f.column for f in meta.concrete_fields}
    unique = [(f.column,) for f in meta.concrete_fields if f.unique]
    for constraint in meta.total_unique_constraints:
        unique.append(tuple(column[name] for name in constraint.fields))

    def columns(given: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(column[name] for name in given)

    return Guard(
        table=meta.db_table,
        frozen=columns(tuple(names)),
        unique=tuple(unique),
        once=tuple(map(columns, once)),
        emptied=columns(emptied),
        emptying=column[emptying] if emptying else "",
        untouched=columns(untouched),
    )


def statements(guard: Guard, vendor: str) -> list[str]:
    """The SQL that puts a guard in place; it may be run again."""
    make = MAKERS.get(vendor)
    return make(guard) if make else []


def _sqlite(guard: Guard) -> list[str]:
    table, refuse = guard.table, f"SELECT RAISE(ABORT, '{MESSAGE}')"
    taken = " OR ".join(
        "(" + " AND ".join(f'"{c}" = NEW."{c}"' for c in columns) + ")" for columns in guard.unique
    )
    bodies = {
        "update": f"UPDATE ON {table} WHEN {guard.changed.format(differs='IS NOT')}",
        "delete": f"DELETE ON {table}",
        "replace": f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken})",  # noqa: S608
    }
    drops = [f"DROP TRIGGER IF EXISTS {table}_{name}" for name in bodies]
    return drops + [
        f"CREATE TRIGGER {table}_{name} BEFORE {body} BEGIN {refuse}; END"
        for name, body in bodies.items()
    ]


def _postgresql(guard: Guard) -> list[str]:
    table = guard.table
    changed = guard.changed.format(differs="IS DISTINCT FROM")
    bodies = {
        "update": f"UPDATE ON {table} FOR EACH ROW WHEN ({changed})",
        "delete": f"DELETE ON {table} FOR EACH ROW",
        "truncate": f"TRUNCATE ON {table} FOR EACH STATEMENT",
    }
    drops = [f"DROP TRIGGER IF EXISTS {table}_{name} ON {table}" for name in bodies]
    return [
        REFUSE,
        *drops,
        *(
            f"CREATE TRIGGER {table}_{name} BEFORE {body} EXECUTE FUNCTION policies_refuse()"
            for name, body in bodies.items()
        ),
    ]


MAKERS = {"sqlite": _sqlite, "postgresql": _postgresql}
"""How a guard is put in place, by database; none of ours stands in any other."""


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every guard in place whose table exists; safe to repeat."""
    _run(connection, [sql for g in present(connection) for sql in statements(g, connection.vendor)])


def remove(connection: BaseDatabaseWrapper) -> None:
    """Lift every guard: for tests that flush the database, and for nothing else."""
    on = " ON {table}" if connection.vendor == "postgresql" else ""
    _run(
        connection,
        [
            f"DROP TRIGGER IF EXISTS {g.table}_{name}{on.format(table=g.table)}"
            for g in present(connection)
            for name in NAMES
        ],
    )


def present(connection: BaseDatabaseWrapper) -> list[Guard]:
    """The guards whose tables there are, for the columns that are there.

    Between two migrations a table has fewer columns than the models of this release.
    """
    with connection.cursor() as cursor:
        look = connection.introspection
        tables = set(look.table_names(cursor))
        return [
            guard.limited_to({c.name for c in look.get_table_description(cursor, guard.table)})
            for guard in guards()
            if guard.table in tables
        ]


def _run(connection: BaseDatabaseWrapper, sql: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in sql:
            cursor.execute(statement)
