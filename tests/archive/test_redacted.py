"""No address tells a text that was redacted, and each says what became of it."""

from __future__ import annotations

import json
import re

import pytest
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone
from jsonschema import Draft202012Validator

from policies.actions.redact_version import redact_version
from policies.actions.withdraw_version import withdraw_version
from policies.decisions.grounds import Ground
from policies.models import PolicyVersion

pytestmark = pytest.mark.django_db

WORDS = "We keep it for 60 days."
PUBLIC = [
    "/privacy/",
    "/privacy/versions/",
    *(f"/privacy/versions/{n}/" for n in (1, 2, 3, 4)),
    *(f"/privacy/versions/{n}/document.{f}" for n in (1, 2, 3) for f in ("html", "md", "txt")),
    "/privacy/versions/2/document.json",
    *(
        f"/privacy/compare/{a}/{b}/{query}"
        for a in (1, 2, 3)
        for b in (1, 2, 3)
        for query in ("", "?view=side-by-side", "?marks=text", "?context=all")
    ),
    *(f"/privacy/changes/{n}/" for n in (1, 2, 3, 4)),
    "/privacy/as-of/2026-08-01/",
    "/privacy/timegate/",
    "/privacy/timemap/",
    "/privacy/timemap/json/",
    "/privacy/feed/",
    "/privacy/versions.json",
    "/policies-api/policies.json",
    "/policies-api/feed/",
    "/policies-api/notice.json",
    "/policies-api/openapi.json",
]


@pytest.fixture
def gone(past, django_capture_on_commit_callbacks, client):
    """``gone(ground)``: version 2, which everybody has read, is redacted."""
    for address in PUBLIC:
        client.get(address)

    def redact(ground=Ground.PERSONAL_DATA, number=2):
        with django_capture_on_commit_callbacks(execute=True):
            return redact_version(
                version=PolicyVersion.objects.get(policy=past.policy.pk, number=number),
                ground=ground,
                reason="It named a clerk.",
                note="Case 9.",
                at=timezone.now(),
            )

    return redact


def kept():
    """Everything that the cache holds, as bytes."""
    cache = caches["default"]
    if hasattr(cache, "_cache") and isinstance(cache._cache, dict):
        return dict(cache._cache)
    server = cache._cache.get_client()
    return {key: server.get(key) for key in server.keys("*policies:*")}


def test_no_address_tells_it(gone, client):
    assert WORDS in client.get("/privacy/versions/2/").content.decode()
    gone()
    for address in PUBLIC:
        response = client.get(address, follow=True)
        said = response.content.decode()
        assert not re.search(r"(?<![\w.])60(?!\w)", said), address
        assert "Case 9." not in said, address
        assert response.status_code in (200, 404, 410), address


def test_the_cache_forgets_what_was_made_of_it(gone, client):
    version = PolicyVersion.objects.get(number=2)
    assert [key for key in map(str, kept()) if version.digest in key]
    gone()
    assert not [key for key in map(str, kept()) if version.digest in key]
    for address in PUBLIC:
        client.get(address)
    assert not [key for key in map(str, kept()) if version.digest in key]


@pytest.mark.parametrize(("ground", "status"), [("legal order", 451), ("personal data", 410)])
def test_the_ground_decides_the_answer(gone, client, ground, status):
    gone(ground)
    for address in (
        "/privacy/versions/2/",
        "/privacy/versions/2/document.html",
        "/privacy/versions/2/document.md",
        "/privacy/versions/2/document.txt",
        "/privacy/compare/1/2/",
        "/privacy/compare/2/3/",
        "/privacy/compare/3/2/?view=side-by-side",
    ):
        response = client.get(address)
        assert response.status_code == status, address
        assert "It named a clerk." in response.content.decode(), address
        assert response.headers["Cache-Control"] == "no-store"
        assert ('rel="blocked-by"' in response.headers.get("Link", "")) == (status == 451)
        assert client.head(address).status_code == status
        assert client.get(address, headers={"If-None-Match": "*"}).status_code == status
        assert "Memento-Datetime" not in response.headers


def test_a_copy_that_a_reader_holds_is_not_confirmed(gone, client):
    before = client.get("/privacy/versions/2/document.md")
    page = client.get("/privacy/versions/2/")

    def asked_again():
        for address, held in (("document.md", before), ("", page)):
            tag = {"If-None-Match": held.headers["ETag"]}
            yield client.get(f"/privacy/versions/2/{address}", headers=tag).status_code

    assert [*asked_again(), *asked_again()] == [304] * 4
    gone()
    assert [*asked_again()] == [410, 410]
    assert not [key for key in map(str, kept()) if "policies:frozen:" in key]


def test_its_page_tells_all_but_the_text(gone, client):
    version = gone()
    page = client.get("/privacy/versions/2/").content.decode()
    for told in (
        "The text of version 2 was redacted on 1 Nov 2026.",
        "It held personal data published by mistake.",
        "The reason given: It named a clerk.",
        f"<span>SHA-256 {version.digest}</span>",
        "Privacy policy, version 2 · published",
        "versions/2/document.json",
        "It was in force",
    ):
        assert told in page, told
    assert "document.md" not in page
    assert "/compare/1/2/" not in page
    assert "/compare/2/" not in page


