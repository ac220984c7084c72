"""The way back over our migrations: open where nothing is lost, and closed with a sentence else.

Going back drops tables and columns. What was published, and the rows whose seals hold a column that
would go, are kept for good; a copy of the database from before the migration is the way back then.
"""

from __future__ import annotations

from typing import Any

from django.core.management import CommandError
from django.db import migrations
from django.db.migrations.exceptions import IrreversibleError

from policies.records.guards import triggers


class NotUndone(CommandError, IrreversibleError):
    """A migration that is not undone, because something would be lost."""


def kept(**rows: str) -> migrations.RunPython:
    """An operation that refuses to be undone while there are rows of any of these models.

    ``rows``: the model's name and what its rows are called. It stands last in a migration, so that
    on the way back it comes first, before anything is dropped.
    """

    def refuse(apps: Any, schema_editor: Any) -> None:
        alias = schema_editor.connection.alias
        counted = {
            called: apps.get_model("policies", model).objects.using(alias).count()
            for model, called in rows.items()
        }
        if found := [f"{called}: {count}" for called, count in counted.items() if count]:
            raise NotUndone(
                f"Going back would lose what must be kept ({'; '.join(found)}). This migration is "
                "undone only where there is none of it: restore a copy of the database from before "
                "it instead."
            )

    return migrations.RunPython(migrations.RunPython.noop, refuse)


def lifted() -> migrations.RunPython:
    """An operation that lifts the guards on the way back: SQLite drops no column that one names.

    It stands after what drops columns, and before what refuses. What goes wrong in between is
    rolled back with the migration, and the guards with it.
    """

    def lift(apps: Any, schema_editor: Any) -> None:
        triggers.remove(schema_editor.connection)

    return migrations.RunPython(migrations.RunPython.noop, lift)


def guarded_again() -> migrations.RunPython:
    """An operation that puts the guards back on the way back, for the columns that are left.

    It stands first in a migration, so that on the way back it comes last. ``post_migrate`` would
    be too late: it is never sent where a later step of the same way back is refused.
    """

    def guard(apps: Any, schema_editor: Any) -> None:
        triggers.install(schema_editor.connection)

    return migrations.RunPython(migrations.RunPython.noop, guard)


SEALED = {
    "HistoricalPolicyVersion": "rows of the trail of versions",
    "HistoricalChangeNotice": "rows of the trail of notices",
    "HistoricalPolicySettings": "rows of the trail of settings",
    "PolicyReview": "reviews",
    "VersionCorrection": "corrections",
}
"""The models whose rows are sealed, column by column."""
