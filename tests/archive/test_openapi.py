"""``openapi.json`` is valid, and says what the addresses really answer."""

from __future__ import annotations

import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator, validate
from wagtail.models import Site

from policies.actions.withdraw_version import withdraw_version
from policies.models import PolicyIndexPage, PolicyVersion

pytestmark = pytest.mark.django_db


@pytest.fixture
def spec(past, client):
    return client.get("/policies-api/openapi.json").json()


def checked(spec, template, response):
    """Whether an answer is one that the description of its address has."""
    described = spec["paths"][template]["get"]["responses"][str(response.status_code)]
    schemas = {kind.split(";")[0]: body for kind, body in described["content"].items()}
    body = schemas[response["Content-Type"].split(";")[0]]
    if "json" in response["Content-Type"]:
        schema = {**body["schema"], "components": spec["components"]}
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(response.json())
    assert set(described.get("headers", {})) <= set(response.headers)


def test_the_description_is_valid_openapi(spec):
    validate(spec, cls=OpenAPIV31SpecValidator)
    assert spec["servers"] == [{"url": "http://localhost"}]


@pytest.mark.parametrize(
    ("template", "address"),
    [
        ("/policies-api/policies.json", "/policies-api/policies.json"),
        ("/policies-api/openapi.json", "/policies-api/openapi.json"),
        ("/policies-api/feed/", "/policies-api/feed/"),
        ("/policies-api/feed/", "/policies-api/feed/?kind=nonsense"),
        ("/policies-api/feed/", "/policies-api/feed/?p=99"),
        ("/policies-api/notice.json", "/policies-api/notice.json"),
        ("/policies-api/notice.json", "/policies-api/notice.json?lang=de"),
        ("/policies-api/notice.json", "/policies-api/notice.json?policy=none"),
        ("/{policy}/versions.json", "/privacy/versions.json"),
        ("/{policy}/timemap/json/", "/privacy/timemap/json/"),
        ("/{policy}/timemap/", "/privacy/timemap/"),
        ("/{policy}/feed/", "/privacy/feed/"),
        ("/{policy}/feed/", "/privacy/feed/?kind=material&p=1"),
        ("/{policy}/feed/", "/privacy/feed/?kind=nonsense"),
        ("/{policy}/versions/{number}/document.{form}", "/privacy/versions/1/document.html"),
        ("/{policy}/versions/{number}/document.{form}", "/privacy/versions/1/document.json"),
        ("/{policy}/versions/{number}/document.{form}", "/privacy/versions/99/document.md"),
    ],
)
def test_what_is_answered_is_what_is_described(spec, client, template, address):
    checked(spec, template, client.get(address))


def test_every_described_address_is_answered(spec, client):
    for template, item in spec["paths"].items():
        address = template
        for parameter in [*item.get("parameters", ()), *item["get"]["parameters"]]:
            if parameter["in"] == "path":
                value = parameter["schema"].get("enum", [1])[0]
                address = address.replace("{" + parameter["name"] + "}", str(value))
        assert client.get(address).status_code in (200, 302), template


def test_every_state_of_a_version_fits_the_description(spec, past, clock, client):
    clock.move_to("2026-11-10T00:00:00Z")
    third = PolicyVersion.objects.get(policy=past.policy.pk, number=3)
    withdraw_version(version=third, at=timezone.now(), reason="A mistake.")
    for moment in ("2026-11-10T00:00:00Z", "2027-01-01T00:00:00Z"):
        clock.move_to(moment)
        checked(spec, "/{policy}/versions.json", client.get("/privacy/versions.json"))
        checked(spec, "/policies-api/policies.json", client.get("/policies-api/policies.json"))


def test_policies_in_several_places_are_described_where_they_are(past, make_policy, home, client):
    shelf = home.add_child(instance=PolicyIndexPage(title="Policies", slug="policies"))
    make_policy(title="Cookies", slug="cookies", parent=shelf)
    make_policy(title="Terms", slug="terms", parent=shelf)
    paths = client.get("/policies-api/openapi.json").json()["paths"]
    assert paths["/policies/{policy}/versions.json"]["parameters"][0]["schema"]["enum"] == [
        "cookies",
        "terms",
    ]
    assert paths["/{policy}/versions.json"]["parameters"][0]["schema"]["enum"] == ["privacy"]


def test_a_policy_that_is_the_sites_first_page_is_described_without_a_name(clock, policy, client):
    site = Site.objects.get()
    site.root_page = policy
    site.save()
    spec = client.get("/policies-api/openapi.json").json()
    validate(spec, cls=OpenAPIV31SpecValidator)
    assert "/versions.json" in spec["paths"]
    assert client.get("/versions.json").json()["url"] == "http://localhost/"
