"""What the desk calls live is what shoppers see, and nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from policies.actions.withdraw_version import withdraw_version
from policies.models import ChangeNotice
from tests.desk.conftest import NEW, NEWER, OLD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def live(desk: Any, policy: Any, client: Any) -> Any:
    """``live()``: the versions whose notice the storefront shows, once every screen says so."""

    def ask() -> list[int]:
        cache.clear()
        shown = client.get("/policies-api/notice.json").json()["notices"]
        numbers = sorted(notice["version"] for notice in shown)
        dashboard = desk.get("/admin/").content.decode()
        assert ("No notice is shown." in dashboard) == (not numbers)
        report = desk.get(reverse("policies_desk:report_notices"), {"live": "live"})
        found = report.context["object_list"]
        assert sorted(notice.version.number for notice in found) == numbers
        versions = desk.get(reverse("policies_desk:versions", args=[policy.pk])).content.decode()
        assert versions.count(">live<") == len(numbers)
        return numbers

    return ask


def test_a_notice_is_live_until_a_later_material_version_takes_effect(
    live: Any, policy: Any, publish: Any, clock: Any, lawyer: Any
) -> None:
    assert live() == []
    publish(policy, NEW, kind="material", effective=date(2026, 7, 1))
    three = publish(
        policy, NEWER, kind="material", effective=date(2026, 7, 3), meanwhile="afterwards"
    )
    assert live() == [2, 3]
    clock.move_to(datetime(2026, 7, 5, 12, tzinfo=UTC))
    assert ChangeNotice.objects.live(timezone.now()).count() == 2
    assert live() == [3]
    publish(policy, OLD, summary="A comma.")
    assert live() == [3]
    withdraw_version(version=three, reason="No.", at=timezone.now(), by=lawyer)
    assert live() == [2]


def test_a_notice_is_live_where_everybody_may_read_the_policy(
    live: Any, policy: Any, publish: Any
) -> None:
    publish(policy, NEW, kind="material")
    assert live() == [2]
    policy.refresh_from_db()
    policy.unpublish()
    assert live() == []
    assert ChangeNotice.objects.live(timezone.now()).exists()
    type(policy).objects.filter(pk=policy.pk).update(live=True)
    assert live() == [2]
    shut = PageViewRestriction.objects.create(page=policy, restriction_type="login")
    assert live() == []
    shut.delete()
    assert live() == [2]


def test_an_alias_that_is_public_announces_what_it_mirrors(
    live: Any, policy: Any, publish: Any, home: Any
) -> None:
    publish(policy, NEW, kind="material")
    policy.create_alias(parent=home, update_slug="terms")
    type(policy).objects.filter(pk=policy.pk).update(live=False)
    assert live() == [2]
