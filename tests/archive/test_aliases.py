"""An alias shows what it mirrors, however many aliases lie between, and costs no more."""

from __future__ import annotations

import pytest
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from policies.models import PolicyIndexPage, PolicyPage
from policies.standing.history import History
from policies.standing.mirrors import mirrors_of, source_of
from policies.standing.site import public_policies
from tests.archive.test_addresses import UNDER
from tests.archive.test_caching import COSTS, costs, plain, queries  # noqa: F401 - a fixture
from tests.archive.test_purge import act, told  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db

LINE = ("first", "second", "third")


@pytest.fixture
def shelf(home):
    """An empty list at ``/mirrors/``."""
    return home.add_child(instance=PolicyIndexPage(title="Mirrors", slug="mirrors"))


@pytest.fixture
def line(past, shelf):
    """An alias of the policy, an alias of that, and an alias of the second."""
    found, page = [], PolicyPage.objects.get(pk=past.policy.pk)
    for slug in LINE:
        page = PolicyPage.objects.get(pk=page.pk).create_alias(parent=shelf, update_slug=slug)
        found.append(page)
    return found


@pytest.mark.parametrize("slug", LINE)
def test_every_address_of_an_alias_of_an_alias_answers(line, client, slug):
    for _warm in range(2):
        for end in UNDER:
            assert client.get(f"/mirrors/{slug}/{end}").status_code in (200, 302), end
        response = client.get(f"/mirrors/{slug}/")
        assert "We keep it for sixty days." in response.content.decode()
        again = client.get(f"/mirrors/{slug}/", headers={"If-None-Match": response["ETag"]})
        assert again.status_code == 304


def test_the_alias_that_a_tree_of_another_language_has_of_an_alias(past, home, client):
    """Wagtail's tree sync copies an alias as it copies a page: as an alias of it."""
    german = Locale.objects.create(language_code="de")
    home.copy_for_translation(german).save_revision().publish()
    shelf = home.add_child(instance=PolicyIndexPage(title="Mirrors", slug="mirrors"))
    shelf.copy_for_translation(german).save_revision().publish()
    first = PolicyPage.objects.get(pk=past.policy.pk).create_alias(parent=shelf)
    PolicyPage.objects.get(pk=first.pk).copy_for_translation(german, alias=True)
    for _warm in range(2):
        response = client.get("/de/mirrors/privacy/")
        assert response.status_code == 200
        assert "We keep it for sixty days." in response.content.decode()
    listed = client.get("/policies-api/policies.json").json()["policies"]
    assert "http://localhost/de/mirrors/privacy/" in [policy["url"] for policy in listed]


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("slug", LINE[:2])
def test_an_alias_costs_what_its_policy_costs(line, client, slug):
    """As far as an alias of an alias; what mirrors that, Wagtail has to find out."""
    assert costs(client, f"/mirrors/{slug}", own="/privacy") == COSTS


def test_the_lists_cost_the_same_with_aliases_as_without(past, line, client, rf):
    def footer():
        source = "{% load policies_tags %}{% policy_link 'second' %}"
        request = rf.get("/", SERVER_NAME="localhost")
        return Template(source).render(Context({"request": request}))

    for address, cost in {
        "/mirrors/": None,
        "/policies-api/policies.json": 3,
        "/policies-api/feed/": 3,
    }.items():
        for _warm in range(2):
            client.get(address)
        response, number = queries(lambda address=address: client.get(address))
        assert "/mirrors/second/" in response.content.decode(), address
        assert cost in (None, number), address
    assert "/mirrors/second/" in footer()
    site = Page.objects.get(pk=past.policy.pk).get_site()
    with CaptureQueriesContext(connection) as captured:
        pages = list(public_policies(site))
        shown = {page.slug: source_of(page) for page in pages}
    assert shown == dict.fromkeys(("privacy", "first", "second"), past.policy.pk)
    assert len([q for q in captured if "alias" in q["sql"]]) == 1


