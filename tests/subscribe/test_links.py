"""The links in the mails: signed, good for one thing, and harmless when merely looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.signing import Signer, TimestampSigner
from django.test.utils import CaptureQueriesContext

from policies.models import Subscription, SubscriptionRequest
from policies.subscribe import tokens

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "offer")]

ANN = "ann@example.org"
CONFIRM, LEAVE = "/policies-api/subscribe/confirm/{}/", "/policies-api/subscribe/leave/{}/"


@pytest.fixture
def confirm(policy, ask, mailbox, links):
    ask(ANN, policy)
    return links(mailbox.to(ANN)[0])[0]


def forged(token):
    """The same token in ways that nobody signed."""
    name, _dot, rest = token.partition(".")
    other = "0" * 32
    return [
        f"{other}.{rest}",
        token[:-1],
        token + "A",
        token.replace(".", ":"),
        name,
        "x",
        "%00",
        "a" * 5000,
        Signer(key="other", salt="policies.subscribe.leave", sep=".").sign(name),
        TimestampSigner(key="other", salt="policies.subscribe.confirm", sep=".").sign(name),
        Signer(sep=".").sign(name),
    ]


def test_a_forged_confirmation_does_nothing(confirm, client):
    token = confirm.rstrip("/").rsplit("/", 1)[1]
    for wrong in forged(token):
        for answer in (client.get(CONFIRM.format(wrong)), client.post(CONFIRM.format(wrong))):
            assert answer.status_code in (404, 410), wrong
    assert not Subscription.objects.exists()


def test_a_confirmation_expires(confirm, client, clock):
    clock.shift(tokens.CONFIRM_WITHIN)
    assert "Yes, tell me" in client.get(confirm).content.decode()
    clock.shift(timedelta(seconds=1))
    for answer in (client.get(confirm), client.post(confirm)):
        assert answer.status_code == 410
        assert "This link no longer holds" in answer.content.decode()
    assert not Subscription.objects.exists()


def test_a_confirmation_repeats(confirm, client):
    for _time in range(2):
        assert "You will be told" in client.post(confirm).content.decode()
        assert "You will be told" in client.get(confirm).content.decode()
    assert Subscription.objects.count() == 1


def test_one_token_is_not_good_for_the_other(confirm, client, subscribe, policy):
    subscription = subscribe(ANN, policy)
    leave = tokens.to_leave(subscription)
    assert client.post(CONFIRM.format(leave)).status_code == 410
    token = confirm.rstrip("/").rsplit("/", 1)[1]
    assert client.post(LEAVE.format(token)).status_code == 404
    assert Subscription.objects.count() == 1


def test_a_forged_leave_does_nothing_and_tells_nothing(subscribe, policy, client):
    token = tokens.to_leave(subscribe(ANN, policy))
    for wrong in forged(token):
        for answer in (client.get(LEAVE.format(wrong)), client.post(LEAVE.format(wrong))):
            assert answer.status_code == 404, wrong
    assert Subscription.objects.count() == 1


def test_a_leave_never_expires(subscribe, policy, client, clock):
    leave = LEAVE.format(tokens.to_leave(subscribe(ANN, policy)))
    clock.shift(timedelta(days=3650))
    assert client.post(leave).status_code == 200
    assert not Subscription.objects.exists()


def test_leaving_one_keeps_the_others(subscribe, policy, client):
    one = subscribe(ANN, policy)
    all_of_them, other = subscribe(ANN), subscribe("bob@example.org", policy)
    client.post(LEAVE.format(tokens.to_leave(one)))
    assert set(Subscription.objects.all()) == {all_of_them, other}
    assert SubscriptionRequest.objects.filter(address=ANN).get().policy is None
    client.post(LEAVE.format(tokens.to_leave(all_of_them)))
    assert not SubscriptionRequest.objects.filter(address=ANN).exists()


def test_what_these_pages_tell_others(confirm, subscribe, policy, client):
    leave = LEAVE.format(tokens.to_leave(subscribe("bob@example.org", policy)))
    for address in (confirm, leave):
        for answer in (client.get(address), client.post(address), client.get(address)):
            assert answer["Cache-Control"] == "no-store"
            assert answer["Referrer-Policy"] == "no-referrer"
            assert answer["X-Robots-Tag"] == "noindex, follow"
            assert not answer.cookies
            assert "@example.org" not in answer.content.decode()
    assert client.put(leave).status_code == 405


def test_where_mail_is_no_longer_offered_people_can_still_leave(confirm, subscribe, policy, client,
                                                                offer):  # fmt: skip
    leave = LEAVE.format(tokens.to_leave(subscribe("bob@example.org", policy)))
    offer.subscriptions_offered = False
    offer.save()
    assert "Yes, tell me" in client.post(confirm).content.decode()
    assert "You have left" in client.post(leave).content.decode()
    assert not Subscription.objects.exists()


def test_queries(confirm, subscribe, policy, client):
    from django.db import connection

    leave = LEAVE.format(tokens.to_leave(subscribe("bob@example.org", policy)))
    for address, most in ((confirm, 12), (leave, 12)):
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        assert len(asked) <= most, "\n".join(q["sql"][:150] for q in asked)


def test_whole_sites_and_all_changes_are_named(ask, mailbox, links, client, policy):
    for fields, words in (
        ({"wants": "all"}, "All changes to our policies"),
        ({}, "Material changes to our policies"),
    ):
        ask(ANN, **fields)
        assert words in client.get(links(mailbox.to(ANN)[-1])[0]).content.decode()
    ask(ANN, policy, wants="all")
    page = client.get(links(mailbox.to(ANN)[-1])[0]).content.decode()
    assert "All changes to the policy “Privacy policy”" in page
    ask("bob@example.org")
    client.post(links(mailbox.to("bob@example.org")[-1])[0])
    leave = LEAVE.format(tokens.to_leave(Subscription.objects.get()))
    assert "No longer be told of changes to our policies?" in client.get(leave).content.decode()
