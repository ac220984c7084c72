"""A mistaken effective date of what has bound already is corrected; nothing else moves."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from policies.actions.correct_version import correct_version
from policies.actions.import_version import import_version
from policies.actions.record_version import write_version
from policies.exceptions import PolicyError
from policies.models import PolicyVersion
from policies.publishing.locking import lock
from policies.publishing.situation import newest_version
from policies.text import render

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NEW = "# Data we keep\n\nWe keep your name for thirty days.\n"


@pytest.fixture
def backdated(policy: Any) -> PolicyVersion:
    """As such versions were recorded before a day that is past was refused."""
    return write_version(
        lock(policy),
        title=policy.title,
        language="en",
        source=NEW,
        html=render(NEW),
        kind="editorial",
        summary="A typo.",
        published_at=timezone.now(),
        effective_date=date(2020, 1, 1),
        effect=timezone.now(),
        previous=newest_version(policy),
    )


def test_every_sentence_about_a_backdated_version_is_true(backdated: Any, client: Any) -> None:
    page = client.get("/privacy/").content.decode()
    assert "In force since 1 Jun 2026." in page
    assert "the first day on which this text binds" not in page
    assert "the date that was stated; it was published on 1 Jun 2026, and binds since then" in page


def test_it_is_corrected_in_public_and_its_instant_stands(
    backdated: Any, client: Any, clock: Any
) -> None:
    told = client.get("/privacy/versions/2/")["Memento-Datetime"]
    intervals = client.get("/privacy/versions.json").json()["versions"]
    clock.shift(timedelta(days=3))
    correct_version(
        version=backdated,
        effective_date=date(2026, 6, 1),
        reason="Nobody could read it in 2020.",
        at=timezone.now(),
    )
    version = PolicyVersion.objects.get(number=2)
    assert version.effective_date == date(2026, 6, 1)
    assert version.takes_effect_at == backdated.takes_effect_at
    assert client.get("/privacy/versions/2/")["Memento-Datetime"] == told
    page = client.get("/privacy/").content.decode()
    assert "Nobody could read it in 2020." in page
    assert "the first day on which this text binds" in page
    now = client.get("/privacy/versions.json").json()["versions"]
    assert [v["in_force"] for v in now] == [v["in_force"] for v in intervals]
    call_command("verify_policies")


@pytest.mark.parametrize("day", [date(2019, 1, 1), date(2026, 5, 31), date(2026, 6, 2)])
def test_to_no_other_day_than_the_true_one(backdated: Any, day: date, clock: Any) -> None:
    clock.shift(timedelta(days=3))
    with pytest.raises(PolicyError, match="can be corrected to that day, and to no other"):
        correct_version(version=backdated, effective_date=day, reason="Why.", at=timezone.now())


def test_a_true_day_stands(policy: Any, publish: Any, clock: Any) -> None:
    version = publish(policy, NEW, effective=date(2026, 6, 10))
    clock.shift(timedelta(days=20))
    for day in (date(2026, 6, 5), date(2026, 6, 15), date(2026, 9, 1)):
        with pytest.raises(PolicyError, match="it applied from 10 Jun 2026 on.* Publish a new"):
            correct_version(version=version, effective_date=day, reason="Why.", at=timezone.now())


def test_an_import_may_have_named_an_earlier_day(make_policy: Any, client: Any) -> None:
    policy = make_policy(live=False)
    version = import_version(
        policy=policy,
        title="Privacy policy",
        language="en",
        source=NEW,
        published_at=datetime(2016, 5, 1, tzinfo=UTC),
        effective_date=date(2016, 5, 1),
        at=timezone.now(),
    )
    assert version is not None
    said = {"version": version, "at": timezone.now()}
    correct_version(effective_date=date(2016, 4, 15), reason="As it says.", **said)
    version.refresh_from_db()
    assert version.takes_effect_at == datetime(2016, 5, 1, tzinfo=UTC)
    with pytest.raises(PolicyError, match="1 May 2016 on.* that day or an earlier one"):
        correct_version(effective_date=date(2016, 5, 2), reason="Later.", **said)
    correct_version(effective_date=date(2016, 5, 1), reason="Back.", **said)


def test_the_form_asks_for_the_day_where_it_can_be_another(
    backdated: Any, policy: Any, admin_client: Any
) -> None:
    url = reverse("policies_desk:correct", args=[policy.pk, 2])
    page = admin_client.get(url)
    assert "This version applied from 1 Jun 2026 on, and that stands" in page.content.decode()
    form = page.context["form"]
    sent = {form[n].html_initial_name: form.initial[n] for n in form.fields if n in form.initial}
    told = {**form.initial, **sent, "reason": "Never in 2020.", "confirm": "on"}
    refused = admin_client.post(url, {**told, "effective_date": "01/06/2026"})
    assert "“01/06/2026” is no day that can be read" in refused.content.decode()
    assert admin_client.post(url, {**told, "effective_date": "2026-06-01"}).status_code == 302
    assert PolicyVersion.objects.get(number=2).effective_date == date(2026, 6, 1)
    first = reverse("policies_desk:correct", args=[policy.pk, 1])
    assert "effective_date" not in admin_client.get(first).context["form"].fields