def test_the_list_says_of_each_what_is_in_force(line, client):
    content = client.get("/mirrors/").content.decode()
    assert content.count("Version 3, effective") == len(LINE)


def test_the_map_of_the_site_asks_once_for_all_aliases(line, client):
    def asked():
        response, number = queries(lambda: client.get("/sitemap.xml"))
        return response.content.decode().count("/mirrors/"), number

    asked()
    several = asked()
    line[2].delete()
    line[1].delete()
    assert several[0] == asked()[0] + 2
    assert several[1] == asked()[1]


def test_a_page_asks_for_what_it_shows_once_and_a_policy_never(
    past, line, django_assert_num_queries
):
    policy, deepest = (PolicyPage.objects.get(pk=page.pk) for page in (past.policy, line[2]))
    with django_assert_num_queries(0):
        assert source_of(policy) == policy.pk
    with django_assert_num_queries(3):
        assert source_of(deepest) == past.policy.pk
    with django_assert_num_queries(0):
        assert source_of(deepest) == past.policy.pk


def test_lines_that_a_program_has_closed_to_a_ring_end(past, line):
    Page.objects.filter(pk=line[0].pk).update(alias_of=line[2].pk)
    assert source_of(Page.objects.get(pk=line[2].pk)) in {page.pk for page in line}
    assert {page.pk for page in mirrors_of([line[0].pk])} == {page.pk for page in line}


def test_an_alias_on_the_line_that_becomes_a_page_is_what_the_rest_shows(line):
    page = PolicyPage.objects.get(pk=line[0].pk)
    page.alias_of = None
    page.title = "A policy of its own"
    page.save()
    page.save_revision().publish()
    history = History(Page.objects.get(pk=line[2].pk), timezone.now())
    assert [entry.version.title for entry in history] == ["A policy of its own"]


@pytest.mark.parametrize("slug", LINE)
def test_what_hides_the_policy_hides_all_that_mirror_it(past, line, client, slug):
    tag = {"If-None-Match": client.get(f"/mirrors/{slug}/")["ETag"]}
    PageViewRestriction.objects.create(page=past.policy, restriction_type="login")
    for headers in ({}, tag):
        for end in UNDER:
            response = client.get(f"/mirrors/{slug}/{end}", headers=headers)
            assert (response.status_code, "login" in response["Location"]) == (302, True), end
    listed = client.get("/policies-api/policies.json").json()["policies"]
    assert listed == []


def test_all_that_mirror_it_are_purged(past, line, told, act, publish):  # noqa: F811
    act(publish, past.policy, "# Data\n\nOther words.\n", meanwhile="until_then")
    assert {f"http://localhost/mirrors/{slug}/versions/5/" for slug in LINE} <= set(told)
    told.clear()
    act(past.policy.unpublish)
    documents = {f"http://localhost/mirrors/{slug}/versions/1/document.md" for slug in LINE}
    assert documents <= set(told)


def test_what_is_under_a_mirror_of_a_hidden_page_is_purged(past, home, told, act):  # noqa: F811
    shelf = home.add_child(instance=PolicyIndexPage(title="Partners", slug="partners"))
    mirror = shelf.create_alias(parent=home, update_slug="mirror")
    PolicyPage.objects.get(pk=past.policy.pk).move(mirror, "last-child")
    told.clear()
    act(PageViewRestriction.objects.create, page=shelf, restriction_type="login")
    assert "http://localhost/mirror/privacy/versions/1/document.md" in told


def test_aliases_that_are_deleted_with_their_list_are_forgotten(line, told, act, shelf):  # noqa: F811
    act(Page.objects.get(pk=shelf.pk).delete)
    assert {f"http://localhost/mirrors/{slug}/versions/1/document.md" for slug in LINE} <= set(told)
    assert "http://localhost/policies-api/policies.json" in told
