"""Sending: one connection, each mail settled on its own, failures kept apart, nobody left out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from policies.actions.address_dispatch import address_dispatch
from policies.actions.close_dispatch import close_dispatch
from policies.actions.leave_subscription import leave_subscription
from policies.actions.queue_dispatch import queue_dispatch
from policies.actions.settle_delivery import settle_delivery
from policies.models import Delivery, Dispatch, PolicyPage, Subscription
from policies.records.dispatch import Outcome
from policies.records.outgoing import CLAIM, DELAYS
from policies.subscribe import sending, transport

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "offer")]

ANN, BOB, CLEO = "ann@example.org", "bob@example.org", "cleo@example.org"


def to(mailbox):
    return [address for address, _message in mailbox.taken]


def test_one_connection_for_all(readers, material, mailbox, deliver):
    addresses = [f"reader-{n}@example.org" for n in range(120)]
    readers(*addresses)
    material()
    deliver()
    assert sorted(to(mailbox)) == sorted(addresses)
    assert mailbox.connections == 1


def test_the_queries_of_a_mail_do_not_grow(readers, material, mailbox, deliver):
    def asked(number):
        readers(*(f"{number}-{n}@example.org" for n in range(number)))
        Subscription.objects.exclude(address__startswith=f"{number}-").delete()
        material()
        with CaptureQueriesContext(connection) as queries:
            deliver()
        assert len(to(mailbox)) == number
        mailbox.taken.clear()
        return len(queries)

    asked(1)
    # To claim it, and to count it and delete its row in a transaction.
    assert (asked(40) - asked(20)) / 20 <= 6


def test_a_refused_recipient_stops_nobody(readers, material, mailbox, deliver, caplog):
    readers(ANN, BOB, CLEO)
    mailbox.replies[BOB] = ["550 5.1.1 no such user bob@example.org"]
    material()
    deliver()
    assert to(mailbox) == [ANN, CLEO]
    dispatch = Dispatch.objects.get()
    assert (dispatch.outcome, dispatch.sent, dispatch.failed) == ("sent", 2, 1)
    assert "@example.org" not in caplog.text
    assert "never" in caplog.text


def test_a_temporary_failure_is_tried_again_later(readers, material, mailbox, deliver, clock):
    readers(ANN, BOB)
    mailbox.replies[ANN] = ["451 4.7.1 greylisted"] * 2
    material()
    deliver()
    deliver()
    assert to(mailbox) == [BOB]
    assert Delivery.objects.get().attempts == 1
    clock.shift(DELAYS[0])
    deliver()
    clock.shift(DELAYS[1])
    deliver()
    assert to(mailbox) == [BOB, ANN]
    assert Dispatch.objects.get().sent == 2


def test_but_not_for_ever(readers, material, mailbox, deliver, clock):
    readers(ANN)
    mailbox.replies[ANN] = ["451 4.7.1 greylisted"] * 100
    material()
    for delay in (*DELAYS, timedelta(days=2)):
        deliver()
        clock.shift(delay)
    deliver()
    assert 100 - len(mailbox.replies[ANN]) == len(DELAYS) + 1
    dispatch = Dispatch.objects.get()
    assert (dispatch.outcome, dispatch.sent, dispatch.failed) == ("sent", 0, 1)


def test_a_server_that_is_down_keeps_everybody_waiting(readers, material, mailbox, deliver,
                                                       settings):  # fmt: skip
    readers(ANN, BOB)
    material()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    for _time in range(20):
        with pytest.raises(CommandError, match="cannot be reached .ConnectionRefusedError."):
            deliver()
    assert [d.attempts for d in Delivery.objects.all()] == [0, 0]
    settings.EMAIL_PORT = port
    deliver()
    assert to(mailbox) == [ANN, BOB]


def test_a_refused_sender_is_a_sentence(readers, material, mailbox, deliver):
    readers(ANN)
    material()
    mailbox.to_senders = "550 5.7.1 not from there"
    with pytest.raises(CommandError, match="refuses the sender .550.: set another one"):
        deliver()
    mailbox.to_senders = ""
    deliver()
    assert to(mailbox) == [ANN]


def test_a_connection_that_the_server_ends_is_made_anew(readers, material, mailbox, deliver):
    readers(ANN, BOB, CLEO)
    material()
    mailbox.replies[BOB] = ["421 4.7.0 enough for one connection"]
    deliver()
    assert sorted(to(mailbox)) in ([ANN, BOB, CLEO], [ANN, CLEO])
    Delivery.objects.update(not_before=timezone.now())
    deliver()
    assert sorted(to(mailbox)) == [ANN, BOB, CLEO]


def test_a_mail_that_breaks_every_connection_holds_up_nobody(readers, material, mailbox, deliver,
                                                             monkeypatch):  # fmt: skip
    readers(ANN, BOB)
    material()
    real = mailbox.handle_DATA

    async def handle(server, session, envelope):
        if envelope.rcpt_tos == [ANN]:
            server.transport.abort()
            return "250 OK"
        return await real(server, session, envelope)

    mailbox.handle_DATA = handle
    deliver()
    assert to(mailbox) == [BOB]
    assert Delivery.objects.get().attempts == 1


def test_content_that_is_refused(readers, material, mailbox, deliver):
    readers(ANN, BOB)
    material()
    answers = iter(["554 5.6.0 spam", "451 later"])

    async def handle(server, session, envelope):
        return next(answers)

    mailbox.handle_DATA = handle
    call_command("send_policy_mail")
    dispatch = Dispatch.objects.get()
    assert (dispatch.failed, dispatch.deliveries.count()) == (1, 1)


def test_many_failures_in_a_row_end_the_run(readers, material, mailbox, deliver):
    addresses = [f"reader-{n}@example.org" for n in range(30)]
    readers(*addresses)
    for address in addresses:
        mailbox.replies[address] = ["451 slow down"]
    material()
    with pytest.raises(CommandError, match="10 mails in a row were not taken.*10 to be tried"):
        deliver()
    assert Delivery.objects.filter(attempts=0).count() == 20


def test_the_command_says_what_it_did(readers, material, mailbox, capsys):
    readers(ANN, BOB)
    mailbox.replies[BOB] = ["550 no"]
    material()
    call_command("send_policy_mail")
    assert capsys.readouterr().out == "1 mail(s) sent, 0 to be tried again later, 1 given up.\n"


def test_who_leaves_meanwhile_is_not_mailed(readers, material, mailbox, deliver, monkeypatch):
    _ann, bob = readers(ANN, BOB)
    material()
    real = sending._deliver

    def leave_then(*args):
        leave_subscription(identity=bob.identity)
        real(*args)

    monkeypatch.setattr(sending, "_deliver", leave_then)
    deliver()
    assert to(mailbox) == [ANN]
    assert (Dispatch.objects.get().outcome, Dispatch.objects.get().sent) == ("sent", 1)


def test_a_claim_belongs_to_one_and_runs_out(readers, material, mailbox, deliver, clock):
    readers(ANN)
    version = material()
    dispatch = Dispatch.objects.get(version=version)
    found = sending.places(version)
    address_dispatch(
        dispatch=dispatch, recipients=sending.recipients(dispatch, found), at=timezone.now()
    )
    one, other = Delivery.objects.get(), Delivery.objects.get()
    assert one.claim(timezone.now())
    assert not other.claim(timezone.now())
    deliver()
    assert to(mailbox) == []
    clock.shift(CLAIM)
    deliver()
    assert to(mailbox) == [ANN]


def test_each_step_may_be_taken_twice(readers, material, policy):
    readers(ANN)
    version = material()
    dispatch, at = queue_dispatch(version=version, at=timezone.now()), timezone.now()
    assert dispatch == queue_dispatch(version=version, at=at)
    subscription = Subscription.objects.get()
    pairs = [(subscription.pk, policy.pk)]
    assert address_dispatch(dispatch=dispatch, recipients=pairs, at=at)
    assert not address_dispatch(dispatch=dispatch, recipients=pairs, at=at)
    delivery = Delivery.objects.get()
    settle_delivery(delivery=delivery, sent=True)
    close_dispatch(dispatch=dispatch, outcome=Outcome.SENT, at=at)
    close_dispatch(dispatch=dispatch, outcome=Outcome.WITHDRAWN, at=at)
    assert Dispatch.objects.get().outcome == "sent"
    assert str(dispatch) == "Privacy policy, version 2"
    assert str(delivery).startswith("Delivery ")
    assert ANN not in str(subscription)


@pytest.mark.parametrize("hide", ["restrict", "unpublish", "switch"])
def test_what_is_not_public_waits_and_is_told_when_it_is(readers, material, mailbox, deliver,
                                                         policy, clock, hide, offer):  # fmt: skip
    readers(ANN)
    readers(BOB, policy=None)
    material()
    if hide == "restrict":
        made = PageViewRestriction.objects.create(page=policy, restriction_type="login")
    elif hide == "unpublish":
        PolicyPage.objects.get().unpublish()
    else:
        offer.subscriptions_offered = False
        offer.save()
    deliver()
    clock.shift(timedelta(days=2))
    deliver()
    assert to(mailbox) == []
    if hide == "restrict":
        made.delete()
    elif hide == "unpublish":
        PolicyPage.objects.update(live=True)
    else:
        offer.subscriptions_offered = True
        offer.save()
    deliver()
    assert to(mailbox) == [ANN, BOB]


def test_it_does_not_wait_for_ever(readers, material, mailbox, deliver, policy, clock):
    readers(ANN)
    material()
    PageViewRestriction.objects.create(page=policy, restriction_type="login")
    clock.shift(sending.HELD_FOR)
    deliver()
    PageViewRestriction.objects.all().delete()
    deliver()
    assert to(mailbox) == []
    assert Dispatch.objects.get().outcome == "kept back"


def test_a_restriction_made_meanwhile_holds(readers, material, mailbox, deliver, policy,
                                            monkeypatch):  # fmt: skip
    monkeypatch.setattr(sending, "ROUND", 1)
    readers(ANN, BOB)
    material()
    real = sending._deliver

    def hide_after(*args):
        real(*args)
        PageViewRestriction.objects.create(page=policy, restriction_type="login")

    monkeypatch.setattr(sending, "_deliver", hide_after)
    deliver()
    assert to(mailbox) == [ANN]
    assert Delivery.objects.count() == 1


def test_an_alias_has_its_own_subscribers(readers, material, mailbox, deliver, policy, home):
    alias = policy.create_alias(parent=home, update_slug="mirror")
    readers(ANN)
    readers(BOB, policy=alias)
    readers(CLEO, ANN.upper(), policy=None)
    material()
    deliver()
    assert sorted(to(mailbox)) == [ANN, BOB, CLEO]
    assert "http://localhost/mirror/changes/2/" in mailbox.to(BOB)[0].get_content()
    assert "http://localhost/privacy/changes/2/" in mailbox.to(ANN)[0].get_content()


def test_a_subscriber_to_all_is_told_in_one_language(readers, publish, mailbox, deliver, policy,
                                                     settings, ask):  # fmt: skip
    settings.WAGTAIL_I18N_ENABLED = True
    german = Locale.objects.create(language_code="de")
    readers(ANN, policy=None)
    readers(BOB, policy=None, language="de")
    readers(CLEO, "es@example.org", policy=None, language="es")
    translated = policy.copy_for_translation(german, copy_parents=True)
    translated.title = "Datenschutz"
    translated.save_revision().publish()
    deliver()
    assert to(mailbox) == [BOB]
    mailbox.taken.clear()
    publish(policy, "We keep it for 90 days.", kind="material")
    publish(translated, "Wir behalten es 90 Tage.", kind="material", summary="90 Tage.")
    deliver()
    told = dict(mailbox.taken)
    assert len(told) == len(mailbox.taken) == 4
    german_mail = told.pop(BOB)
    # A long subject with an umlaut begins on a line of its own: parsed, it has a space before it.
    assert german_mail["Subject"].lstrip().startswith("Datenschutz: Änderungen gelten ab dem ")
    assert "privacy/changes/2/" in german_mail.get_content()
    assert all(mail["Subject"].startswith("Privacy policy: ") for mail in told.values())
    # Its own form takes addresses too.
    assert ask("dora@example.org", translated, lang="de").status_code == 303
    # There is no translation of this one in the site's own language: it speaks for the rest.
    only = PolicyPage(title="Kekse", slug="kekse", locale=german, body="Keine.")
    translated.get_parent().add_child(instance=only)
    mailbox.taken.clear()
    deliver()
    assert sorted(to(mailbox)) == [ANN, BOB, CLEO, "es@example.org"]


def test_a_site_that_does_not_mount_our_addresses_mails_nothing(readers, material, mailbox,
                                                                deliver, settings):  # fmt: skip
    readers(ANN)
    material()
    settings.ROOT_URLCONF = "tests.subscribe.bare_urls"
    deliver()
    assert to(mailbox) == []


def test_a_backend_without_a_server(readers, material, settings, mailbox, deliver):
    from django.core import mail

    readers(ANN, BOB)
    material()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver()
    assert [message.to for message in mail.outbox] == [[ANN], [BOB]]
    material()
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    deliver()
    assert Dispatch.objects.filter(outcome="sent").count() == 2


def test_the_sites_own_timeout_holds(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert transport.Transport().connection.timeout == transport.TIMEOUT
    settings.EMAIL_TIMEOUT = 5
    assert transport.Transport().connection.timeout == 5


def test_imported_versions_are_no_news(readers, policy, mailbox, deliver, home):
    from datetime import UTC, date, datetime

    from policies.actions.import_version import import_version

    page = home.add_child(instance=PolicyPage(title="Terms", slug="terms", live=False))
    readers(ANN, policy=None)
    import_version(
        policy=page,
        title="Terms",
        language="en-gb",
        source="# A\n\nB.\n",
        published_at=datetime(2019, 1, 1, tzinfo=UTC),
        effective_date=date(2019, 1, 1),
        at=timezone.now(),
    )
    deliver()
    assert not Dispatch.objects.exists()
    assert to(mailbox) == []


def test_a_publication_that_is_rolled_back_is_told_to_nobody(readers, material, mailbox, deliver):
    readers(ANN)

    def fails():
        with transaction.atomic():
            material()
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError, match="disk is full"):
        fails()
    deliver()
    assert to(mailbox) == []
    assert not Dispatch.objects.exists()
