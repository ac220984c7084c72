"""Our line in somebody else's ``urls.py`` takes nothing from the lines that follow it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import resolve

from tests.archive.test_addresses import OF_SITE, UNDER

pytestmark = pytest.mark.django_db
elsewhere = pytest.mark.urls("tests.archive.other_urls")

ENDS = [
    "",
    "versions/1/",
    "versions/1/document.md",
    "versions.json",
    "as-of/2026-06-02T10:00:00Z/",
    "compare/1/2/",
]


@elsewhere
def test_every_page_is_served_under_the_name_that_wagtail_gives_it(past):
    for address in ("/", "/privacy/", "/privacy/versions/1/", "/_util/login/", "/blog/feed/"):
        assert resolve(address).url_name != "policies_dotted"
    assert resolve("/privacy/").url_name == "wagtail_serve"
    assert resolve("/privacy/versions.json").url_name == "policies_dotted"


@elsewhere
@pytest.mark.parametrize("end", ENDS)
def test_a_closed_site_stays_closed(past, client, end):
    for _warm in range(2):
        response = client.get(f"/closed/privacy/{end}")
        assert response.status_code == 302
        assert response["Location"].startswith("/_util/login/?next=")
    client.force_login(User.objects.create_user("reader"))
    response = client.get(f"/closed/privacy/{end}")
    assert response.status_code in (200, 302)
    assert "login" not in response.get("Location", "")


@elsewhere
@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("place", ["pages", "named"])
def test_pages_may_be_mounted_anywhere(past, client, end, place):
    for _warm in range(2):
        response = client.get(f"/{place}/privacy/{end}")
        assert response.status_code in (200, 302)
    assert client.post(f"/{place}/privacy/{end}").status_code == 405


@elsewhere
def test_what_belongs_to_no_policy_goes_on_to_the_lines_below(past, client):
    for _warm in range(2):
        assert client.get("/api/versions.json").content == b"the host's own versions.json"
        assert client.get("/blog/clauses/a:b/").content == b"the host's own a:b"
        assert client.get("/privacy/versions.json").json()["title"] == "Privacy policy"
    assert client.get("/nobody/versions.json").status_code == 404
    assert client.get("/nobody/clauses/a:b/").status_code == 404


@elsewhere
def test_without_the_middleware_all_is_found_as_well(past, client, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "PolicyMiddleware" not in name]
    for end in ENDS:
        assert Client().get(f"/privacy/{end}").status_code in (200, 302), end


def test_no_address_is_made_of_the_host_of_a_request(past, client):
    """The site's record says which it is; a request may name any host that the server takes."""
    for address in [*(f"/privacy/{end}" for end in UNDER), *OF_SITE, "/sitemap.xml"]:
        response = client.get(address, headers={"Host": "elsewhere.example"})
        told = f"{response.headers} {response.content.decode()}"
        assert "elsewhere.example" not in told, address
