"""The list of policies holds until it changes, as a policy does; asking again is cheap."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, PageViewRestriction

from policies.actions.correct_version import correct_version
from policies.actions.withdraw_version import withdraw_version
from policies.models import PolicyIndexPage, PolicyPage, PolicyVersion
from tests.archive.front import Front, control
from tests.archive.test_caching import plain, queries, seen  # noqa: F401 - a fixture
from tests.archive.test_purge import act, told  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db

LIST = "http://localhost/policies/"


def version(policy, number):
    return PolicyVersion.objects.get(policy=policy.pk, number=number)


def test_whoever_has_the_list_is_told_so(shelf, client):
    for _warm in range(2):
        first = client.get("/policies/")
        tag = first["ETag"]
        assert tag.startswith('"'), "a strong tag"
        assert set(control(first)) == {"public", "max-age"}
        for method in (client.get, client.head):
            again = method("/policies/", headers={"If-None-Match": tag})
            assert (again.status_code, again.content) == (304, b"")
            for name in ("ETag", "Cache-Control", "Vary"):
                assert again.get(name) == first.get(name), name
            assert method("/policies/", headers={"If-None-Match": '"other"'}).status_code == 200
        head = client.head("/policies/")
        assert (head.status_code, dict(head.headers)) == (200, dict(first.headers))
        assert head.content == b""
        assert client.post("/policies/").status_code == 405


def test_a_cache_in_front_shows_the_list_as_it_is(clock, shelf, client):
    front = Front(client)
    for day in ("2026-11-05T00:00:00Z", "2027-01-01T00:00:00Z"):
        for seconds in (-400, -30, -0.5, 0, 299):
            clock.move_to(parse_datetime(day) + timedelta(seconds=seconds))
            shown, fresh = front.get("/policies/"), client.get("/policies/")
            assert seen(shown) == seen(fresh), (day, seconds)
    assert "Version 4, effective 1 Jan 2027." in shown.content.decode()
    assert min(front.hits, front.revalidated, front.fetched) > 0


def changes(past, shelf, make_policy, publish):
    """What an editor, or a program that leaves no trace in the log, may do to a list."""
    terms = make_policy(parent=shelf, title="Terms of sale", slug="terms")
    yield "another policy", None
    publish(terms, "# T\n\nOther terms.\n")
    yield "a publication", None
    fourth = version(past.policy, 4)
    correct_version(version=fourth, reason="A slip.", at=timezone.now(), summary="In words.")
    yield "a correction", None
    withdraw_version(version=fourth, at=timezone.now(), reason="Dropped.")
    yield "a withdrawal", None
    page = PolicyPage.objects.get(pk=terms.pk).get_latest_revision_as_object()
    page.slug, page.title = "terms-of-sale", "Terms of sale and return"
    page.change_kind, page.change_summary = "editorial", "A longer title."
    page.editorial_reason, page.effective_date = "The same.", timezone.localdate()
    page.save_revision().publish()
    yield "a new name", "terms-of-sale"
    page = PolicyPage.objects.get(pk=terms.pk)
    page.slug = "sale"
    page.save()
    yield "a new name from a program", "/policies/sale/"
    page.move(Page.objects.get(pk=past.policy.pk), "left")
    yield "another order", None
    made = PageViewRestriction.objects.create(page=page, restriction_type="login")
    yield "a restriction", None
    PageViewRestriction.objects.filter(pk=made.pk).delete()
    yield "its end, from a program", "/policies/sale/"
    PolicyPage.objects.get(pk=terms.pk).unpublish()
    yield "a policy that is taken off", None
    alias = PolicyPage.objects.get(pk=past.policy.pk).create_alias(update_slug="mirror")
    yield "an alias", "/policies/mirror/"
    Page.objects.get(pk=alias.pk).delete()
    yield "its end", None
    page = PolicyIndexPage.objects.get(pk=shelf.pk)
    page.title, page.intro = "What binds us", "Read it all."
    page.save_revision().publish()
    yield "a title of its own", "What binds us"
    page = PolicyIndexPage.objects.get(pk=shelf.pk)
    page.intro = "Read them all."
    page.save()
    yield "an introduction from a program", "Read them all."
    PolicyPage.objects.get(pk=past.policy.pk).move(shelf.get_parent(), "last-child")
    yield "a policy that is moved away", "No policy has been published yet."


def test_every_change_makes_another_tag(past, shelf, make_policy, publish, client):
    tags = [client.get("/policies/")["ETag"]]
    for what, words in changes(past, shelf, make_policy, publish):
        answer = client.get("/policies/", headers={"If-None-Match": tags[-1]})
        assert answer.status_code == 200, what
        assert not words or words in answer.content.decode(), what
        tags.append(answer["ETag"])
    assert len(set(tags)) == len(tags)


def test_a_restricted_list_is_kept_by_nobody(shelf, client):
    tag = client.get("/policies/")["ETag"]
    PageViewRestriction.objects.create(page=shelf, restriction_type="login")
    asked = client.get("/policies/", headers={"If-None-Match": tag})
    assert (asked.status_code, "login" in asked["Location"]) == (302, True)
    client.force_login(User.objects.create_user("partner", password="secret"))
    answer = client.get("/policies/", headers={"If-None-Match": tag})
    assert (answer.status_code, "Privacy policy" in answer.content.decode()) == (200, True)
    assert "public" not in control(answer)
    assert "ETag" not in answer


def test_whoever_knows_the_password_has_a_copy_that_no_cache_keeps(shelf, client, settings):
    made = PageViewRestriction.objects.create(
        page=shelf, restriction_type="password", password="open sesame"
    )
    address = f"/_util/authenticate_with_password/{made.pk}/{shelf.pk}/"
    client.post(address, {"password": "open sesame", "return_url": "/policies/"})
    assert {"private"} < set(control(client.get("/policies/")))


def test_an_editor_and_a_preview_get_nothing_that_is_kept_for_others(shelf, admin_client, rf):
    answer = admin_client.get("/policies/")
    assert set(control(answer)) == {"private", "no-cache"}
    request = rf.get("/policies/", SERVER_NAME="localhost")
    request.is_preview = True
    preview = PolicyIndexPage.objects.get(pk=shelf.pk).serve(request)
    assert set(control(preview)) == {"private", "no-cache"}
    assert "ETag" not in preview


def costs(client, address):
    for _warm in range(2):
        tag = {"If-None-Match": client.get(address)["ETag"]}
    whole = queries(lambda: client.get(address))
    again = queries(lambda: client.get(address, headers=tag))
    assert (whole[0].status_code, again[0].status_code) == (200, 304)
    return whole[1], again[1]


COSTS = (5, 3)
"""Queries of the whole list, and of a 304; the site itself is one of them."""


@pytest.mark.usefixtures("plain")
def test_the_cost_of_a_list(shelf, client):
    assert costs(client, "/policies/") == COSTS


@pytest.mark.usefixtures("plain")
def test_it_does_not_grow_with_the_policies_nor_with_the_tree(
    past, shelf, client, home, make_policy
):
    for number in range(6):
        make_policy(parent=shelf, title=f"Policy {number}", slug=f"policy-{number}")
        PolicyPage.objects.get(pk=past.policy.pk).create_alias(update_slug=f"mirror-{number}")
    assert costs(client, "/policies/") == COSTS
    company = home.add_child(instance=Page(title="Company", slug="company"))
    legal = company.add_child(instance=Page(title="Legal", slug="legal"))
    PolicyIndexPage.objects.get(pk=shelf.pk).move(legal, "last-child")
    assert costs(client, "/company/legal/policies/") == COSTS


def test_the_policies_under_a_list_are_reached_as_before(past, shelf, client):
    for _warm in range(3):
        assert client.get("/policies/").status_code == 200
        assert "We keep it for sixty days." in client.get("/policies/privacy/").content.decode()
        assert client.get("/policies/nothing/").status_code == 404


def test_the_list_is_purged_with_what_stands_in_it(past, shelf, told, act, publish, home):  # noqa: F811
    def purged(done):
        told.clear()
        act(done)
        return LIST in told

    def publish_the_list():
        page = PolicyIndexPage.objects.get(pk=shelf.pk)
        page.intro = "Read it all."
        page.save_revision().publish()

    policy = PolicyPage.objects.get(pk=past.policy.pk)
    assert purged(lambda: publish(policy, "# D\n\nOther words.\n", meanwhile="until_then"))
    assert purged(publish_the_list)
    assert purged(lambda: PageViewRestriction.objects.create(page=shelf, restriction_type="login"))
    alias = act(lambda: policy.create_alias(update_slug="mirror"))
    assert LIST in told
    assert purged(lambda: Page.objects.get(pk=alias.pk).delete())
    assert "http://localhost/policies/mirror/versions/1/document.md" in told
    assert purged(lambda: PolicyPage.objects.get(pk=policy.pk).move(home, "last-child"))
    assert purged(lambda: PolicyIndexPage.objects.get(pk=shelf.pk).unpublish())


def test_a_preview_shows_the_list_as_it_will_be(shelf):
    shelf.title, shelf.intro = "Our promises", "All of them."
    content = shelf.make_preview_request().content.decode()
    assert "Our promises" in content
    assert "All of them." in content
