"""JSON for programs: what the contract promises, in every state that a version can be in."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from policies.actions.correct_version import correct_version
from policies.actions.withdraw_version import withdraw_version
from policies.models import PolicyIndexPage, PolicyVersion

pytestmark = pytest.mark.django_db

P = "http://localhost/privacy/"


def version(policy, number):
    return PolicyVersion.objects.get(policy=policy.pk, number=number)


def archive(client):
    return client.get("/privacy/versions.json").json()


def test_the_archive_tells_every_version_with_its_state_and_interval(past, client):
    told = archive(client)
    assert told["url"] == P
    assert told["in_force"] == 3
    assert told["forthcoming"] == [4]
    assert [v["number"] for v in told["versions"]] == [1, 2, 3, 4]
    assert [v["state"] for v in told["versions"]] == [
        "superseded",
        "superseded",
        "in force",
        "forthcoming",
    ]
    assert [v["in_force"] for v in told["versions"]] == [
        ["2026-06-01T12:00:00Z", "2026-06-30T23:00:00Z"],
        ["2026-06-30T23:00:00Z", "2026-10-05T09:30:15.250000Z"],
        ["2026-10-05T09:30:15.250000Z", "2027-01-01T00:00:00Z"],
        ["2027-01-01T00:00:00Z", None],
    ]
    assert [v["intervals"] for v in told["versions"]] == [[v["in_force"]] for v in told["versions"]]
    third = told["versions"][2]
    assert third["kind"] == "editorial"
    assert third["summary"] == "A number in words."
    assert third["effective_date"] == "2026-10-05"
    assert third["imported"] is False
    assert third["withdrawn"] is None
    assert third["urls"] == {
        "read": f"{P}versions/3/",
        "changes": f"{P}changes/3/",
        "html": f"{P}versions/3/document.html",
        "md": f"{P}versions/3/document.md",
        "txt": f"{P}versions/3/document.txt",
        "json": f"{P}versions/3/document.json",
    }


def test_the_chain_can_be_followed_from_the_json_to_the_bytes(past, client):
    told = archive(client)
    previous = None
    for told_version in told["versions"]:
        record = client.get(told_version["urls"]["json"].removeprefix("http://localhost"))
        assert hashlib.sha256(record.content).hexdigest() == told_version["digest"]["sha256"]
        assert told_version["digest"]["previous"] == previous
        files = json.loads(record.content)["files"]
        for form in ("html", "md", "txt"):
            content = client.get(
                told_version["urls"][form].removeprefix("http://localhost")
            ).content
            assert hashlib.sha256(content).hexdigest() == files[f"document.{form}"]
        assert told_version["last_in_chain"] == told["last_in_chain"]
        previous = told_version["digest"]["sha256"]
    assert told["last_in_chain"] == previous


def test_a_correction_is_told_with_its_reason(past, client):
    correct_version(
        version=version(past.policy, 4),
        reason="The new shop opens later.",
        at=timezone.now(),
        effective_date=date(2027, 2, 1),
    )
    fourth = archive(client)["versions"][3]
    assert fourth["effective_date"] == "2027-02-01"
    assert fourth["takes_effect_at"] == "2027-02-01T00:00:00Z"
    assert fourth["corrections"] == [
        {
            "fact": "effective_date",
            "before": "2027-01-01",
            "after": "2027-02-01",
            "reason": "The new shop opens later.",
            "corrected_at": "2026-11-01T12:00:00Z",
            "zone": "Europe/London",
        }
    ]


def test_a_version_that_comes_back_has_two_intervals(past, clock, client):
    clock.move_to("2026-11-10T00:00:00Z")
    withdraw_version(version=version(past.policy, 3), at=timezone.now(), reason="A mistake.")
    told = archive(client)
    second, third = told["versions"][1:3]
    assert told["in_force"] == 2
    assert second["state"] == "in force"
    assert second["intervals"] == [
        ["2026-06-30T23:00:00Z", "2026-10-05T09:30:15.250000Z"],
        ["2026-11-10T00:00:00Z", "2027-01-01T00:00:00Z"],
    ]
    assert second["in_force"] == second["intervals"][1]
    assert third["state"] == "withdrawn"
    assert third["withdrawn"] == {
        "at": "2026-11-10T00:00:00Z",
        "reason": "A mistake.",
        "replaced_by": None,
    }
    clock.move_to("2027-01-02T00:00:00Z")
    assert archive(client)["versions"][1]["in_force"] == second["intervals"][1]


def test_a_version_never_in_force_has_no_interval(past, clock, client):
    withdraw_version(version=version(past.policy, 4), at=timezone.now(), reason="Dropped.")
    clock.move_to("2027-03-01T00:00:00Z")
    fourth = archive(client)["versions"][3]
    assert fourth["in_force"] is None
    assert fourth["intervals"] == []
    assert fourth["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("html", "text/html; charset=utf-8"),
        ("md", "text/markdown; charset=utf-8"),
        ("txt", "text/plain; charset=utf-8"),
        ("json", "application/json"),
    ],
)
def test_a_document_bears_its_digest_and_may_be_kept_for_ever(past, client, form, media_type):
    response = client.get(f"/privacy/versions/2/document.{form}")
    assert response["Content-Type"] == media_type
    digest = base64.b64encode(hashlib.sha256(response.content).digest()).decode()
    assert response["Repr-Digest"] == f"sha-256=:{digest}:"
    assert set(response["Cache-Control"].split(", ")) == {"public", "max-age=31536000", "immutable"}
    assert response["Access-Control-Allow-Origin"] == "*"
    head = client.head(f"/privacy/versions/2/document.{form}")
    assert (head.content, head["Repr-Digest"]) == (b"", response["Repr-Digest"])


def test_the_sites_list_tells_what_is_in_force_and_what_is_coming(past, make_policy, client):
    make_policy(title="Cookies", slug="cookies")
    told = {
        policy["title"]: policy
        for policy in client.get("/policies-api/policies.json").json()["policies"]
    }
    assert set(told) == {"Privacy policy", "Cookies"}
    privacy = told["Privacy policy"]
    assert privacy["url"] == P
    assert privacy["versions"] == 4
    assert privacy["in_force"]["number"] == 3
    assert [coming["number"] for coming in privacy["forthcoming"]] == [4]
    assert privacy["forthcoming"][0]["summary"] == "We keep it longer."
    assert privacy["urls"]["versions"] == f"{P}versions.json"
    assert told["Cookies"]["in_force"]["number"] == 1
    assert told["Cookies"]["forthcoming"] == []


def test_the_sites_list_keeps_to_its_site(past, make_policy, client):
    root = Page.objects.get(depth=1)
    other = root.add_child(instance=PolicyIndexPage(title="Other shop", slug="other"))
    Site.objects.create(hostname="other.example", root_page=other)
    make_policy(title="Other terms", slug="terms", parent=other)
    here = client.get("/policies-api/policies.json").json()["policies"]
    there = client.get("/policies-api/policies.json", headers={"Host": "other.example"}).json()
    assert [p["title"] for p in here] == ["Privacy policy"]
    assert [p["url"] for p in there["policies"]] == ["http://other.example/terms/"]


def test_the_sites_list_hides_what_is_restricted_or_not_live(past, make_policy, client):
    hidden = make_policy(title="For staff", slug="staff")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    make_policy(title="Gone", slug="gone").unpublish()
    titles = [p["title"] for p in client.get("/policies-api/policies.json").json()["policies"]]
    assert titles == ["Privacy policy"]


@pytest.mark.parametrize(
    "address",
    [
        "/privacy/versions.json",
        "/privacy/timemap/json/",
        "/privacy/timemap/",
        "/privacy/feed/",
        "/policies-api/policies.json",
        "/policies-api/openapi.json",
        "/policies-api/feed/",
    ],
)
def test_scripts_of_any_origin_may_read_it(past, client, address):
    first = client.get(address, headers={"Origin": "https://shop.example"})
    again = client.get(
        address, headers={"Origin": "https://shop.example", "If-None-Match": first["ETag"]}
    )
    assert (first.status_code, again.status_code) == (200, 304)
    for response in (first, again):
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Origin" not in response.get("Vary", "")
        assert "Set-Cookie" not in response


def test_an_editors_cookie_changes_nothing_for_programs(past, client, admin_client):
    one = client.get("/privacy/versions.json")
    other = admin_client.get("/privacy/versions.json")
    assert one.content == other.content
    assert one["Cache-Control"] == other["Cache-Control"]


@pytest.mark.parametrize("address", ["versions.json", "timemap/", "timemap/json/", "feed/"])
def test_a_policy_without_versions_says_so(clock, make_policy, client, address):
    page = make_policy(live=False)
    Page.objects.filter(pk=page.pk).update(live=True)
    response = client.get(f"/privacy/{address}")
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store"
    assert "No version of this policy has been published yet." in response.content.decode()
    assert client.get("/policies-api/policies.json").json() == {"policies": []}
