"""A backup is loaded into another database: records, chain and guards arrive with it."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from policies.actions.correct_version import correct_version
from policies.actions.redact_version import redact_version
from policies.exchange.evidence.dossier import Days
from policies.exchange.evidence.pack import export
from policies.models import PolicyVersion
from tests.spare import asked, environment

TABLE = PolicyVersion._meta.db_table
LEFT_OUT = ["contenttypes", "auth.permission", "wagtailsearch", "sessions"]

LOAD = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
# What the migrations made is in the dump as well, under keys of its own.
call_command("flush", interactive=False, verbosity=0)
call_command("loaddata", {dump!r}, verbosity=0)
"""

TELL = """
from django.core.management import call_command
from django.db import connection, DatabaseError
from policies.models import PolicyVersion as V, VersionCorrection as C
print(*V.objects.order_by("number").values_list("digest", flat=True))
print(V.history.count(), C.objects.count(), connection.vendor)
for change in ("UPDATE {table} SET title = 'x'", "DELETE FROM {table}"):
    try:
        connection.cursor().execute(change)
    except DatabaseError as refused:
        print("never altered or deleted" in str(refused))
try:
    call_command("flush", interactive=False, verbosity=0)
except BaseException:
    print("not flushed")
call_command("verify_policies", "--bag", {bag!r})
"""


def told(url, bag):
    """What a database says of itself: digests, counts, that its guards hold, that all is well."""
    return asked(
        url, "manage.py", "shell", "--no-imports", "-c", TELL.format(bag=bag, table=TABLE)
    ).splitlines()


def load(url, dump):
    asked(url, "manage.py", "shell", "--no-imports", "-c", LOAD.format(dump=str(dump)))


@pytest.mark.slow
def test_a_dump_arrives_whole_in_another_database(spare, request, tmp_path):
    # The clock runs: instants have microseconds, which a record names and a dump must not cut.
    policy = request.getfixturevalue("policy")
    publish = request.getfixturevalue("publish")
    publish(policy, "# Data\n\nWe keep it for 60 days.\n", kind="material")
    correct_version(
        version=PolicyVersion.objects.get(number=2),
        reason="The letters were late.",
        at=timezone.now(),
        effective_date=timezone.localdate() + timedelta(days=90),
    )
    publish(policy, "# Data\n\nWe keep it for sixty days.\n", meanwhile="until_then")
    redact_version(
        version=PolicyVersion.objects.get(number=1),
        ground="personal data",
        reason="A name.",
        at=timezone.now(),
    )
    assert any(version.published_at.microsecond % 1000 for version in PolicyVersion.objects.all())
    list(export(tmp_path / "bag", slugs=[], days=Days(), at=timezone.now()))
    dump = tmp_path / "dump.json"
    call_command(
        "dumpdata",
        format="exact",
        natural_foreign=True,
        exclude=LEFT_OUT,
        output=str(dump),
        verbosity=0,
    )
    digests = list(PolicyVersion.objects.order_by("number").values_list("digest", flat=True))
    trail = PolicyVersion.history.count()
    bag = str(tmp_path / "bag")

    def whole(url, vendor):
        heads, counts, *rest = told(url, bag)
        assert heads.split() == digests
        assert counts == f"{trail} 1 {vendor}"
        assert rest == [
            "True",
            "True",
            "not flushed",
            "2 version(s) stand as they were published.",
            "1 version(s) were redacted, and are otherwise as published.",
        ]

    second = f"sqlite:///{tmp_path / 'second.sqlite3'}"
    load(second, dump)
    whole(second, "sqlite")
    if shutil.which("sqlite3"):
        third = tmp_path / "third.sqlite3"
        subprocess.run(
            ["sqlite3", str(tmp_path / "second.sqlite3"), f".backup '{third}'"], check=True
        )
        whole(f"sqlite:///{third}", "sqlite")
    if connection.vendor != "postgresql":
        return
    # And back: from SQLite to PostgreSQL, and on with PostgreSQL's own tools.
    back = tmp_path / "back.json"
    left_out = [word for app in LEFT_OUT for word in ("-e", app)]
    options = ["--format=exact", "--natural-foreign", *left_out, "-o", str(back), "--verbosity=0"]
    asked(second, "manage.py", "dumpdata", *options)
    load(spare, back)
    whole(spare, "postgresql")
    if shutil.which("pg_dump"):
        moved_by_its_own_tools(spare, tmp_path, whole)


def moved_by_its_own_tools(spare, place, whole):
    other = f"{spare}_restored"
    name = other.rpartition("/")[2]
    packed = place / "packed"
    run = {"check": True, "env": environment(spare)}
    subprocess.run(["pg_dump", "-Fc", "-f", str(packed), spare], **run)
    maintenance = f"{spare.rpartition('/')[0]}/postgres"
    subprocess.run(["psql", "-qc", f'CREATE DATABASE "{name}"', maintenance], **run)
    try:
        subprocess.run(["pg_restore", "-d", other, str(packed)], **run)
        whole(other, "postgresql")
    finally:
        drop = f'DROP DATABASE "{name}" WITH (FORCE)'
        subprocess.run(["psql", "-qc", drop, maintenance], **run)


def test_djangos_own_json_would_cut_the_instants(db, policy, tmp_path):
    """Why there is a format of its own; to be dropped when this fails."""
    from django.core import serializers

    version = PolicyVersion.objects.get()
    version.published_at = version.published_at.replace(microsecond=123456)
    cut = serializers.serialize("json", [version])
    exact = serializers.serialize("exact", [version])
    assert ".123Z" in cut
    assert ".123456Z" in exact
    [read] = serializers.deserialize("json", exact)
    assert read.object.published_at == version.published_at
