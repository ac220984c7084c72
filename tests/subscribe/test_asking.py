"""The form: who may use it, what it takes, what it refuses, and what it never tells."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from policies.actions import request_subscription as limits
from policies.models import PolicySettings, Subscription, SubscriptionRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

FORMS = ["/privacy/subscribe/", "/policies-api/subscribe/"]
OF_SITE = ["/policies-api/subscribe/", "/policies-api/subscribe/sent/"]
ANN = "ann@example.org"


@pytest.mark.parametrize("address", [*FORMS, *OF_SITE[1:]])
def test_a_site_that_offers_nothing_says_so(policy, client, address):
    answer = client.get(address)
    assert (answer.status_code, answer["Cache-Control"]) == (404, "no-store")
    assert "This site tells nobody of changes by mail." in answer.content.decode()
    assert "subscribe/" not in client.get("/privacy/").content.decode()
    assert client.post("/policies-api/subscribe/", {"address": ANN}).status_code == 404


@pytest.mark.parametrize("address", [*FORMS, *OF_SITE[1:]])
def test_the_pages_are_kept_by_caches_and_set_no_cookie(policy, offer, client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert answer["X-Robots-Tag"] == "noindex, follow"
    again = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.head(address).content == b""
    offer.subscriptions_offered = False
    offer.save()
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 404


@pytest.mark.parametrize("address", OF_SITE)
def test_an_editors_bar_is_kept_by_nobody(policy, offer, client, address):
    client.force_login(User.objects.create_superuser("edith"))
    assert client.get(address)["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("address", "most"), [(FORMS[0], 4), (FORMS[1], 8), (OF_SITE[1], 8), ("/privacy/", 3)]
)
def test_queries(policy, offer, client, address, most):
    client.get(address)
    from django.db import connection

    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len(asked) <= most, "\n".join(q["sql"][:200] for q in asked)


def test_posting_needs_no_cookie(policy, offer, mailbox, django_capture_on_commit_callbacks):
    stranger = Client(enforce_csrf_checks=True)
    with django_capture_on_commit_callbacks(execute=True):
        answer = stranger.post("/policies-api/subscribe/", {"address": ANN, "wants": "material"})
    assert answer.status_code == 303
    assert not answer.cookies
    assert len(mailbox.to(ANN)) == 1
    # Nothing else of the site is open to forged posts.
    stranger.force_login(User.objects.create_superuser("edith"))
    assert stranger.post("/admin/policies/subscribers/", {"address": ANN}).status_code == 403
    assert stranger.post("/privacy/subscribe/", {"address": ANN}).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ann",
        "ann@",
        "@example.org",
        "ann@example",
        "ann@localhost",
        "ann@[127.0.0.1]",
        "ann@exa mple.org",
        "ann@example.org\nBcc: eve@example.org",
        "ann@example.org\r\n\r\nBuy now",
        "ann@example.org%0aBcc:eve@example.org",
        "ann@example.org,eve@example.org",
        "ann@example.org;eve@example.org",
        "Ann <ann@example.org>",
        '"ann eve"@example.org',
        '"a\x01b"@example.org',
        "ann\x00@example.org",
        "änn@example.org",
        f"{'a' * 250}@example.org",
        "ann@xn--\udcff.org".encode("utf-8", "replace").decode(),
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(policy, offer, mailbox, ask, address):
    answer = ask(address, policy, wants="all")
    assert (answer.status_code, answer["Cache-Control"]) == (400, "no-store")
    html = answer.content.decode()
    assert "Write a mail address, for example name@example.com." in html or "Null" in html
    assert 'aria-invalid="true"' in html
    assert 'value="all" checked' in html
    assert "Privacy policy" in html
    assert mailbox.taken == []
    assert not SubscriptionRequest.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ann@EXAMPLE.org ", "Ann@example.org"),
        ("ann+policies@example.org", "ann+policies@example.org"),
        ("o'neill@example.org", "o'neill@example.org"),
        ("ann@müller.example", "ann@xn--mller-kva.example"),
    ],
)
def test_addresses_are_kept_as_servers_know_them(policy, offer, mailbox, ask, typed, kept):
    assert ask(typed, policy).status_code == 303
    assert SubscriptionRequest.objects.get().address == kept
    assert len(mailbox.to(kept)) == 1


def test_nothing_typed_stands_in_a_mail(policy, offer, mailbox, ask):
    spam = {"wants": "material", "site": "SPAM", "title": "SPAM", "lang": "SPAM\r\nBcc: e@e.ee"}
    assert ask(ANN, policy, **spam).status_code == 303
    assert "SPAM" not in str(mailbox.to(ANN)[0])
    assert "Bcc" not in str(mailbox.to(ANN)[0])
    assert ask(ANN, policy, wants="SPAM").status_code == 400


@pytest.mark.parametrize("name", ["99999", "x", "-1", "1 OR 1=1"])
def test_an_unknown_policy_is_refused(policy, offer, client, name):
    answer = client.post(
        "/policies-api/subscribe/", {"address": ANN, "wants": "all", "policy": name}
    )
    assert answer.status_code == 404
    assert "There is no such policy to be told about." in answer.content.decode()


@pytest.mark.parametrize("kind", ["login", "password"])
def test_a_restricted_policy_is_offered_to_nobody(policy, offer, client, ask, kind):
    PageViewRestriction.objects.create(page=policy, restriction_type=kind, password="x")
    before = client.get("/privacy/subscribe/")
    assert before.status_code == (302 if kind == "login" else 200)
    assert "Your mail address" not in before.content.decode()
    assert ask(ANN, policy).status_code == 404
    client.force_login(User.objects.create_superuser("edith"))
    if kind == "login":
        inside = client.get("/privacy/subscribe/")
        assert inside.status_code == 404
        assert "about public policies only" in inside.content.decode()


def test_a_policy_without_a_version_to_show_is_not_offered(offer, home, client):
    from policies.models import PolicyPage

    page = home.add_child(instance=PolicyPage(title="Empty", slug="empty", live=False))
    PolicyPage.objects.filter(pk=page.pk).update(live=True)
    assert client.get("/empty/subscribe/").status_code == 404


def test_where_no_site_answers(policy, offer, client):
    Site.objects.all().delete()
    for address in (*OF_SITE, "/policies-api/subscribe/leave/x/"):
        assert client.get(address).status_code == 404


def test_an_address_gets_a_few_confirmations_a_day(policy, offer, mailbox, ask, clock):
    answers = [ask(ANN, policy) for _time in range(8)]
    assert {(a.status_code, a["Location"]) for a in answers} == {
        (303, "/policies-api/subscribe/sent/?lang=en-gb")
    }
    assert len(mailbox.to(ANN)) == 5
    assert len(ask("ANN@example.org", policy).content) == 0
    assert len(mailbox.taken) == 5
    for _day in range(6):
        clock.shift(timedelta(days=1, seconds=1))
        for _time in range(6):
            ask(ANN, policy)
    assert len(mailbox.to(ANN)) == 10
    ask("bob@example.org", policy)
    assert len(mailbox.to("bob@example.org")) == 1


def test_a_site_answers_so_many_an_hour(policy, offer, mailbox, ask, clock, settings):
    settings.POLICIES = {**settings.POLICIES, "MAIL_REQUESTS_PER_HOUR": 3}
    for number in range(3):
        assert ask(f"reader-{number}@example.org").status_code == 303
    refused = ask(ANN)
    assert refused.status_code == 429
    assert "try again in an hour" in refused.content.decode()
    assert len(mailbox.taken) == 3
    clock.shift(3600)
    assert ask(ANN).status_code == 303


def test_a_server_that_is_down_loses_no_request(policy, offer, ask, settings, caplog, mailbox,
                                                deliver, links, client):  # fmt: skip
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    assert ask(ANN, policy).status_code == 303
    assert ANN not in caplog.text
    assert "waits" in caplog.text
    settings.EMAIL_PORT = port
    deliver()
    deliver()
    [asking] = mailbox.to(ANN)
    client.post(links(asking)[0])
    assert Subscription.objects.get().address == ANN


def test_requests_are_forgotten_within_a_week(policy, offer, ask, mailbox, deliver, clock):
    ask(ANN, policy)
    clock.shift(limits.KEPT - timedelta(seconds=1))
    deliver()
    assert SubscriptionRequest.objects.count() == 1
    clock.shift(1)
    deliver()
    assert SubscriptionRequest.objects.count() == 0


def test_in_the_readers_language(policy, offer, ask, mailbox, client):
    page = client.get("/policies-api/subscribe/?lang=de").content.decode()
    assert '<html lang="de"' in page
    assert 'name="lang" value="de"' in page
    assert ask(ANN, lang="de")["Location"] == "/policies-api/subscribe/sent/?lang=de"
    assert '<html lang="de"' in client.get(OF_SITE[1], {"lang": "de"}).content.decode()
    assert SubscriptionRequest.objects.get().language == "de"
    assert '<html lang="en-gb"' in client.get(OF_SITE[0], {"lang": "xx"}).content.decode()


def test_the_switch_asks_for_a_sender_that_can_be_answered(home, settings):
    from django.core.exceptions import ValidationError

    row = PolicySettings.for_site(Site.objects.get())
    row.full_clean()
    row.subscriptions_offered = True
    with pytest.raises(ValidationError, match="from which address subscribers are mailed"):
        row.full_clean()
    settings.DEFAULT_FROM_EMAIL = "Shop <policies@shop.example>"
    row.full_clean()
    row.mail_from = "policies@shop.example\nBcc: eve@example.org"
    with pytest.raises(ValidationError):
        row.full_clean()


def test_the_senders_default_is_the_sites(policy, offer, ask, mailbox, settings):
    settings.DEFAULT_FROM_EMAIL = "Shop <mail@shop.example>"
    offer.mail_from = ""
    offer.save()
    ask(ANN, policy)
    assert mailbox.to(ANN)[0]["From"] == "Shop <mail@shop.example>"


def test_a_name_of_several_lines_makes_no_header(policy, offer, ask, mailbox):
    Site.objects.update(site_name="Shop\r\nBcc: eve@example.org")
    assert ask(ANN, policy).status_code == 303
    assert [to for to, _message in mailbox.taken] == [ANN]
    assert "Bcc" not in mailbox.to(ANN)[0]


def test_requests_of_the_future_do_not_count(policy, offer, ask, mailbox, clock):
    ask(ANN, policy)
    SubscriptionRequest.objects.update(asked_at=timezone.now() + timedelta(days=1))
    ask(ANN, policy)
    assert len(mailbox.to(ANN)) == 2
