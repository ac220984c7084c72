"""A change is measured against what was in force before it, wherever it is told of."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import feedparser
import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from policies.actions.withdraw_version import withdraw_version
from policies.exchange.evidence.dossier import Days, Dossier
from policies.models import PolicyVersion

pytestmark = pytest.mark.django_db

BEFORE = {2: 3, 3: 1, 4: 2, 5: 2}
"""The version in force before each: 3 mended 1 until 2 came; 4 was pulled, so that 5 follows 2."""


@pytest.fixture
def story(clock: Any, make_policy: Any, publish: Any) -> Any:
    clock.move_to("2026-06-01T12:00:00Z")
    policy = make_policy(body="# Data\n\nWe keep it for 30 days.\n")
    clock.move_to("2026-06-02T12:00:00Z")
    publish(
        policy, "# Data\n\nWe keep it for 60 days.\n", kind="material", effective=date(2026, 7, 10)
    )
    clock.move_to("2026-06-10T12:00:00Z")
    publish(policy, "# Data\n\nWe keep it for thirty days.\n", meanwhile="until_then")
    clock.move_to("2026-08-01T12:00:00Z")
    fourth = publish(policy, "# Data\n\nWe sell it.\n")
    clock.move_to("2026-08-02T12:00:00Z")
    withdraw_version(version=fourth, reason="A mistake.", at=timezone.now())
    clock.move_to("2026-08-03T12:00:00Z")
    publish(policy, "# Data\n\nWe keep it for sixty days.\n")
    clock.move_to("2026-08-04T12:00:00Z")
    return policy


def pairs(html: str, base: str = "/privacy/") -> dict[int, int]:
    """The comparisons that a page links to: what is compared, by the later version."""
    found = re.findall(rf'href="(?:http://[^/"]+)?{base}compare/(\d+)/(\d+)/', html)
    return {int(new): int(old) for old, new in found}


def test_the_way_to_the_changes_of_a_version(story: Any, client: Any) -> None:
    """Feeds, notices, mails and JSON name this address, and no pair."""
    for number, before in BEFORE.items():
        response = client.get(f"/privacy/changes/{number}/")
        assert response["Location"].endswith(f"/privacy/compare/{before}/{number}/")
    assert client.get("/privacy/changes/1/")["Location"].endswith("/privacy/versions/1/")


def test_the_archive_and_each_version(story: Any, client: Any) -> None:
    assert pairs(client.get("/privacy/versions/").content.decode()) == BEFORE
    for number, before in BEFORE.items():
        page = client.get(f"/privacy/versions/{number}/").content.decode()
        assert pairs(page)[number] == before


def test_data_and_feeds_name_the_way(story: Any, client: Any) -> None:
    for told in client.get("/privacy/versions.json").json()["versions"]:
        assert told["urls"]["changes"].endswith(f"/privacy/changes/{told['number']}/")
    feed = feedparser.parse(client.get("/privacy/feed/").content)
    ways = {link.href for entry in feed.entries for link in entry.links if "changes/" in link.href}
    assert {int(way.rstrip("/").rpartition("/")[2]) for way in ways} == set(BEFORE)


def test_the_pack(story: Any) -> None:
    dossier = Dossier(story, timezone.now(), Days())
    assert {new.number: old.number for old, new in dossier.pairs} == BEFORE
    assert {row["version"].number: row["redline"] for row in dossier.rows if row["redline"]} == {
        new: f"redlines/{old:04}-{new:04}.html" for new, old in BEFORE.items()
    }


def test_the_desk(story: Any, client: Any) -> None:
    client.force_login(get_user_model().objects.create_superuser("edith"))
    base = f"/admin/policies/{story.pk}/"
    listed = client.get(reverse("policies_desk:versions", args=[story.pk])).content.decode()
    assert pairs(listed, base) == BEFORE
    for number, before in BEFORE.items():
        page = client.get(reverse("policies_desk:version", args=[story.pk, number]))
        assert pairs(page.content.decode(), base)[number] == before


def test_the_history_of_a_section(story: Any, client: Any) -> None:
    steps = pairs(client.get("/privacy/clauses/data/").content.decode())
    assert steps == {number: before for number, before in BEFORE.items() if number != 4}


def test_a_draft_is_measured_against_what_it_would_follow(story: Any) -> None:
    from policies.desk.writing.drafts import Draft

    page = story.get_latest_revision_as_object()
    page.body = "# Data\n\nWe keep it for 61 days.\n"
    against = Draft(page, None, timezone.now()).against
    assert against is not None
    assert against.number == 5
    assert PolicyVersion.objects.count() == 5
