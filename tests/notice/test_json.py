"""``notice.json``: its shape, how long it may be kept, and what it costs."""

from __future__ import annotations

import json
import re
from datetime import date

import brotli
import pytest
from django.core.cache import cache
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from policies.models import PolicyPage
from policies.notice import answers
from policies.notice.live import Live
from policies.standing import site_cache
from tests.notice.conftest import SUMMARY

pytestmark = pytest.mark.django_db

ADDRESS = "/policies-api/notice.json"


def seconds(answer):
    return int(re.search(r"max-age=(\d+)", answer["Cache-Control"])[1])


def test_the_shape_is_the_contracts(announced, client):
    body = client.get(ADDRESS).json()
    assert body["notices"] == [
        {
            "policy": str(announced.policy_uuid),
            "title": "Privacy policy",
            "version": 2,
            "message": SUMMARY,
            "effective": "2026-07-01",
            "state": "forthcoming",
            "read": "http://localhost/privacy/versions/2/",
            "compare": "http://localhost/privacy/changes/2/",
            "compare_from": "http://localhost/privacy/compare/{seen}/2/",
            "until": "2026-07-14T23:00:00Z",
        }
    ]
    assert (body["lang"], body["dir"]) == ("en-gb", "ltr")
    assert body["labels"] == {
        "region": "Changes to our policies",
        "forthcoming": "{title}: changes take effect on {date}.",
        "in force": "{title}: changes took effect on {date}.",
        "compare": "See the changes",
        "since": "See the changes since you last looked",
        "read": "Read it in full",
        "close": "Close",
        "2026-07-01": "1 Jul 2026",
    }


def test_where_nothing_is_live_the_answer_says_nothing_else(policy, client):
    assert client.get(ADDRESS).json() == {"notices": []}


def test_every_link_leads_somewhere(announced, client):
    (notice,) = client.get(ADDRESS).json()["notices"]
    for name in ("read", "compare"):
        assert client.get(notice[name], follow=True).status_code == 200
    since = notice["compare_from"].replace("{seen}", "1")
    assert client.get(since).status_code == 200


def test_any_origin_may_read_it_and_nobody_is_known_by_it(announced, client):
    answer = client.get(ADDRESS, HTTP_ORIGIN="https://shop.example")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in answer
    assert answer["Vary"] == "Accept-Encoding"
    assert not answer.cookies
    assert client.head(ADDRESS).status_code == 200
    assert client.post(ADDRESS).status_code == 405


