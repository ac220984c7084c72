"""The dashboard, the reports and the Versions page with 200 policies of 50 versions each.

``uv run pytest -s tests/benchmarks/desk/overviews.py`` prints the median time of each, with its
queries, against Wagtail's own site history report over as many log entries, in turns in one run:
as an administrator sees them, as somebody who works on all policies, and as somebody with one.
"""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import GroupPagePermission, PageLogEntry

from policies import chain
from policies.models import ChangeNotice, PolicyPage, PolicyVersion
from policies.text import plain, render

POLICIES, VERSIONS, ROUNDS = 200, 50, 15
START = datetime(2012, 1, 1, 9, 0, tzinfo=UTC)
TEXTS = [
    f"# Data we keep\n\nWe keep your name for {days} days, and then we delete it.\n\n"
    "# Whom we give it to\n\n" + "Carriers, payment services and nobody else. " * 60
    for days in range(VERSIONS)
]
PEER = "Wagtail's site history"


def fill(home: Any) -> list[PolicyPage]:
    """Every policy with every version in its chain, written in bulk: nothing is announced."""
    html = [render(text) for text in TEXTS]
    words = [plain(page) for page in html]
    pages = []
    for number in range(POLICIES):
        page = PolicyPage(title=f"Policy {number}", slug=f"policy-{number}", body=TEXTS[0])
        page.live = False
        home.add_child(instance=page)
        pages.append(page)
    identity = "00000000-0000-4000-8000-{:012d}".format
    for page in pages:
        versions: list[PolicyVersion] = []
        for at in range(VERSIONS):
            published = START + timedelta(days=100 * at, minutes=page.pk)
            version = PolicyVersion(
                policy=page,
                policy_uuid=identity(page.pk),
                number=at + 1,
                title=page.title,
                language="en-gb",
                source=TEXTS[at],
                html=html[at],
                plain=words[at],
                published_at=published,
                effective_date=published.date(),
                takes_effect_at=published,
                kind="editorial" if at % 5 else "material",
                summary="We keep your name for another number of days.",
                previous_digest=versions[-1].digest if versions else "",
            )
            version.record = chain.record(version.frozen())
            version.digest = chain.sha256(version.record)
            versions.append(version)
        PolicyVersion.objects.bulk_create(versions)
    PolicyPage.objects.update(live=True)
    ChangeNotice.objects.bulk_create(
        ChangeNotice(
            version=version,
            opens_at=version.published_at,
            closes_at=version.published_at + timedelta(days=44),
        )
        for version in PolicyVersion.objects.filter(kind="material")
    )
    kind = ContentType.objects.get_for_model(PolicyPage)
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            page=page,
            content_type=kind,
            label=page.title,
            action="wagtail.publish",
            timestamp=START + timedelta(days=100 * at, minutes=page.pk),
            data={},
        )
        for page in pages
        for at in range(VERSIONS)
    )
    return pages


def editor_of(page: Any, name: str) -> Any:
    """Somebody who works on this page and what is below it, and may read the reports."""
    user = get_user_model().objects.create_user(name, "editor@example.org", "secret")
    group = Group.objects.create(name=f"Group of {name}")
    user.groups.add(group)
    of_pages, *others = (
        Permission.objects.get(codename=name)
        for name in ("change_page", "access_admin", "view_policyversion")
    )
    group.permissions.set(others)
    GroupPagePermission.objects.create(group=group, page=page, permission=of_pages)
    return user


@pytest.mark.django_db
def test_overviews(home: Any) -> None:
    pages = fill(home)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as its autovacuum does, which sees no open transaction
    admin = get_user_model().objects.create_superuser("admin", "admin@example.org", "secret")
    print(f"\n{POLICIES} policies of {VERSIONS} versions; medians of {ROUNDS}")
    lawyer, clerk = editor_of(home, "editor of all"), editor_of(pages[0], "editor of one")
    for person in (admin, lawyer, clerk):
        measure(person, pages[0])


def measure(person: Any, policy: PolicyPage) -> None:
    client = Client()
    client.force_login(person)
    reports = ("versions", "notices", "corrections", "reviews", "approvals")
    addresses = {
        PEER: reverse("wagtailadmin_reports:site_history"),
        "dashboard": reverse("wagtailadmin_home"),
        **{f"report of {name}": reverse(f"policies_desk:report_{name}") for name in reports},
        "Versions page": reverse("policies_desk:versions", args=[policy.pk]),
    }
    seconds: dict[str, list[float]] = {name: [] for name in addresses}
    queries = {}
    for name, address in addresses.items():
        assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        queries[name] = len(captured)
    for _round in range(ROUNDS):
        for name, address in addresses.items():
            start = time.perf_counter()
            client.get(address)
            seconds[name].append(time.perf_counter() - start)
    peer = statistics.median(seconds[PEER])
    print(f"{person}:")
    for name, taken in seconds.items():
        median = statistics.median(taken)
        print(f"{name:24} {median / peer:5.2f} of the peer's time, {queries[name]:3} queries")
