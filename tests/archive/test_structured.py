"""What search engines learn: linked data, canonical addresses, the feed, the sitemap."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree, html
from wagtail.models import PageViewRestriction, Site

from policies.actions.withdraw_version import withdraw_version
from policies.models import PolicyVersion

pytestmark = pytest.mark.django_db

P = "http://localhost/privacy/"


def page(client, address="/privacy/"):
    return html.fromstring(client.get(address).content)


def linked_data(client, address="/privacy/"):
    found = page(client, address).xpath("//script[@type='application/ld+json']/text()")
    return json.loads(found[0]) if found else None


def test_the_page_in_force_says_which_version_and_for_how_long(past, clock, client):
    told = linked_data(client)
    assert told["version"] == 3
    assert told["url"] == P
    assert told["archivedAt"] == f"{P}versions/3/"
    assert told["datePublished"] == "2026-06-01T12:00:00Z"
    assert told["dateModified"] == "2026-10-05T09:30:15.250000Z"
    assert told["temporalCoverage"] == "2026-10-05T09:30:15.250000Z/2027-01-01T00:00:00Z"
    clock.move_to("2027-01-01T00:00:00Z")
    told = linked_data(client)
    assert told["version"] == 4
    assert told["temporalCoverage"] == "2027-01-01T00:00:00Z/.."


def test_a_version_that_came_back_binds_from_then_on(past, clock, client):
    clock.move_to("2026-11-10T00:00:00Z")
    third = PolicyVersion.objects.get(policy=past.policy.pk, number=3)
    withdraw_version(version=third, at=timezone.now(), reason="A mistake.")
    told = linked_data(client)
    assert told["version"] == 2
    assert told["temporalCoverage"] == "2026-11-10T00:00:00Z/2027-01-01T00:00:00Z"


def test_only_what_binds_is_described(past, make_policy, client):
    make_policy(slug="coming", effective_date=date(2027, 5, 1))
    assert linked_data(client, "/coming/") is None
    assert linked_data(client, "/privacy/versions/3/") is None


def test_no_title_ends_the_block(clock, make_policy, client):
    title = "</script><script>alert(1)</script><!-- & \u2028"
    make_policy(title=title)
    scripts = page(client).xpath("//script[not(@src)]")
    assert len(scripts) == 1
    assert json.loads(scripts[0].text)["name"] == title


@pytest.mark.browser
def test_a_strict_policy_on_scripts_minds_no_data_block(live_server, past, browse):
    host, port = live_server.url.removeprefix("http://").split(":")
    Site.objects.update(hostname=host, port=int(port))
    Site.clear_site_root_paths_cache()
    visitor = browse()
    said = []
    visitor.on("console", lambda message: said.append(message.text))
    visitor.add_init_script(
        "addEventListener('securitypolicyviolation', e => console.log('CSP ' + e.blockedURI))"
    )
    response = visitor.goto(f"{live_server.url}/privacy/")
    assert "script-src 'self'" in response.headers["content-security-policy"]
    assert visitor.locator("script[type='application/ld+json']").count() == 1
    assert [text for text in said if "CSP" in text or "Content Security Policy" in text] == []


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("/privacy/", P),
        ("/privacy/?utm_source=mail", P),
        ("/privacy/versions/2/", f"{P}versions/2/"),
        ("/privacy/compare/1/3/?marks=text", f"{P}compare/1/3/"),
    ],
)
def test_a_page_names_its_own_address(past, client, address, canonical):
    found = page(client, address).xpath("//link[@rel='canonical']/@href")
    assert found == [canonical]


@pytest.mark.parametrize(
    ("address", "indexed"),
    [
        ("/privacy/", True),
        ("/privacy/versions/3/", True),
        ("/privacy/versions/2/", False),
        ("/privacy/versions/4/", False),
        ("/privacy/compare/1/3/", False),
    ],
)
def test_what_search_engines_may_list(past, client, address, indexed):
    robots = client.get(address).get("X-Robots-Tag")
    assert robots == (None if indexed else "noindex, follow")


def test_the_page_links_its_feed(past, client):
    for address in ("/privacy/", "/privacy/versions/", "/privacy/versions/1/"):
        links = page(client, address).xpath("//link[@type='application/atom+xml']")
        assert [(link.get("rel"), link.get("href")) for link in links] == [
            ("alternate", f"{P}feed/")
        ]


def test_the_sitemap_has_the_page_in_force_and_nothing_under_it(
    past, make_policy, clock, client, home
):
    hidden = make_policy(title="For staff", slug="staff")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    make_policy(title="Gone", slug="gone").unpublish()
    clock.move_to("2027-01-02T00:00:00Z")
    tree = etree.fromstring(client.get("/sitemap.xml").content)
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    listed = {
        url.findtext("s:loc", namespaces=space): url.findtext("s:lastmod", namespaces=space)
        for url in tree.findall("s:url", space)
    }
    assert [address for address in listed if "/privacy/" in address] == [P]
    assert not any("staff" in address or "gone" in address for address in listed)
    # Not the day on which an editor last published, but the day on which the page changed.
    assert listed[P] == "2027-01-01"


def test_a_sitemap_asks_no_more_for_many_policies(
    past, make_policy, client, django_assert_num_queries
):
    with CaptureQueriesContext(connection) as few:
        client.get("/sitemap.xml")
    for number in range(4):
        make_policy(title=f"Terms {number}", slug=f"terms-{number}")
    with django_assert_num_queries(len(few)):
        answer = client.get("/sitemap.xml")
    assert answer.content.count(b"/terms-") == 4
