"""A version is written once: the model, the queryset and the database each refuse to change it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from policies.exceptions import FrozenRecord
from policies.models import Dispatch, PolicyVersion, VersionCorrection
from policies.records.columns import FROZEN
from policies.records.guards import triggers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TABLE = PolicyVersion._meta.db_table
COLUMNS = [PolicyVersion._meta.get_field(name).column for name in FROZEN]


@pytest.fixture
def version(policy):
    return PolicyVersion.objects.get(policy=policy.pk)


def run(sql, *parameters):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.mark.parametrize("column", ["id", *COLUMNS])
def test_the_database_refuses_to_update(version, column):
    values = {
        "policy_uuid": "0" * 32,
        "published_at": "2001-01-01 00:00:00+00:00",
        "recorded_at": "2001-01-01 00:00:00+00:00",
        "imported": True,
    }
    number = column in ("id", "policy_id", "number", "based_on", "revision_number", "publisher_id")
    value = 77 if number else values.get(column, "other")
    with pytest.raises(DatabaseError, match="never altered or deleted"):
        run(f'UPDATE {TABLE} SET "{column}" = %s', value)  # noqa: S608
    again = PolicyVersion.objects.get()
    assert {f: getattr(again, f) for f in FROZEN} == {f: getattr(version, f) for f in FROZEN}


def test_the_database_refuses_to_delete(version):
    with pytest.raises(DatabaseError, match="never altered or deleted"):
        run(f"DELETE FROM {TABLE}")  # noqa: S608
    assert PolicyVersion.objects.count() == 1


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="TRUNCATE is PostgreSQL's")
def test_the_database_refuses_to_truncate(version):
    # Deferred foreign keys of this test's own rows would refuse first.
    run("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="never altered or deleted"):
        run(f"TRUNCATE {TABLE} CASCADE")
    assert PolicyVersion.objects.count() == 1


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="INSERT OR REPLACE is SQLite's")
@pytest.mark.parametrize("kept", ["id", "number", "digest"])
def test_the_database_refuses_to_replace(version, kept):
    values = {f.column: getattr(version, f.attname) for f in PolicyVersion._meta.concrete_fields}
    others = {"id": None, "number": 5, "digest": "other", "previous_digest": "other"}
    values |= {name: other for name, other in others.items() if name != kept}
    if kept == "number":
        values["previous_digest"] = "another"
    values["policy_uuid"] = values["policy_uuid"].hex
    names = ", ".join(f'"{name}"' for name in values)
    marks = ", ".join(["%s"] * len(values))
    with pytest.raises(DatabaseError, match="never altered or deleted"):
        run(f"INSERT OR REPLACE INTO {TABLE} ({names}) VALUES ({marks})", *values.values())  # noqa: S608
    assert PolicyVersion.objects.get().digest == version.digest


def test_a_withdrawal_cannot_be_taken_back(version):
    run(f"UPDATE {TABLE} SET withdrawn_at = published_at")  # noqa: S608
    with pytest.raises(DatabaseError, match="never altered or deleted"):
        run(f"UPDATE {TABLE} SET withdrawn_at = NULL")  # noqa: S608


def test_the_queryset_and_the_model_refuse(version):
    versions = PolicyVersion.objects.all()
    for refused in (
        lambda: versions.update(title="Other"),
        lambda: versions.delete(),
        lambda: versions.bulk_update([version], ["title"]),
        lambda: version.delete(),
        lambda: version.save(),
        lambda: version.save(update_fields=["source"]),
        lambda: PolicyVersion._base_manager.update(title="Other"),
    ):
        with pytest.raises(FrozenRecord):
            refused()


def test_a_correction_and_the_audit_trail_are_only_added_to(policy, publish):
    from datetime import UTC, datetime

    from policies.actions.correct_version import correct_version

    version = publish(policy, "New text.", kind="material")
    [correction] = correct_version(
        version=version,
        reason="Postponed.",
        at=datetime(2026, 6, 2, tzinfo=UTC),
        effective_date=date(2026, 8, 1),
    )
    for table in ("policies_versioncorrection", "policies_historicalpolicyversion"):
        with pytest.raises(DatabaseError, match="never altered or deleted"):
            run(f"DELETE FROM {table}")  # noqa: S608
    with pytest.raises(FrozenRecord):
        correction.save()
    with pytest.raises(FrozenRecord):
        correction.delete()
    with pytest.raises(FrozenRecord):
        VersionCorrection.objects.all().delete()


class TestVerifyPolicies:
    def test_is_content_with_what_was_published(self, policy, publish, capsys):
        publish(policy, "New text.", kind="material")
        call_command("verify_policies")
        assert "2 version(s) stand as they were published." in capsys.readouterr().out

    @pytest.mark.parametrize(
        ("column", "value", "doubt"),
        [
            ("source", "We sell everything.", "document.md is not what was published"),
            ("html", "<p>We sell everything.</p>", "document.html is not what was published"),
            ("plain", "We sell everything.", "document.txt is not what was published"),
            ("record", "{}", "the record does not have its digest"),
            ("digest", "0" * 64, "the record does not have its digest"),
            ("number", 9, "a number is missing before 9"),
            ("published_at", "2001-01-01 00:00:00+00:00", "published_at is not what was recorded"),
            ("publisher_name", "Somebody Else", "internal is not what was recorded"),
            ("editorial_reason", "Another.", "internal is not what was recorded"),
            ("kind", "editorial", "its kind was changed without a correction"),
            ("summary", "Nothing much.", "its summary was changed without a correction"),
            ("effective_date", "2030-01-01", "its effective_date was changed without"),
            ("takes_effect_at", "2030-01-01 00:00:00+00:00", "it takes effect at another instant"),
            ("withdrawal_reason", "Oops.", "the reason of a withdrawal that did not happen"),
        ],
    )
    def test_finds_what_was_changed_behind_its_back(
        self, policy, publish, capsys, column, value, doubt
    ):
        version = publish(policy, "New text.", kind="material")
        triggers.remove(connection)
        run(f'UPDATE {TABLE} SET "{column}" = %s WHERE id = %s', value, version.pk)  # noqa: S608
        triggers.install(connection)
        with pytest.raises(CommandError):
            call_command("verify_policies")
        assert doubt in capsys.readouterr().err

    def test_finds_a_guard_that_guards_nothing(self, policy, publish, capsys):
        guard = f"{TABLE}_update"
        if connection.vendor == "sqlite":
            run(f"DROP TRIGGER {guard}")
            run(f"CREATE TRIGGER {guard} BEFORE UPDATE ON {TABLE} WHEN 0 BEGIN SELECT 1; END")
        else:
            run("SET CONSTRAINTS ALL IMMEDIATE")
            run(f"ALTER TABLE {TABLE} ENABLE REPLICA TRIGGER {guard}")
        with pytest.raises(CommandError):
            call_command("verify_policies")
        assert f"The trigger {guard} is not in place: run migrate." in capsys.readouterr().err
        triggers.install(connection)
        call_command("verify_policies")

    def test_finds_a_refusal_that_refuses_nothing(self, policy, capsys):
        if connection.vendor != "postgresql":
            pytest.skip("only PostgreSQL's triggers call a function")
        run(
            "CREATE OR REPLACE FUNCTION policies_refuse() RETURNS trigger LANGUAGE plpgsql "
            "AS $$ BEGIN RETURN NEW; END $$"
        )
        with pytest.raises(CommandError):
            call_command("verify_policies")
        assert "policies_refuse is not in place: run migrate." in capsys.readouterr().err
        triggers.install(connection)

    def test_finds_a_deleted_version_and_a_missing_trigger(self, policy, publish, capsys):
        publish(policy, "New text.")
        third = publish(policy, "Newer text.")
        triggers.remove(connection)
        Dispatch.objects.all().delete()
        run(f"DELETE FROM {TABLE} WHERE number = 2")  # noqa: S608
        with pytest.raises(CommandError):
            call_command("verify_policies")
        said = capsys.readouterr().err
        assert f"version {third.number}: it does not follow from the version before it." in said
        assert f"The trigger {TABLE}_delete is not in place: run migrate." in said
        triggers.install(connection)