def test_the_record_can_still_be_checked(gone, client):
    version = gone()
    response = client.get("/privacy/versions/2/document.json")
    assert response.status_code == 200
    assert "immutable" in response.headers["Cache-Control"]
    assert response.json()["files"]["document.md"]
    assert response.content.decode() == version.record


def test_the_archive_says_so_and_offers_no_comparison_with_it(gone, client):
    gone()
    page = client.get("/privacy/versions/").content.decode()
    assert "The text of version 2 was redacted on 1 Nov 2026." in page
    assert "/compare/1/2/" not in page
    assert "/compare/2/3/" not in page
    assert '<option value="2"' not in page
    assert '<option value="1"' in page


def test_programs_are_told(gone, client):
    spec = client.get("/policies-api/openapi.json").json()
    gone(Ground.LEGAL_ORDER)
    archive = client.get("/privacy/versions.json").json()
    schema = {**spec["components"]["schemas"]["Archive"], "components": spec["components"]}
    Draft202012Validator(schema).validate(archive)
    first, second, *_rest = archive["versions"]
    assert first["redacted"] is None
    assert second["redacted"] == {
        "at": "2026-11-01T12:00:00Z",
        "ground": "legal order",
        "reason": "It named a clerk.",
    }
    described = spec["paths"]["/{policy}/versions/{number}/document.{form}"]["get"]["responses"]
    assert {"410", "451"} <= set(described)
    feed = client.get("/privacy/feed/").content.decode()
    assert "The text of version 2 was redacted" in feed
    assert "versions/2/document.md" not in feed


def test_it_is_a_memento_still(gone, client):
    before = client.get("/privacy/timemap/").content
    gone()
    assert client.get("/privacy/timemap/").content == before
    asked = {"Accept-Datetime": "Sat, 01 Aug 2026 00:00:00 GMT"}
    assert client.get("/privacy/timegate/", headers=asked).headers["Location"].endswith("/2/")
    assert client.get("/privacy/as-of/2026-08-01/").headers["Location"].endswith("versions/2/")


def test_a_text_that_came_back_without_its_text_says_so_at_the_policys_address(
    gone, client, monkeypatch
):
    # As it could be before such a withdrawal was refused.
    monkeypatch.setattr("policies.actions.withdraw_version._would_bind_unread", lambda *_: "")
    gone(Ground.LEGAL_ORDER)
    third = PolicyVersion.objects.get(number=3)
    withdraw_version(version=third, at=timezone.now(), reason="A mistake.")
    response = client.get("/privacy/")
    assert response.status_code == 451
    assert "The text of version 2 was redacted" in response.content.decode()
    assert client.get("/sitemap.xml").status_code == 200


def test_a_notice_leads_to_what_can_be_read(gone, client, past, publish, clock):
    clock.move_to("2027-01-02T12:00:00Z")
    publish(past.policy, "# Data\n\nWe keep it for ninety days.\n")
    gone(number=4)
    [notice] = json.loads(client.get("/policies-api/notice.json").content)["notices"]
    assert (notice["version"], notice["read"]) == (4, "http://localhost/privacy/")
    assert notice["compare"] == notice["compare_from"] == "http://localhost/privacy/versions/"


def test_caches_in_front_are_told_of_every_address_of_it(gone, settings):
    from tests.archive import test_purge

    settings.WAGTAILFRONTENDCACHE = {"there": {"BACKEND": "tests.archive.test_purge.Recorder"}}
    test_purge.TOLD.clear()
    gone()
    stem = "http://localhost/privacy/"
    assert set(test_purge.TOLD) >= {
        stem,
        f"{stem}versions/2/",
        f"{stem}feed/",
        f"{stem}versions.json",
        *(f"{stem}versions/2/document.{form}" for form in ("html", "md", "txt", "json")),
        *(f"{stem}compare/{a}/{b}/" for a, b in ((1, 2), (2, 1), (2, 3), (3, 2), (2, 4), (4, 2))),
    }


def test_a_tombstone_states_its_queries(gone, client, django_assert_max_num_queries):
    gone()
    client.get("/privacy/versions/2/")
    with django_assert_max_num_queries(12):
        client.get("/privacy/versions/2/")
    with django_assert_max_num_queries(12):
        client.get("/privacy/compare/2/3/")


def test_the_desk_compares_nothing_with_it(gone, past, admin_client):
    gone()
    url = reverse("policies_desk:compare", args=[past.policy.pk, 1, 2])
    said = admin_client.get(url, follow=True).content.decode()
    assert "The text of version 2 was redacted" in said
    version = admin_client.get(reverse("policies_desk:version", args=[past.policy.pk, 2]))
    assert "Case 9." in version.content.decode()
