"""What is kept about people, who may delete it, and where it never turns up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Page, Site

from policies.actions.confirm_subscription import confirm_subscription
from policies.models import Delivery, Dispatch, Subscription, SubscriptionRequest
from policies.subscribe.tasks import mail_confirmation

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "offer")]

ANN = "ann@example.org"
DESK = "/admin/policies/subscribers/"


@pytest.fixture
def clerk(client):
    """Somebody who may delete addresses and nothing else."""
    user = User.objects.create_user("clerk")
    rights = Permission.objects.filter(codename__in=["access_admin", "delete_subscription"])
    user.user_permissions.set(rights)
    browser = Client()
    browser.force_login(user)
    return browser


def test_an_address_is_deleted_at_the_desk(subscribe, policy, clerk, clock, publish, mailbox):
    subscribe(ANN, policy)
    subscribe(ANN, wants="all")
    subscribe("bob@example.org", policy)
    page = clerk.get(DESK)
    assert "no-store" in page["Cache-Control"]
    assert "3 subscriptions are confirmed." in page.content.decode()
    assert "@example.org" not in page.content.decode()
    part = clerk.post(DESK, {"address": "@example.org"}).content.decode()
    assert "Nothing is kept about this address." in part
    shown = clerk.post(DESK, {"address": "ANN@example.org"}).content.decode()
    assert "Told of Material changes only (Privacy policy), confirmed on 1 Jun 2026." in shown
    assert "Told of All changes (every policy of Ardley &amp; Finch)" in shown
    assert "Asked on 1 Jun 2026 (Privacy policy)." in shown
    assert "Write the address that is to be looked up." in clerk.post(DESK, {}).content.decode()
    gone = clerk.post(DESK, {"address": ANN, "delete": "1"}, follow=True)
    assert "4 rows were deleted." in gone.content.decode()
    assert Subscription.objects.get().address == "bob@example.org"
    assert SubscriptionRequest.objects.get().address == "bob@example.org"


def test_the_desk_says_how_many_were_told(subscribe, policy, clerk, clock, publish, deliver):
    subscribe(ANN, policy)
    clock.shift(3600)
    publish(policy, "For 90 days.", kind="material")
    assert "To be sent" in clerk.get(DESK).content.decode()
    deliver()
    page = " ".join(clerk.get(DESK).content.decode().split())
    assert "Privacy policy, version 2</a></td> <td>1 Jun 2026</td> <td>1</td> <td>0</td>" in page
    assert "Sent (1 Jun 2026)" in page


def test_only_who_may(policy, client):
    user = User.objects.create_user("somebody")
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["access_admin", "view_policyversion"])
    )
    client.force_login(user)
    assert client.get(DESK).status_code == 302
    assert "Mail to subscribers" not in client.get("/admin/").content.decode()
    user.user_permissions.add(Permission.objects.get(codename="delete_subscription"))
    assert client.get(DESK).status_code == 200
    assert "Mail to subscribers" in client.get("/admin/").content.decode()


def test_a_clerk_finds_the_page_in_the_menu(clerk):
    assert "Mail to subscribers" in clerk.get("/admin/").content.decode()


def test_by_command(subscribe, policy, capsys):
    subscribe(ANN, policy)
    call_command("forget_subscriber", " ANN@example.org ")
    assert capsys.readouterr().out == "2 row(s) deleted.\n"
    assert not Subscription.objects.exists()
    with pytest.raises(CommandError, match="Nothing is kept about this address") as refusal:
        call_command("forget_subscriber", ANN)
    assert ANN not in str(refusal.value)


def test_addresses_turn_up_nowhere_public(subscribe, policy, clock, publish, deliver, client,
                                          tmp_path, caplog, capsys):  # fmt: skip
    caplog.set_level("DEBUG")
    subscribe(ANN, policy)
    clock.shift(3600)
    publish(policy, "For 90 days.", kind="material")
    deliver()
    for address in (
        "/privacy/",
        "/privacy/versions/",
        "/privacy/versions.json",
        "/privacy/feed/",
        "/privacy/subscribe/",
        "/policies-api/subscribe/",
        "/policies-api/policies.json",
        "/policies-api/notice.json",
        "/policies-api/openapi.json",
        "/policies-api/feed/",
        "/sitemap.xml",
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert ANN not in answer.content.decode()
    assert "subscribe" not in client.get("/sitemap.xml").content.decode()
    call_command("export_policies", tmp_path / "pack")
    for path in (tmp_path / "pack").rglob("*"):
        assert not path.is_file() or ANN.encode() not in path.read_bytes(), path
    logged = [r.getMessage() for r in caplog.records if r.name != "mail.log"]  # the server's own
    assert len(logged) > 10
    assert ANN not in "\n".join(logged) + str(capsys.readouterr())


def test_nothing_is_left_of_who_left(subscribe, policy, clock, publish, deliver, client):
    from policies.actions.leave_subscription import leave_subscription

    subscription = subscribe(ANN, policy)
    clock.shift(3600)
    publish(policy, "For 90 days.", kind="material")
    deliver()
    leave_subscription(identity=subscription.identity)
    assert not leave_subscription(identity=subscription.identity)
    for model in (Subscription, SubscriptionRequest, Delivery):
        assert not model.objects.exists()
    assert Dispatch.objects.get(version__number=2).sent == 1


def test_a_deleted_alias_takes_its_subscribers_along(subscribe, policy, home):
    alias = policy.create_alias(parent=home, update_slug="mirror")
    subscribe(ANN, Page.objects.get(pk=alias.pk))
    alias.delete()
    assert not Subscription.objects.exists()


def test_two_requests_confirmed_at_once_make_one_subscription(policy):
    at = timezone.now()
    first, second = (
        SubscriptionRequest.objects.create(
            address=address,
            policy=policy,
            site=Site.objects.get(),
            wants=wants,
            language="en-gb",
            asked_at=at,
            not_before=at,
        )
        for address, wants in ((ANN, "material"), (ANN.title(), "all"))
    )
    assert confirm_subscription(request=first, at=at) == confirm_subscription(
        request=second, at=at + timedelta(seconds=1)
    )
    assert Subscription.objects.get().wants == "all"


def test_a_task_about_a_request_that_is_gone_does_nothing(policy, mailbox):
    mail_confirmation.call(4711)
    assert mailbox.taken == []


def test_a_refused_confirmation_is_not_tried_again_and_counts(policy, ask, mailbox, deliver, clock):
    mailbox.replies[ANN] = ["550 no"]
    ask(ANN, policy)
    deliver()
    assert mailbox.taken == []
    assert SubscriptionRequest.objects.get().sent_at is not None
    mailbox.replies["bob@example.org"] = ["450 later"]
    ask("bob@example.org", policy)
    deliver()
    assert mailbox.taken == []
    clock.shift(timedelta(minutes=5))
    deliver()
    assert len(mailbox.to("bob@example.org")) == 1
