"""Answers hold until they change and not an instant longer; asking again costs next to nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import PageViewRestriction

from policies.actions.close_notice import close_notice
from policies.actions.correct_version import correct_version
from policies.actions.withdraw_version import withdraw_version
from policies.models import ChangeNotice, PolicyIndexPage, PolicyVersion
from tests.archive.front import Front, control

pytestmark = pytest.mark.django_db

PAGES = [
    "/privacy/",
    "/privacy/versions/",
    "/privacy/versions/1/",
    "/privacy/versions/3/",
    "/privacy/versions/4/",
    "/privacy/compare/3/4/",
    "/privacy/clauses/data-we-keep/",
]
DATA = [
    "/privacy/versions.json",
    "/privacy/timemap/",
    "/privacy/timemap/json/",
    "/privacy/feed/",
    "/privacy/feed/?kind=material",
    "/policies-api/policies.json",
    "/policies-api/feed/",
    "/policies-api/openapi.json",
]
DOCUMENTS = [f"/privacy/versions/1/document.{form}" for form in ("html", "md", "txt", "json")]
REDIRECTS = ["/privacy/timegate/", "/privacy/as-of/2030-01-01/", "/privacy/changes/4/"]


def version(policy, number):
    return PolicyVersion.objects.get(policy=policy.pk, number=number)


def seen(response):
    return response.status_code, response.headers.get("Location"), response.content


@pytest.fixture
def plain(settings, tmp_path):
    """A site whose own template asks the database nothing."""
    blocks = ("title", "extra_css", "content", "extra_js")
    text = "".join(f"{{% block {name} %}}{{% endblock %}}" for name in blocks)
    (tmp_path / "plain.html").write_text(text)
    templates = [{**settings.TEMPLATES[0], "DIRS": [str(tmp_path)]}]
    settings.TEMPLATES = templates
    settings.POLICIES = {**settings.POLICIES, "BASE_TEMPLATE": "plain.html"}


# Around midnight, in a zone that is one hour ahead of UTC in summer.


def test_a_cache_in_front_never_shows_what_no_longer_holds(
    clock, make_policy, publish, past, client
):
    other = make_policy(title="Terms", slug="terms")
    publish(other, "# T\n\nOther terms.\n", kind="material", effective=date(2026, 12, 1))
    front = Front(client)
    closing = [notice.closes_at for notice in ChangeNotice.objects.all()]
    changes = [
        *(v.takes_effect_at for v in PolicyVersion.objects.all()),
        *closing,
        parse_datetime("2026-11-05T00:00:00Z"),
    ]
    for change in sorted(moment for moment in changes if moment > timezone.now()):
        for seconds in (-400, -30, -0.5, 0, 299):
            if (moment := change + timedelta(seconds=seconds)) < timezone.now():
                continue
            clock.move_to(moment)
            for address in PAGES + DATA + REDIRECTS:
                shown, fresh = front.get(address), client.get(address)
                assert seen(shown) == seen(fresh), (address, change, seconds)
    assert min(front.hits, front.revalidated, front.fetched) > 20


def test_the_switch_at_midnight_in_london(clock, make_policy, publish, client):
    clock.move_to("2026-06-30T21:00:00Z")
    policy = make_policy(body="# D\n\nThe first words.\n")
    publish(policy, "# D\n\nThe second words.\n", effective=date(2026, 7, 1))
    front = Front(client)
    for moment, words, lifetime in (
        ("2026-06-30T22:50:00Z", "first words", 300),
        ("2026-06-30T22:59:00Z", "first words", 60),
        ("2026-06-30T22:59:59Z", "first words", None),
        ("2026-06-30T23:00:00Z", "second words", 300),
    ):
        clock.move_to(moment)
        shown = front.get("/privacy/")
        assert words in shown.content.decode(), moment
        if lifetime is not None:
            assert control(shown)["max-age"] == str(lifetime), moment
    assert front.hits == 1


# Entity tags.


@pytest.mark.parametrize("address", PAGES + DATA + DOCUMENTS)
def test_whoever_has_the_answer_is_told_so(past, client, address):
    first = client.get(address)
    tag = first["ETag"]
    assert tag.startswith('"'), "a strong tag"
    for method in (client.get, client.head):
        for asked in (tag, f'"other", {tag}', f"W/{tag}"):
            again = method(address, headers={"If-None-Match": asked})
            assert (again.status_code, again.content) == (304, b"")
            for name in ("ETag", "Cache-Control", "Vary", "Content-Location"):
                assert again.get(name) == first.get(name), name
        assert method(address, headers={"If-None-Match": '"other"'}).status_code == 200
    assert "Vary" not in first
    assert "Set-Cookie" not in first


@pytest.mark.parametrize("address", PAGES + DATA + DOCUMENTS + REDIRECTS)
def test_head_says_what_get_says(past, client, address):
    get, head = client.get(address), client.head(address)
    assert head.status_code == get.status_code
    assert dict(head.headers) == dict(get.headers)
    assert head.content == b""


def test_every_address_has_its_own_tag(past, client):
    tags = [client.get(address)["ETag"] for address in PAGES + DATA + DOCUMENTS]
    assert len(tags) == len(set(tags))


def decisions(past, publish):
    fourth = version(past.policy, 4)
    now = timezone.now

    def correct(summary):
        correct_version(version=fourth, reason="A slip.", at=now(), summary=summary)

    yield "a correction", lambda: correct("Other words.")
    yield "its undoing, after which the facts are as before", lambda: correct("We keep it longer.")
    notice = ChangeNotice.objects.get(version=fourth)
    yield "a closed notice", lambda: close_notice(notice=notice, at=now(), reason="Known.")
    words = "# Data\n\nOther words.\n"
    yield "a publication", lambda: publish(past.policy, words, meanwhile="until_then")
    yield "a withdrawal", lambda: withdraw_version(version=fourth, at=now(), reason="Dropped.")


def test_every_decision_makes_another_tag(past, publish, clock, client):
    tags = [client.get("/privacy/")["ETag"]]
    listed = [client.get("/policies-api/policies.json")["ETag"]]
    for what, decide in decisions(past, publish):
        decide()
        for address, known in (("/privacy/", tags), ("/policies-api/policies.json", listed)):
            answer = client.get(address, headers={"If-None-Match": known[-1]})
            assert answer.status_code == 200, what
            known.append(answer["ETag"])
    assert len(set(tags)) == len(tags)


def test_the_notice_of_one_policy_stands_on_the_pages_of_all(past, make_policy, publish, client):
    other = make_policy(title="Terms", slug="terms")
    tag = client.get("/privacy/")["ETag"]
    publish(other, "# T\n\nOther terms.\n", kind="material", summary="Terms for all.")
    answer = client.get("/privacy/", headers={"If-None-Match": tag})
    assert answer.status_code == 200


def test_a_policy_that_is_no_longer_public_leaves_the_list_at_once(past, make_policy, client):
    other = make_policy(title="Terms", slug="terms")
    tag = client.get("/policies-api/policies.json")["ETag"]
    PageViewRestriction.objects.create(page=other, restriction_type="login")
    answer = client.get("/policies-api/policies.json", headers={"If-None-Match": tag})
    assert [policy["title"] for policy in answer.json()["policies"]] == ["Privacy policy"]


def test_an_editor_gets_nothing_that_is_kept_for_others(past, admin_client):
    for address in PAGES:
        assert set(control(admin_client.get(address))) == {"private", "no-cache"}


# Queries: none more, however many versions there are.

COSTS = {
    "/privacy/": (3, 2),
    "/privacy/versions/": (3, 2),
    "/privacy/versions/1/": (3, 2),
    "/privacy/versions/4/": (3, 2),
    "/privacy/compare/3/4/": (3, 2),
    "/privacy/clauses/data-we-keep/": (3, 2),
    "/privacy/clauses/data-we-keep/?version=2": (3, 2),
    "/privacy/versions.json": (3, 2),
    "/privacy/timemap/": (3, 2),
    "/privacy/timemap/json/": (3, 2),
    "/privacy/feed/": (3, 2),
    "/privacy/timegate/": (3, None),
    "/privacy/as-of/2026-08-01/": (3, None),
    "/privacy/changes/4/": (3, None),
    "/privacy/versions/1/document.md": (3, 2),
    "/policies-api/policies.json": (3, 2),
    "/policies-api/feed/": (3, 2),
    "/policies-api/openapi.json": (2, 2),
}
"""Address: queries once it has been read, and of a 304; the site itself is one of them."""


def queries(ask):
    with CaptureQueriesContext(connection) as captured:
        response = ask()
    return response, len(captured)


def costs(client, prefix="", own=""):
    """``prefix``: what stands before the policy's addresses, in the place of ``own``."""
    found = {}
    for address in COSTS:
        place = address
        if address.startswith("/privacy/"):
            place = prefix + address.removeprefix(own)
        for _warm in range(2):
            client.get(place)
        response, whole = queries(lambda place=place: client.get(place))
        again = None
        if "ETag" in response:
            tag = {"If-None-Match": response["ETag"]}
            client.get(place, headers=tag)
            answer, again = queries(lambda place=place, tag=tag: client.get(place, headers=tag))
            assert answer.status_code == 304
        found[address] = (whole, again)
    return found


