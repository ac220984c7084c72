"""A guard that looks right and is empty is found: by what it comes to, and by trial."""

from __future__ import annotations

import re

import pytest
from django.db import connection, transaction

from policies.models import PolicyVersion
from policies.records.guards import trials, triggers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TABLE = PolicyVersion._meta.db_table
sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="told of SQLite")
postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="told of PostgreSQL")


def run(*statements):
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Deferred foreign keys of this test's own rows would keep the table from being altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for sql in statements:
            cursor.execute(sql)


def said():
    return "\n".join(trials.doubts(connection))


def of(name):
    """The statement that makes one guard of the versions."""
    guard = next(g for g in triggers.guards() if g.table == TABLE)
    return next(
        sql
        for sql in triggers.statements(guard, connection.vendor)
        if sql.startswith(f"CREATE TRIGGER {TABLE}_{name} ")
    )


def drop(name):
    on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    return f"DROP TRIGGER {TABLE}_{name}{on}"


def test_whole_guards_are_no_doubt_and_their_trial_leaves_nothing(policy, publish):
    publish(policy, "New text.", kind="material")
    before = list(PolicyVersion.objects.values())
    assert said() == ""
    assert list(PolicyVersion.objects.values()) == before


def test_the_same_words_in_other_brackets_are_another_guard(policy):
    """“a OR b OR (c AND d)” and “(a OR b OR c) AND d” are one text once brackets are left out."""
    words = of("update")
    head, condition = words.split("WHEN ", 1)
    tail = " BEGIN " if connection.vendor == "sqlite" else " EXECUTE "
    condition, end = condition.split(tail, 1)
    bare = re.sub(r"[()]", "", condition)
    first, last = bare.rsplit(" AND ", 1)
    run(drop("update"), f"{head}WHEN (({first}) AND ({last})){tail}{end}")
    assert f"The trigger {TABLE}_update is not in place: run migrate." in said()
    assert f"lets plain of {TABLE} be altered" in said()
    triggers.install(connection)
    assert said() == ""


@postgresql
def test_a_decoy_of_the_function_in_another_schema_is_found(policy):
    body = "RETURN COALESCE(NEW, OLD);"
    run(
        "CREATE SCHEMA decoy",
        f"CREATE FUNCTION decoy.policies_refuse() RETURNS trigger LANGUAGE plpgsql "
        f"AS $$ BEGIN {body} END $$",
        drop("delete"),
        of("delete").replace("FUNCTION policies_refuse", "FUNCTION decoy.policies_refuse"),
        "SET LOCAL search_path = public",
    )
    assert "policies_refuse is not in place" in said()
    assert f"lets rows of {TABLE} be deleted" in said()


@postgresql
@pytest.mark.parametrize(
    "statement",
    [
        f"ALTER TABLE {TABLE} DISABLE TRIGGER ALL",
        f"ALTER TABLE {TABLE} DISABLE TRIGGER USER",
        f"CREATE RULE quiet AS ON DELETE TO {TABLE} DO INSTEAD NOTHING",
        "SET LOCAL session_replication_role = replica",
    ],
)
def test_whatever_keeps_a_guard_from_acting_is_found(policy, statement):
    with transaction.atomic():
        if statement.startswith("SET"):
            with connection.cursor() as cursor:
                cursor.execute(statement)
        else:
            run(statement)
        found = said()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = origin")
        transaction.set_rollback(True)
    assert f"lets rows of {TABLE} be deleted" in found


@sqlite
def test_a_guard_of_the_right_name_on_another_table_is_found(policy):
    run(
        "CREATE TABLE elsewhere (id INTEGER)",
        drop("delete"),
        of("delete").replace(f"DELETE ON {TABLE} ", "DELETE ON elsewhere "),
    )
    assert f"The trigger {TABLE}_delete is not in place: run migrate." in said()
    assert f"lets rows of {TABLE} be deleted" in said()
    assert f"lets rows of {TABLE} be replaced" not in said()


def test_a_withdrawal_that_could_be_taken_back_is_found(policy, publish, withdraw):
    version = publish(policy, "New text.", kind="material")
    withdraw(version)
    words = of("update")
    run(drop("update"), words.replace('OLD."withdrawn_at" IS NOT NULL', 'OLD."number" < 0'))
    assert f"lets withdrawn_at of {TABLE} be taken back" in said()
    triggers.install(connection)


@pytest.fixture
def withdraw():
    from django.utils import timezone

    from policies.actions.withdraw_version import withdraw_version

    def run(version):
        withdraw_version(version=version, at=timezone.now(), by=None, reason="A slip.")

    return run
