"""Rows that are only ever added bear seals, and the database lets nobody touch them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from wagtail.models import Site

import policies.migrations
from policies.actions.correct_version import correct_version
from policies.actions.review_policy import review_policy
from policies.exchange.verification import doubts
from policies.models import ChangeNotice, PolicyReview, PolicySettings, PolicyVersion
from policies.records.guards import triggers
from policies.records.querysets import FrozenQuerySet
from policies.records.seal import Sealed, broken, seal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def busy(policy, publish):
    """A policy about which there is a row of every kind, and two of most."""
    second = publish(policy, "New text.", kind="material")
    for day in (1, 9):
        correct_version(
            version=second,
            reason="Postponed.",
            at=datetime(2026, 6, 2, tzinfo=UTC),
            effective_date=date(2026, 8, day),
        )
        review_policy(policy=policy, at=timezone.now(), note=f"Read on day {day}.")
        settings = PolicySettings.for_site(Site.objects.get())
        settings.notice_stays = day
        settings.save()
    return policy


def sealed():
    return [model for model in apps.get_models() if issubclass(model, Sealed)]


def test_every_added_row_is_sealed(busy):
    assert len(sealed()) == 5
    for model in sealed():
        assert model.objects.count() > 1, model
        assert not model.objects.filter(seal="").exists(), model
    assert not list(doubts())


def test_the_database_lets_nobody_touch_them(busy):
    for model in sealed():
        for change in ("UPDATE {} SET seal = 'x'", "DELETE FROM {}"):
            with (
                pytest.raises(DatabaseError, match="never altered or deleted"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(change.format(model._meta.db_table))


def test_a_seal_depends_on_the_row_before(busy):
    first, second = PolicyReview.objects.order_by("pk")
    assert second.seal == seal(second, first.seal) != seal(second, "")
    assert list(broken([first, second])) == []
    assert list(broken([second])) == [second]
    second.note = "Never read."
    assert list(broken([first, second])) == [second]


@pytest.mark.parametrize(
    ("model", "column", "value", "doubt"),
    [
        (PolicyReview, "note", "Never read.", "a review of it was changed after it was recorded"),
        (ChangeNotice, "closes_at", "2030-01-01 00:00:00+00:00", "its notice is not that of its"),
        (PolicySettings, "notice_period", 3, "The settings of site"),
        (PolicySettings.history.model, "notice_period", 3, "of the audit trail of settings was"),
        (ChangeNotice.history.model, "history_date", "2030-01-01 00:00:00+00:00", "of its notice"),
        (PolicyVersion.history.model, "history_user_id", "9", "of its audit trail was changed"),
        (PolicyVersion.history.model, "history_date", "2001-01-01 00:00:00+00:00", "was changed"),
    ],
)
def test_what_was_changed_is_named(busy, model, column, value, doubt):
    triggers.remove(connection)
    pk = model.objects.order_by("pk").values_list("pk", flat=True).first()
    meta = model._meta
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE {meta.db_table} SET "{column}" = %s WHERE "{meta.pk.column}" = %s',  # noqa: S608
            [value, pk],
        )
    triggers.install(connection)
    assert doubt in " ".join(doubts())


def test_a_version_given_to_another_page_is_named(busy, home, make_policy, publish):
    other = make_policy(slug="terms", title="Terms")
    publish(other, "Other text.")
    triggers.remove(connection)
    spare = home.pk
    with connection.cursor() as cursor:
        for old, new in ((busy.pk, spare), (other.pk, busy.pk), (spare, other.pk)):
            cursor.execute(
                "UPDATE policies_policyversion SET policy_id = %s WHERE policy_id = %s", [new, old]
            )
    triggers.install(connection)
    assert list(doubts()) == [
        f"“{title}” (policy {page.pk}), version {number}: its audit trail is that of a version of "
        "another page."
        for page, title in ((busy, "Terms"), (other, "Privacy policy"))
        for number in (1, 2)
    ]


def test_settings_that_are_no_longer_there_are_missed(busy):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM policies_policysettings")
    assert f"The settings of site {Site.objects.get().pk} are not there." in list(doubts())


def test_what_was_there_before_seals_is_sealed_by_the_migration(busy):
    triggers.remove(connection)
    with connection.cursor() as cursor:
        for model in sealed():
            cursor.execute(f"UPDATE {model._meta.db_table} SET seal = ''")  # noqa: S608
    triggers.install(connection)
    assert "was changed after it was written" in " ".join(doubts())
    triggers.remove(connection)
    folder = Path(policies.migrations.__file__).parent
    [name] = [p.stem for p in folder.glob("*_redaction.py")]

    migration = import_module(f"policies.migrations.{name}")
    with pytest.MonkeyPatch.context() as patch:
        # As in a migration, where managers refuse nothing.
        patch.delattr(FrozenQuerySet, "update")
        migration.seal_what_is_there(apps, None)
    triggers.install(connection)
    assert not list(doubts())