def test_the_cost_of_an_answer(past, plain, client):
    assert costs(client) == COSTS


def test_the_cost_does_not_grow_with_the_depth_of_the_tree(past, plain, client, home):
    shelf = home
    for slug in ("company", "legal", "policies"):
        shelf = shelf.add_child(instance=PolicyIndexPage(title=slug, slug=slug))
    past.policy.move(shelf, "last-child")
    assert costs(client, "/company/legal/policies") == COSTS


def test_the_cost_does_not_grow_with_the_versions(past, plain, publish, client, clock):
    for number in range(12):
        clock.shift(86400)
        words = f"# Data\n\nWe write this for the {number}th time.\n"
        publish(past.policy, words, meanwhile="until_then")
    assert costs(client) == COSTS


def test_a_version_is_read_for_the_first_who_asks_for_its_document_again(past, client):
    address = "/privacy/versions/3/document.md"
    for _warm in range(2):
        tag = {"If-None-Match": client.get(address)["ETag"]}
    first = queries(lambda: client.get(address, headers=tag))
    second = queries(lambda: client.get(address, headers=tag))
    assert (first[1], second[1]) == (3, 2)
    assert first[0].status_code == second[0].status_code == 304
    assert dict(first[0].headers) == dict(second[0].headers)
    correct_version(
        version=version(past.policy, 3), reason="A slip.", at=timezone.now(), summary="In words."
    )
    third = queries(lambda: client.get(address, headers=tag))
    assert (third[0].status_code, third[1]) == (304, 3)


def test_a_correction_costs_one_query_more(past, plain, client):
    correct_version(
        version=version(past.policy, 3), reason="A slip.", at=timezone.now(), summary="In words."
    )
    found = costs(client)
    assert found["/privacy/"] == (4, 2)
    assert found["/privacy/versions/1/"] == (3, 2)


def test_notices_kept_by_another_process_are_not_vouched_for(past, make_policy, publish, client):
    other = make_policy(title="Terms", slug="terms")
    assert "Terms for all." not in client.get("/privacy/").content.decode()
    # No signal of a commit reaches the cache of this process: the publication was another's.
    publish(other, "# T\n\nOther terms.\n", kind="material", summary="Terms for all.")
    assert "Terms for all." in client.get("/privacy/").content.decode()


def test_hiding_another_policy_takes_its_notice_off_every_page(past, make_policy, publish, client):
    other = make_policy(title="Terms", slug="terms")
    publish(other, "# T\n\nOther terms.\n", kind="material", summary="Terms for all.")
    tag = client.get("/privacy/")["ETag"]
    other.refresh_from_db()
    other.unpublish()
    answer = client.get("/privacy/", headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert "Terms for all." not in answer.content.decode()
