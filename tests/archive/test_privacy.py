"""A restriction on a policy, or on any page above it, holds at every address that speaks of it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from wagtail.models import PageViewRestriction

from policies.models import PolicyVersion
from tests.archive.test_addresses import UNDER
from tests.archive.test_caching import control

pytestmark = pytest.mark.django_db

SECRET = "We keep it for 60 days."
OF_SITE = [
    "/policies-api/policies.json",
    "/policies-api/openapi.json",
    "/policies-api/feed/",
    "/policies-api/notice.json",
    "/sitemap.xml",
]
KINDS = ["login", "password", "groups"]


@pytest.fixture
def restrict(django_capture_on_commit_callbacks):
    """``restrict(page, kind)``: as an editor does."""

    def run(page, kind):
        password = "open sesame" if kind == "password" else ""
        with django_capture_on_commit_callbacks(execute=True):
            made = PageViewRestriction.objects.create(
                page=page, restriction_type=kind, password=password
            )
        if kind == "groups":
            made.groups.add(Group.objects.create(name="Lawyers"))
        return made

    return run


def secrets(past):
    identity = str(PolicyVersion.objects.filter(policy=past.policy.pk)[0].policy_uuid)
    return {SECRET, "Privacy policy", identity, "/policies/privacy/versions"}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("where", ["policy", "shelf", "home"])
def test_nobody_reads_a_restricted_policy_at_any_address(
    past, shelf, home, restrict, client, kind, where
):
    warm = {end: client.get(f"/policies/privacy/{end}") for end in UNDER}
    restrict({"policy": past.policy, "shelf": shelf, "home": home}[where], kind)
    for end in UNDER:
        for headers in ({}, {"If-None-Match": warm[end].get("ETag", '"x"')}):
            response = client.get(f"/policies/privacy/{end}", headers=headers)
            content = response.content.decode()
            assert SECRET not in content, end
            assert "versions/1" not in response.get("Link", ""), end
            if kind == "password":
                assert response.status_code == 200
                assert "csrfmiddlewaretoken" in content
            else:
                assert (response.status_code, "login" in response["Location"]) == (302, True)
            assert "public" not in control(response), end
    for address in OF_SITE:
        content = client.get(address).content.decode()
        assert [secret for secret in secrets(past) if secret in content] == [], address


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_may_read_it_reads_it_and_no_cache_keeps_it(past, shelf, restrict, client, kind):
    made = restrict(shelf, kind)
    user = User.objects.create_user("lawyer", password="secret")
    if kind == "groups":
        user.groups.add(made.groups.get())
    if kind == "password":
        address = f"/_util/authenticate_with_password/{made.pk}/{past.policy.pk}/"
        client.post(address, {"password": "open sesame", "return_url": "/policies/privacy/"})
    else:
        client.force_login(user)
    for end in UNDER:
        response = client.get(f"/policies/privacy/{end}")
        assert response.status_code in (200, 302), end
        assert "public" not in control(response), end
        assert {"private", "no-store"} <= set(control(response)) or {
            "private",
            "no-cache",
        } <= set(control(response)), end


def test_a_logged_in_reader_outside_the_group_reads_nothing(past, shelf, restrict, client):
    restrict(shelf, "groups")
    client.force_login(User.objects.create_user("clerk", password="secret"))
    for end in UNDER:
        assert SECRET not in client.get(f"/policies/privacy/{end}").content.decode()


def test_the_alias_of_a_restricted_policy_is_restricted(past, shelf, restrict, client, home):
    past.policy.create_alias(parent=home, update_slug="mirror")
    assert SECRET in client.get("/mirror/versions/2/").content.decode()
    restrict(past.policy, "login")
    for end in UNDER:
        response = client.get(f"/mirror/{end}")
        assert (response.status_code, "login" in response["Location"]) == (302, True)
    for address in OF_SITE:
        content = client.get(address).content.decode()
        assert [secret for secret in secrets(past) if secret in content] == [], address


@pytest.mark.parametrize("where", ["shelf", "mirror"])
def test_the_lists_leave_out_what_stands_under_a_mirror_of_what_is_restricted(
    past, shelf, restrict, client, home, where
):
    mirror = shelf.create_alias(parent=home, update_slug="mirror", recursive=True)
    second = mirror.create_alias(parent=home, update_slug="second")
    past.policy.create_alias(parent=second)
    addresses = {f"http://localhost/{slug}/privacy/" for slug in ("policies", "mirror", "second")}

    def listed():
        told = client.get("/policies-api/policies.json").json()["policies"]
        return {policy["url"] for policy in told}

    assert listed() == addresses
    restrict(shelf if where == "shelf" else mirror, "login")
    assert listed() == ({"http://localhost/policies/privacy/"} if where == "mirror" else set())


def test_a_restricted_list_shows_its_policies_to_whom_it_is_shown(past, shelf, restrict, client):
    restrict(shelf, "login")
    client.force_login(User.objects.create_user("partner", password="secret"))
    assert "Privacy policy" in client.get("/policies/").content.decode()


def test_a_list_leaves_out_what_bears_a_restriction_of_its_own(
    past, shelf, restrict, client, make_policy
):
    terms = make_policy(parent=shelf, slug="terms", title="Terms of sale")
    terms.create_alias(parent=shelf, update_slug="mirror")
    restrict(terms, "login")
    content = client.get("/policies/").content.decode()
    assert "Privacy policy" in content
    assert "Terms of sale" not in content


def test_an_old_address_leads_to_the_log_in_too(
    past, shelf, restrict, client, django_capture_on_commit_callbacks
):
    past.policy.slug = "data-protection"
    with django_capture_on_commit_callbacks(execute=True):
        past.policy.save_revision().publish()
    restrict(shelf, "login")
    for end in UNDER:
        response = client.get(f"/policies/privacy/{end}", follow=True)
        assert SECRET not in response.content.decode()
        assert "login" in response.redirect_chain[-1][0]


def test_lifting_the_restriction_opens_it_again(past, shelf, restrict, client):
    made = restrict(shelf, "login")
    assert client.get("/policies/privacy/versions/2/").status_code == 302
    made.delete()
    assert SECRET in client.get("/policies/privacy/versions/2/").content.decode()
    assert "public" in control(client.get("/policies/privacy/versions/2/"))
