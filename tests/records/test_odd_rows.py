"""Whatever stands in a row that went past the guards is named, and the rows after it are read."""

from __future__ import annotations

from datetime import date

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone
from wagtail.models import Site

from policies.actions.correct_version import correct_version
from policies.actions.review_policy import review_policy
from policies.exchange.verification import doubts
from policies.models import PolicySettings
from policies.records.guards import trials, triggers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ODD = {
    models.IntegerField: (987654, -5),
    models.DateTimeField: ("1901-01-01 00:00:00+00:00", "2999-12-31 23:59:59+00:00"),
    models.DateField: ("0001-01-01", "9999-12-31"),
    models.UUIDField: ("00000000000000000000000000000001",),
    models.BooleanField: (True,),
}
TEXT = ("zzz", '{"announced": 5}', "[" * 3000)
ANYTHING = (b"\xff\xfe", "0000-99-99", 1e300)
"""What SQLite alone keeps in a column of any kind."""


@pytest.fixture
def busy(make_policy, publish):
    """A policy with a row in each table, and another one further on that was tampered with."""
    policy = make_policy()
    version = publish(policy, "New text.", kind="material", effective=date(2026, 8, 1))
    correct_version(
        version=version, at=timezone.now(), effective_date=date(2026, 9, 1), reason="Later."
    )
    review_policy(policy=policy, at=timezone.now(), note="Fine.")
    settings = PolicySettings.for_site(Site.objects.get())
    settings.notice_period = 20
    settings.save()
    other = make_policy(slug="terms", title="Terms of sale")
    triggers.remove(connection)

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE policies_policyversion SET plain = 'Other words.' WHERE policy_id = %s",
            [other.pk],
        )
    return policy


def cases():
    for guard in triggers.guards():
        model = next(m for m in apps.get_models() if m._meta.db_table == guard.table)
        for field in model._meta.concrete_fields:
            yield pytest.param(model, field, id=f"{guard.table}.{field.column}")


def values(field):
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    for known, odd in ODD.items():
        if isinstance(kind, known):
            yield from odd
            break
    else:
        yield from TEXT
    if connection.vendor == "sqlite":
        yield from ANYTHING
    yield None


@pytest.mark.parametrize(("model", "field"), cases())
def test_an_odd_value_is_named_and_the_next_policy_read(busy, model, field, monkeypatch):
    # The guards are lifted here; that this is found, and how, is told in test_guards.py.
    monkeypatch.setattr(trials, "doubts", lambda connection: iter(()))
    key = model._base_manager.order_by("-pk").values_list("pk", flat=True)
    of_policy = {"PolicyVersion": {"policy": busy.pk}}.get(model.__name__, {})
    key = key.filter(**of_policy).first()
    assert key is not None
    tried = 0
    for value in values(field):
        try:
            with transaction.atomic():
                with connection.cursor() as cursor:
                    if connection.vendor == "postgresql":
                        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                    cursor.execute(
                        f'UPDATE "{model._meta.db_table}" SET "{field.column}" = %s '  # noqa: S608
                        f'WHERE "{model._meta.pk.column}" = %s',
                        [value, key],
                    )
                found = list(doubts())
                transaction.set_rollback(True)
        except (DatabaseError, ValueError):
            # The database itself refuses such a value, whoever writes it.
            continue
        tried += 1
        assert any("“Terms of sale”" in doubt for doubt in found), (value, found)
        assert all(isinstance(doubt, str) and doubt.endswith(".") for doubt in found)
    # PostgreSQL takes nothing but a number, a day or an instant where it is told so.
    assert tried or connection.vendor == "postgresql"
