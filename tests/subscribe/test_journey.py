"""Somebody asks to be told, confirms it, is told once, and leaves: against a real mail server."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.utils import timezone

from policies.actions.correct_version import correct_version
from policies.actions.withdraw_version import withdraw_version
from policies.models import Delivery, Dispatch, Subscription, SubscriptionRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "offer")]

ANN, BOB = "ann@example.org", "bob@example.org"
BODY = "# Data we keep\n\nWe keep your name for {} days.\n"


@pytest.fixture
def later(clock):
    """``later()``: an hour passes."""
    return lambda hours=1: clock.shift(hours * 3600)


def test_from_asking_to_leaving(policy, ask, mailbox, client, links, publish, deliver, later):
    for page in ("/privacy/", "/privacy/versions/"):
        assert 'href="/privacy/subscribe/"' in client.get(page).content.decode()
    form = client.get("/privacy/subscribe/")
    assert (form.status_code, form["X-Robots-Tag"]) == (200, "noindex, follow")
    assert "csrfmiddlewaretoken" not in form.content.decode()

    answer = ask(ANN, policy)
    there = "/policies-api/subscribe/sent/?lang=en-gb"
    assert (answer.status_code, answer["Location"]) == (303, there)
    assert "Look into your mail" in client.get(there).content.decode()
    [asking] = mailbox.to(ANN)
    [link] = links(asking)
    # A program that looks into mails follows the link: nothing comes of it.
    assert "Yes, tell me" in client.get(link).content.decode()
    assert Subscription.objects.count() == 0
    assert "You will be told" in client.post(link).content.decode()
    assert Subscription.objects.get().wants == "material"

    later()
    publish(policy, BODY.format(31), summary="Mended a comma.")
    deliver()
    assert len(mailbox.to(ANN)) == 1
    publish(policy, BODY.format(365), kind="material", summary="Names: a year.\n\nNot a month.")
    deliver()
    deliver()
    [_asking, told] = mailbox.to(ANN)
    assert told["Subject"] == "Privacy policy: changes take effect on 1 Jul 2026"
    text = told.get_content().replace("\r\n", "\n")
    for words in (
        "Version 3 of “Privacy policy” was published on 1 Jun 2026. It takes\neffect on 1 Jul",
        "Change kind: Material\nEffective date: 1 Jul 2026\n",
        "  Names: a year.\n\n  Not a month.\n",
        "\nhttp://localhost/privacy/changes/3/\n",
        "\nhttp://localhost/privacy/versions/3/\n",
        "\n-- \nYou asked Ardley & Finch to tell you of material changes to this policy.",
    ):
        assert words in text
    for path in links(told)[:2]:
        assert client.get(path).status_code in (200, 302)

    [leave] = [link for link in links(told) if "leave" in link]
    assert "Stop the mails and delete my address" in client.get(leave).content.decode()
    assert Subscription.objects.count() == 1
    # As a mail program does it: no cookie, one field, one click.
    one_click = Client(enforce_csrf_checks=True)
    left = one_click.post(leave, {"List-Unsubscribe": "One-Click"})
    assert (left.status_code, "You have left" in left.content.decode()) == (200, True)
    assert not left.cookies
    assert not Subscription.objects.exists()
    assert not SubscriptionRequest.objects.exists()
    for again in (client.get(leave), client.post(leave)):
        assert (again.status_code, "You have left" in again.content.decode()) == (200, True)
    assert "This link no longer holds" in client.post(link).content.decode()

    publish(policy, BODY.format(400), kind="material", meanwhile="afterwards")
    deliver()
    assert len(mailbox.to(ANN)) == 2
    assert client.cookies == {}


def test_the_headers_that_lists_and_robots_go_by(policy, subscribe, mailbox, publish, deliver,
                                                 later, offer):  # fmt: skip
    offer.mail_reply_to = "legal@shop.example"
    offer.save()
    subscribe(ANN, policy)
    later()
    version = publish(policy, BODY.format(365), kind="material")
    deliver()
    asking, told = mailbox.to(ANN)
    for message in (asking, told):
        assert message["From"] == "Ardley & Finch <policies@shop.example>"
        assert message["Reply-To"] == "legal@shop.example"
        assert message["To"] == ANN
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Date"].datetime.timestamp() in (1780315200, 1780318800)
    assert told["List-Id"] == f"<{version.policy_uuid}.policies.localhost>"
    assert told["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    raw = mailbox.raw[-1].replace(b"\r\n ", b" ").decode()
    header = next(line for line in raw.splitlines() if line.startswith("List-Unsubscribe:"))
    assert header.split(":", 1)[1].strip().startswith("<http://localhost/policies-api/subscribe/l")
    assert "List-Unsubscribe" not in asking


def test_each_hears_of_what_they_asked_for(policy, make_policy, subscribe, mailbox, publish,
                                           deliver, later):  # fmt: skip
    terms = make_policy(title="Terms", slug="terms", body="Pay in 30 days.")
    subscribe(ANN, policy)
    subscribe(BOB, policy, wants="all")
    subscribe("all@example.org", wants="all")
    subscribe("cleo@example.org")
    later()
    publish(policy, BODY.format("31"), summary="Clearer.")
    publish(terms, "Pay in 14 days.", kind="material", summary="Sooner.")
    make_policy(title="Cookies", slug="cookies", body="None.")
    deliver()
    assert mailbox.subjects(ANN)[1:] == []
    assert mailbox.subjects(BOB)[1:] == ["Privacy policy: changes took effect on 1 Jun 2026"]
    assert mailbox.subjects("all@example.org")[1:] == [
        "Privacy policy: changes took effect on 1 Jun 2026",
        "Terms: changes take effect on 1 Jul 2026",
        "Cookies: a new policy",
    ]
    assert mailbox.subjects("cleo@example.org")[1:] == [
        "Terms: changes take effect on 1 Jul 2026",
        "Cookies: a new policy",
    ]
    whole = " ".join(mailbox.to("cleo@example.org")[-1].get_content().split())
    assert "to tell you of material changes to its policies." in whole
    assert "Compare" not in whole


def test_who_asked_twice_is_told_once(policy, subscribe, mailbox, publish, deliver, later):
    subscribe(ANN, policy)
    subscribe("Ann@example.org", wants="all")
    later()
    publish(policy, BODY.format(365), kind="material")
    deliver()
    told = [to for to, message in mailbox.taken if "changes take" in message["Subject"]]
    assert told == [ANN]


def test_asking_again_changes_the_choice_and_nothing_shows_that(policy, subscribe, ask, mailbox):
    first = subscribe(ANN, policy)
    unknown, known = ask(BOB, policy), ask(ANN, policy, wants="all")
    assert unknown.content == known.content
    assert unknown.headers == known.headers
    assert mailbox.subjects(ANN)[0] == mailbox.subjects(ANN)[1] == mailbox.subjects(BOB)[0]
    again = subscribe(ANN, policy, wants="all")
    assert (again.pk, again.identity, again.wants) == (first.pk, first.identity, "all")


def test_an_old_confirmation_undoes_no_later_choice(policy, subscribe, mailbox, client, links):
    subscribe(ANN, policy)
    [old] = links(mailbox.to(ANN)[0])
    subscribe(ANN, policy, wants="all")
    assert "You will be told" in client.post(old).content.decode()
    assert Subscription.objects.get().wants == "all"


def test_who_comes_after_the_publication_is_not_told_of_it(policy, subscribe, mailbox, publish,
                                                           deliver, later):  # fmt: skip
    later()
    publish(policy, BODY.format(365), kind="material")
    later()
    subscribe(ANN, policy)
    deliver()
    assert len(mailbox.to(ANN)) == 1
    assert [d.outcome for d in Dispatch.objects.all()] == ["sent", "sent"]


def test_what_is_withdrawn_before_it_was_sent_is_not_announced(policy, subscribe, mailbox, publish,
                                                               deliver, later):  # fmt: skip
    subscribe(ANN, policy)
    later()
    version = publish(policy, BODY.format(365), kind="material")
    withdraw_version(version=version, at=timezone.now(), reason="The wrong file.")
    deliver()
    assert len(mailbox.to(ANN)) == 1
    assert Dispatch.objects.get(version=version).outcome == "withdrawn"


def test_a_withdrawal_stops_what_is_on_its_way(policy, subscribe, mailbox, publish, deliver,
                                               later, monkeypatch):  # fmt: skip
    from policies.subscribe import sending

    monkeypatch.setattr(sending, "ROUND", 1)
    for address in (ANN, BOB):
        subscribe(address, policy)
    later()
    version = publish(policy, BODY.format(365), kind="material")
    before = len(mailbox.taken)
    real = sending._deliver

    def deliver_and_withdraw(*args):
        real(*args)
        withdraw_version(version=version, at=timezone.now(), reason="The wrong file.")

    monkeypatch.setattr(sending, "_deliver", deliver_and_withdraw)
    deliver()
    assert len(mailbox.taken) == before + 1
    dispatch = Dispatch.objects.get(version=version)
    assert (dispatch.outcome, dispatch.sent) == ("withdrawn", 1)
    assert not Delivery.objects.exists()


def test_a_postponed_date_is_told_with_its_reason(policy, subscribe, mailbox, publish, deliver,
                                                  later):  # fmt: skip
    subscribe(ANN, policy)
    later()
    version = publish(policy, BODY.format(365), kind="material", summary="A year.")
    deliver()
    later()
    subscribe(BOB, policy)
    later()
    correct_version(
        version=version,
        reason="The courts ask for more time.",
        at=timezone.now(),
        effective_date=date(2026, 9, 1),
    )
    correct_version(version=version, reason="A typo.", at=timezone.now(), summary="One year.")
    deliver()
    deliver()
    for address in (ANN, BOB):
        told = mailbox.to(address)[-1]
        assert told["Subject"] == "Privacy policy: changes now take effect on 1 Sep 2026"
        assert "  The courts ask for more time." in told.get_content()
    assert (len(mailbox.to(ANN)), len(mailbox.to(BOB))) == (3, 2)
    assert len({message["Message-ID"] for _to, message in mailbox.taken}) == 5


def test_a_change_now_called_material_reaches_those_who_want_these(policy, subscribe, mailbox,
                                                                   publish, deliver,
                                                                   later):  # fmt: skip
    subscribe(ANN, policy)
    later()
    version = publish(policy, BODY.format(365), summary="A year.")
    deliver()
    assert len(mailbox.to(ANN)) == 1
    later()
    correct_version(
        version=version, reason="It touches periods.", at=timezone.now(), kind="material"
    )
    deliver()
    assert mailbox.subjects(ANN)[1:] == ["Privacy policy: a change is material"]


def test_a_correction_of_what_nobody_is_told_about_any_more_is_no_news(policy, publish, later):
    version = publish(policy, BODY.format(365), summary="A year.")
    later(24 * 60)
    correct_version(version=version, reason="It does.", at=timezone.now(), kind="material")
    assert not Dispatch.objects.filter(correction__isnull=False).exists()
