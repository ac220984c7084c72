"""Addresses last: they survive renaming and moving, and whatever is asked there is answered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from policies.models import PolicyIndexPage, PolicyPage

pytestmark = pytest.mark.django_db

UNDER = [
    "",
    "versions/",
    "versions/2/",
    "versions/2/document.html",
    "versions/2/document.md",
    "versions/2/document.txt",
    "versions/2/document.json",
    "versions.json",
    "compare/1/3/",
    "compare/1/3/?marks=text&context=all",
    "changes/2/",
    "clauses/data-we-keep/",
    "clauses/data-we-keep/?version=2",
    "as-of/2026-07-05/",
    "as-of/2026-07-05T10:00:00+01:00/",
    "timegate/",
    "timemap/",
    "timemap/json/",
    "feed/",
    "feed/?kind=material",
]


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    """``rename(page, slug)`` and commit: that is when Wagtail leaves its redirect."""

    def run(page, slug):
        page = Page.objects.get(pk=page.pk).specific
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return run


def ends(client, address):
    """Where a reader arrives who follows redirects to another name of the policy."""
    response = client.get(address)
    for _hop in range(5):
        if response.status_code != 301:
            return response
        address = response["Location"]
        response = client.get(address)
    pytest.fail("a circle of redirects")


@pytest.fixture
def same(past, client):
    """``same(prefix)``: everything under an old prefix is what stands under the new one now."""
    before = {end: client.get(f"/privacy/{end}").status_code for end in UNDER}
    assert set(before.values()) <= {200, 302}

    def check(new):
        for end in UNDER:
            old = ends(client, f"/privacy/{end}")
            now = client.get(f"{new}{end}")
            assert old.status_code == now.status_code == before[end], end
            assert old.headers.get("Location") == now.headers.get("Location")
            if "document" in end:
                assert old.content == now.content
        return True

    return check


def test_a_renamed_policy_keeps_every_old_address(past, rename, same):
    rename(past.policy, "data-protection")
    assert same("/data-protection/")
    rename(past.policy, "your-data")
    assert same("/your-data/")


def test_a_moved_policy_keeps_every_old_address(past, rename, same, home):
    shelf = home.add_child(instance=PolicyIndexPage(title="Policies", slug="policies"))
    past.policy.move(shelf, "last-child")
    assert same("/policies/privacy/")
    rename(shelf, "legal")
    assert same("/legal/privacy/")


def test_a_redirect_keeps_the_question(past, rename, client):
    rename(past.policy, "data-protection")
    response = client.get("/privacy/compare/1/3/?marks=text")
    assert response.status_code == 301
    assert response["Location"] == "/data-protection/compare/1/3/?marks=text"
    assert response["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(
    "end", ["nothing/", "versions/abc/", "versions/2/document.exe/more/", "compare/1/", "%00/"]
)
def test_what_was_never_there_is_not_redirected(past, rename, client, end):
    rename(past.policy, "data-protection")
    assert client.get(f"/privacy/{end}").status_code == 404


def test_an_old_name_that_is_given_to_another_policy_is_that_ones(
    past, rename, make_policy, client
):
    rename(past.policy, "data-protection")
    make_policy(title="Another", body="# Other\n\nOther words.\n")
    assert client.get("/privacy/versions.json").json()["title"] == "Another"
    assert client.get("/privacy/versions/3/").status_code == 404
    assert client.get("/data-protection/versions/3/").status_code == 200


def test_an_unpublished_policy_is_not_found_under_any_name(past, rename, client):
    rename(past.policy, "data-protection")
    PolicyPage.objects.get(pk=past.policy.pk).unpublish()
    for end in UNDER:
        assert client.get(f"/data-protection/{end}").status_code == 404
        assert ends(client, f"/privacy/{end}").status_code == 404


def test_an_old_name_on_one_site_is_no_name_on_another(past, rename, client):
    other = Page.objects.get(depth=1).add_child(instance=PolicyIndexPage(title="B", slug="b"))
    Site.objects.create(hostname="other.example", root_page=other)
    rename(past.policy, "data-protection")
    there = client.get("/privacy/versions/1/", headers={"Host": "other.example"})
    assert there.status_code == 404
    assert client.get("/privacy/versions/1/").status_code == 301


def test_a_redirect_that_an_editor_made_counts_where_it_is_longer(past, make_policy, client):
    other = make_policy(title="Old terms", slug="terms")
    Redirect.add_redirect("/gone", redirect_to=past.policy)
    Redirect.add_redirect("/gone/terms", redirect_to=other)
    assert client.get("/gone/versions/1/")["Location"] == "/privacy/versions/1/"
    assert client.get("/gone/terms/versions/1/")["Location"] == "/terms/versions/1/"


# The short way of routing arrives where Wagtail's own does.


def test_a_policy_is_found_at_once_when_it_has_just_moved(past, rename, client, home):
    assert client.get("/privacy/versions/1/").status_code == 200
    assert client.get("/privacy/versions/1/").status_code == 200
    rename(past.policy, "data-protection")
    rename(past.policy, "privacy")
    assert client.get("/privacy/versions/1/").status_code == 200
    past.policy.refresh_from_db()
    past.policy.unpublish()
    assert client.get("/privacy/versions/1/").status_code == 404


def test_another_page_that_takes_the_address_is_served(past, rename, client, home):
    assert client.get("/privacy/").status_code == 200
    rename(past.policy, "old-privacy")
    home.add_child(instance=PolicyIndexPage(title="A list", slug="privacy"))
    page = client.get("/privacy/")
    assert page.status_code == 200
    assert "A list" in page.content.decode()


def test_two_sites_have_their_own_policy_at_one_address(past, make_policy, client):
    other = Page.objects.get(depth=1).add_child(instance=PolicyIndexPage(title="B", slug="b"))
    Site.objects.create(hostname="other.example", root_page=other)
    make_policy(title="Theirs", parent=other)
    for _warm in range(2):
        here = client.get("/privacy/versions.json").json()
        there = client.get("/privacy/versions.json", headers={"Host": "other.example"}).json()
        assert (here["title"], there["title"]) == ("Privacy policy", "Theirs")
        assert there["url"] == "http://other.example/privacy/"


def test_an_alias_shows_the_versions_of_its_source_under_its_own_address(past, client, home):
    shelf = home.add_child(instance=PolicyIndexPage(title="Policies", slug="policies"))
    past.policy.create_alias(parent=shelf)
    for _warm in range(2):
        told = client.get("/policies/privacy/versions.json").json()
        assert [v["number"] for v in told["versions"]] == [1, 2, 3, 4]
        assert told["url"] == "http://localhost/policies/privacy/"
        assert client.get("/policies/privacy/versions/2/").status_code == 200


# Whatever is asked is answered: 4xx, never 5xx.

HOSTILE = [
    "versions/-1/",
    "versions/0/",
    "versions/99/",
    "versions/99999999999999999999/",
    "versions/1.5/",
    "versions/1e3/",
    "versions/%31%00/",
    "versions/١/",
    "versions/%2e%2e/%2e%2e/etc/passwd",
    "versions/1/document.",
    "versions/1/document.exe",
    "versions/1/document.html.md",
    "versions/99999999999999999999/document.md",
    "versions/-1/document.md",
    "versions/0/document.json",
    "versions.jsonp",
    "versions.json/x",
    "compare/1/1/",
    "compare/0/1/",
    "compare/1/99/",
    "compare/99999999999999999999/99999999999999999999/",
    "compare/-1/2/",
    "compare/a/b/",
    "changes/0/",
    "changes/99999999999999999999/",
    "as-of/0000-00-00/",
    "as-of/2026-02-30/",
    "as-of/2026-13-01/",
    "as-of/99999-01-01/",
    "as-of/9999-12-31T23:59:59-25:00/",
    "as-of/0001-01-01/",
    "as-of/-001-01-01/",
    "as-of/2026-05-01T10:00:00/",
    "as-of/now/",
    "as-of/%00/",
    "as-of/%0a/",
    "as-of/<script>/",
    "as-of/" + "9" * 5000 + "/",
    "clauses/%00/",
    "clauses/nothing/",
    "clauses/<script>/",
    "clauses/" + "a" * 5000 + "/",
    "clauses/data-we-keep/?version=99",
    "clauses/data-we-keep/?version=0",
    "clauses/data-we-keep/?version=x",
    "clauses/data-we-keep/?version=" + "9" * 5000,
    "clauses/nothing/?version=1",
    "timegate/1/",
    "timemap/xml/",
    "feed/?kind=%00",
    "feed/?p=99999999999999999999",
    "%00/",
    "%ff%fe/",
    "%2e%2e/",
    "☃/",
    "a" * 5000 + "/",
    "a/" * 500,
]


def test_hostile_addresses_are_refused(past, client):
    client.raise_request_exception = False
    answers = {}
    for warm in (False, True):
        for end in HOSTILE:
            for method in (client.get, client.head):
                answers[end[:40], method.__name__, warm] = method(f"/privacy/{end}").status_code
        assert client.get("/privacy/").status_code == 200
    wrong = {asked: status for asked, status in answers.items() if not 400 <= status < 500}
    assert wrong == {}


@pytest.mark.parametrize(
    "address",
    [
        "/privacy/?p=%00",
        "/privacy/versions/?p=%00&kind=%00",
        "/privacy/versions/?p=99999999999999999999",
        "/privacy/compare/1/2/?view=%00&marks=%00&context=%00",
        "/policies-api/policies.json?%00=%00",
        "/policies-api/openapi.json?a=1&a=2",
        "/privacy/versions.json?callback=alert(1)",
    ],
)
def test_a_query_that_means_nothing_is_ignored(past, client, address):
    client.raise_request_exception = False
    assert client.get(address).status_code == 200


OF_SITE = [
    f"/policies-api/{end}"
    for end in ("notice.json", "notice.js", "policies.json", "openapi.json", "feed/")
]


@pytest.mark.parametrize("warm", [False, True])
def test_nothing_but_reading_is_possible(past, warm):
    # As a browser posts that has no token: what is asked for is not the token but another method.
    client = Client(enforce_csrf_checks=True)
    for address in [*(f"/privacy/{end}" for end in UNDER[:-1]), *OF_SITE]:
        if warm:
            client.get(address)
        for method in (client.post, client.put, client.patch, client.delete, client.trace):
            response = method(address)
            assert response.status_code == 405, (address, method)
            assert "GET" in response["Allow"]
            assert not response.cookies
        assert client.options(address).status_code in (200, 405)


def test_pages_of_other_kinds_are_asked_for_their_token_as_ever(past, home):
    home.add_child(instance=PolicyIndexPage(title="Policies", slug="policies"))
    client = Client(enforce_csrf_checks=True)
    for address in ("/policies/", "/nothing/"):
        assert client.get(address).status_code == (404 if "nothing" in address else 200)
        assert client.post(address).status_code == 403
    assert Client().post("/policies/").status_code in (200, 405)


@pytest.mark.parametrize(
    "end", ["versions/99/", "versions/99/document.md", "nothing/", "as-of/x/", "clauses/x/"]
)
def test_what_is_not_there_today_is_kept_by_nobody(past, client, end):
    response = client.get(f"/privacy/{end}")
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store"


def test_if_none_match_any_does_not_find_what_is_not_there(past, client):
    assert client.get("/privacy/versions/99/", headers={"If-None-Match": "*"}).status_code == 404


def test_drafts_and_scheduled_publications_are_at_no_address(past, client):
    page = PolicyPage.objects.get(pk=past.policy.pk).get_latest_revision_as_object()
    page.body = "# Data\n\nDraft words.\n"
    page.title = "Draft title"
    page.save_revision()
    page.go_live_at = timezone.now() + timedelta(days=3)
    page.save_revision().publish()
    draft = PolicyPage(title="Draft policy", slug="draft", body="# D\n\nDraft words.\n", live=False)
    past.policy.get_parent().add_child(instance=draft)
    for address in [
        *(f"/privacy/{end}" for end in UNDER),
        *(f"/draft/{end}" for end in UNDER),
        "/privacy/versions/5/",
        "/privacy/versions/5/document.md",
        "/policies-api/policies.json",
        "/policies-api/openapi.json",
        "/policies-api/notice.json",
        "/policies-api/feed/",
        "/sitemap.xml",
    ]:
        content = client.get(address, follow=True).content.decode()
        assert "Draft" not in content, address
        assert "draft" not in content.replace("/draft/", ""), address