def test_an_unchanged_answer_is_not_sent_again(clock, announced, client):
    for coding in ("br", "gzip", ""):
        first = client.get(ADDRESS, HTTP_ACCEPT_ENCODING=coding)
        again = client.get(ADDRESS, HTTP_ACCEPT_ENCODING=coding, HTTP_IF_NONE_MATCH=first["ETag"])
        assert (again.status_code, again.content) == (304, b"")
        for header in ("ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin"):
            assert again[header] == first[header]
    clock.move_to("2026-06-30T23:00:00Z")
    assert client.get(ADDRESS, HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


@pytest.mark.parametrize("address", [ADDRESS, "/policies-api/notice-1.js"])
def test_an_answer_that_meets_no_condition_is_kept_by_nobody(announced, client, address):
    refused = client.get(address, HTTP_IF_MATCH='"another"')
    assert (refused.status_code, refused.content) == (412, b"")
    assert refused["Cache-Control"] == "no-store"
    assert client.get(address, HTTP_IF_MATCH="*").status_code == 200


def test_each_coding_says_the_same_under_its_own_tag(announced, client):
    plain = client.get(ADDRESS)
    coded = client.get(ADDRESS, HTTP_ACCEPT_ENCODING="gzip, br")
    assert coded["Content-Encoding"] == "br"
    assert json.loads(brotli.decompress(coded.content)) == plain.json()
    assert coded["ETag"] != plain["ETag"]
    refused = client.get(ADDRESS, HTTP_ACCEPT_ENCODING="br;q=0, gzip;q=0.000")
    assert "Content-Encoding" not in refused


def test_it_is_never_kept_past_the_next_change(clock, announced, client):
    assert seconds(client.get(ADDRESS)) == 300
    for moment, left in (
        ("2026-06-30T22:58:00Z", 120),
        ("2026-06-30T22:59:59Z", 1),
        ("2026-06-30T23:00:00Z", 300),
        ("2026-07-14T22:59:30Z", 30),
        ("2026-07-14T23:00:00Z", 300),
    ):
        clock.move_to(moment)
        assert seconds(client.get(ADDRESS)) == left


@pytest.fixture
def untranslated(settings):
    """A site in one language, of which Wagtail need not read where its translations are."""
    settings.WAGTAIL_I18N_ENABLED = False


def test_where_trees_are_translated_wagtail_reads_their_roots_now_and_then(
    announced, client, django_assert_num_queries
):
    cache.clear()
    with django_assert_num_queries(4):
        client.get(ADDRESS)
    site_cache.forget()
    with django_assert_num_queries(2):
        client.get(ADDRESS)


def test_two_queries_cold_and_none_warm(
    clock, announced, untranslated, client, django_assert_num_queries
):
    cache.clear()
    with django_assert_num_queries(2):
        client.get(ADDRESS)
    for query in ({}, {"policy": "privacy"}, {"lang": "EN-gb"}):
        with django_assert_num_queries(0):
            assert client.get(ADDRESS, query).json()["notices"]
    with django_assert_num_queries(2):
        client.get(ADDRESS, {"lang": "de"})
    clock.shift(299)
    with django_assert_num_queries(0):
        client.get(ADDRESS)


def test_cold_it_asks_no_more_with_many_notices(make_policy, publish, untranslated, client,
                                                django_assert_num_queries):  # fmt: skip
    for number in range(6):
        page = make_policy(slug=f"p{number}", title=f"Policy {number}")
        publish(page, "# Data we keep\n\nLonger.\n", kind="material")
    cache.clear()
    with django_assert_num_queries(2):
        assert len(client.get(ADDRESS).json()["notices"]) == 6


def test_what_a_transaction_leaves_behind_is_never_kept(clock, announced, client):
    """A reader that kept the old state while the change was under way is overruled on commit."""
    assert len(client.get(ADDRESS).json()["notices"]) == 1
    type(announced.notice).objects.filter(pk=announced.notice.pk).update(closes_at=clock_now())
    assert len(client.get(ADDRESS).json()["notices"]) == 1
    site_cache.forget()
    assert client.get(ADDRESS).json()["notices"] == []


def test_what_another_release_keeps_is_left_alone(clock, announced, client, monkeypatch):
    monkeypatch.setattr(site_cache, "__version__", "0.0.1")
    assert client.get(ADDRESS).json()["notices"]
    monkeypatch.setattr(answers, "live", lambda *args: Live())
    assert client.get(ADDRESS).json()["notices"]
    monkeypatch.setattr(site_cache, "__version__", "0.0.2")
    assert client.get(ADDRESS).json() == {"notices": []}


def clock_now():
    from django.utils import timezone

    return timezone.now()


@pytest.mark.django_db(transaction=True)
def test_a_commit_makes_what_was_kept_worthless(client, policy, publish):
    assert client.get(ADDRESS).json()["notices"] == []
    publish(policy, "# Data we keep\n\nLonger.\n", kind="material")
    assert len(client.get(ADDRESS).json()["notices"]) == 1


def test_the_visitors_language_is_in_the_address_alone(announced, client):
    german = client.get(ADDRESS, {"lang": "de-AT"}).json()
    assert german["lang"] == "de"
    assert german["labels"]["2026-07-01"] == "1. Juli 2026"
    assert german["labels"]["close"] == "Schließen"
    assert german["notices"][0]["lang"] == "en-gb"
    plain = client.get(ADDRESS, HTTP_ACCEPT_LANGUAGE="de", HTTP_COOKIE="django_language=de").json()
    assert plain["lang"] == "en-gb"
    assert "lang" not in plain["notices"][0]


def test_a_language_written_from_the_right_says_so(announced, client, settings):
    settings.LANGUAGES = [("en-gb", "English"), ("ar", "Arabic")]
    settings.WAGTAIL_CONTENT_LANGUAGES = settings.LANGUAGES
    assert client.get(ADDRESS, {"lang": "ar-EG"}).json()["dir"] == "rtl"


@pytest.mark.parametrize("wanted", ["xx", "", "a" * 2000, "de\x00", "../../etc", "de;drop", "💥"])
def test_an_unknown_language_is_the_sites_own(announced, client, wanted):
    assert client.get(ADDRESS, {"lang": wanted}).json()["lang"] in ("en-gb", "de")


def test_a_shop_may_ask_for_some_policies(announced, make_policy, publish, notices):
    terms = make_policy(slug="terms", title="Terms of sale")
    publish(terms, "# Terms\n\nNew.\n", kind="material", effective=date(2026, 8, 1))

    def titles(policy):
        return [notice["title"] for notice in notices(policy=policy)]

    assert titles("") == ["Privacy policy", "Terms of sale"]
    assert titles("terms") == ["Terms of sale"]
    assert titles(str(announced.policy_uuid)) == ["Privacy policy"]
    assert titles("terms, privacy") == ["Privacy policy", "Terms of sale"]
    assert titles("nothing") == []


def test_a_policy_is_named_by_its_slug_or_identity_in_any_language(
    announced, make_policy, publish, notices, translate, client, django_assert_num_queries
):
    terms = make_policy(slug="terms", title="Terms of sale")
    publish(terms, "# Terms\n\nNew.\n", kind="material")
    german = publish(translate(), "# Daten\n\n90 Tage.\n", kind="material", summary="Länger.")
    names = ("privacy", "datenschutz", str(announced.policy_uuid), str(german.policy_uuid))
    for language, title in (("de", "Datenschutz"), ("en-gb", "Privacy policy")):
        for name in names:
            assert [n["title"] for n in notices(lang=language, policy=name)] == [title]
    assert [n["title"] for n in notices(lang="de", policy="terms")] == ["Terms of sale"]
    site_cache.forget()
    for most in (2, 0):
        with django_assert_num_queries(most):
            client.get(ADDRESS, {"lang": "de", "policy": "privacy"})


def test_an_alias_is_named_as_what_it_mirrors_or_by_its_own_slug(
    clock, home, make_policy, publish, notices
):
    folder = home.add_child(instance=Page(title="Partners", slug="partners"))
    source = make_policy(parent=folder)
    version = publish(source, "# Data we keep\n\nLonger.\n", kind="material")
    PolicyPage.objects.get(pk=source.pk).create_alias(parent=home, update_slug="data")
    PageViewRestriction.objects.create(page=folder, restriction_type=PageViewRestriction.LOGIN)
    for name in ("privacy", "data", str(version.policy_uuid)):
        assert [n["read"] for n in notices(policy=name)] == ["http://localhost/data/versions/2/"]


def test_one_notice_is_at_most_450_bytes(announced, client):
    sizes = {
        language: len(client.get(ADDRESS, {"lang": language}, HTTP_ACCEPT_ENCODING="br").content)
        for language in ("en-gb", "de", "fr", "es")
    }
    print("notice.json, brotli:", sizes)
    assert max(sizes.values()) <= 450


def test_a_host_that_no_site_bears_gets_the_default_site(announced):
    assert Client().get(ADDRESS, HTTP_HOST="elsewhere.example").json()["notices"]
