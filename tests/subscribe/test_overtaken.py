"""A mail that is late says what is true when it is sent, and not what was when it was written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale

from policies.actions.correct_version import correct_version
from policies.actions.withdraw_version import withdraw_version
from policies.models import Dispatch, PolicyPage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "offer")]

ANN = "ann@example.org"


def leads(mailbox):
    """The first paragraph of each mail, in one line."""
    told = [message.get_content().splitlines() for _to, message in mailbox.taken]
    return [" ".join(" ".join(lines[: lines.index("")]).split()) for lines in told]


def test_two_versions_minutes_apart_are_not_both_in_force(
    readers, publish, policy, clock, mailbox, deliver
):
    readers(ANN, wants="all")
    publish(policy, "We keep it for 60 days.")
    clock.shift(300)
    publish(policy, "We keep it for sixty days.")
    clock.shift(300)
    deliver()
    assert leads(mailbox) == [
        "Version 2 of “Privacy policy” was published on 1 Jun 2026, with the effective date "
        "1 Jun 2026. Version 3 has replaced it since and is in force.",
        "Version 3 of “Privacy policy” was published on 1 Jun 2026 and is in force.",
    ]
    subjects = [message["Subject"] for _to, message in mailbox.taken]
    assert set(subjects) == {"Privacy policy: changes took effect on 1 Jun 2026"}


def test_a_change_that_was_announced_in_advance_may_be_overtaken_as_well(
    readers, material, publish, policy, clock, mailbox, deliver
):
    readers(ANN, wants="all")
    version = material()
    publish(policy, "For now: 30 days.", meanwhile="until_then")
    clock.move_to(version.takes_effect_at + timedelta(hours=1))
    Dispatch.objects.update(queued_at=timezone.now())
    deliver()
    assert leads(mailbox) == [
        "Version 2 of “Privacy policy” was published on 1 Jun 2026 and is in force.",
        "Version 3 of “Privacy policy” was published on 1 Jun 2026, with the effective date "
        "1 Jun 2026. Version 2 has replaced it since and is in force.",
    ]


def test_what_is_withdrawn_does_not_replace(readers, publish, policy, clock, mailbox, deliver):
    readers(ANN, wants="all")
    publish(policy, "We keep it for 60 days.")
    third = publish(policy, "We keep it for sixty days.")
    clock.shift(300)
    withdraw_version(version=third, at=timezone.now(), reason="A mistake.")
    clock.shift(300)
    deliver()
    assert leads(mailbox) == [
        "Version 2 of “Privacy policy” was published on 1 Jun 2026 and is in force."
    ]


@pytest.fixture(params=["en-gb", "de", "fr", "es"])
def fresh(request, home, readers):
    """A policy in one of the languages, just published, and a reader who asked for all."""
    readers(ANN, policy=None, wants="all")
    locale = Locale.objects.get_or_create(language_code=request.param)[0]
    page = PolicyPage(title="AGB", slug="agb", body="Eins.\n", locale=locale)
    return home.add_child(instance=page)


FIRST = {
    "en-gb": "Its version 1 has been replaced since: version 3 is in force.",
    "de": "Ihre Fassung 1 ist inzwischen ersetzt: In Kraft ist Fassung 3.",
    "fr": "Sa version 1 a été remplacée depuis : la version 3 est en vigueur.",
    "es": "Su versión 1 se ha sustituido desde entonces: está en vigor la versión 3.",
}
SECOND = {
    "en-gb": "Version 3 has replaced it since and is in force.",
    "de": "Inzwischen ist Fassung 3 an ihre Stelle getreten und in Kraft.",
    "fr": "Depuis, la version 3 l’a remplacée et est en vigueur.",
    "es": "Desde entonces la versión 3 la ha sustituido y está en vigor.",
}


def test_a_new_policy_and_its_changes_in_every_language(fresh, publish, clock, mailbox, deliver):
    for body in ("Zwei.\n", "Drei.\n"):
        clock.shift(60)
        publish(fresh, body)
    deliver()
    first, second, third = leads(mailbox)
    code = fresh.locale.language_code
    assert first.endswith(FIRST[code])
    assert second.endswith(SECOND[code])
    assert third.count("3") == 1, "nothing has replaced it"


def test_a_date_that_has_passed_is_not_told_as_one_to_come(
    readers, material, clock, mailbox, deliver
):
    readers(ANN)
    version = material()
    deliver()
    correct_version(
        version=version,
        reason="The courts ask for more time.",
        at=timezone.now(),
        effective_date=date(2026, 8, 1),
    )
    clock.move_to("2026-08-02T09:00:00Z")
    Dispatch.objects.filter(closed_at=None).update(queued_at=timezone.now())
    deliver()
    assert leads(mailbox)[1] == (
        "The effective date of version 2 of “Privacy policy” has changed. It is now 1 Aug 2026."
    )
    assert mailbox.taken[1][1]["Subject"] == "Privacy policy: changes took effect on 1 Aug 2026"
