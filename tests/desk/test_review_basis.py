"""What counts as a look at a policy: a review, its first text, a change of meaning in effect."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from policies.actions.review_policy import review_policy
from policies.actions.withdraw_version import withdraw_version
from policies.desk import overview
from policies.desk.versions.reviews import review_state
from policies.standing.history import History
from tests.desk.conftest import NEW, NEWER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def due(policy: Any) -> date:
    """The day on which a review is due, as the policy's page and the lists say it alike."""
    now = timezone.now()
    state = review_state(policy, History(policy, now))
    listed = overview.looked_at(Page.objects.filter(pk=policy.pk), now).get()
    intervals = overview.Intervals.read()
    assert state is not None
    assert intervals.due(listed) == state.due
    overdue = overview.looked_at(Page.objects.all(), now).filter(
        intervals.overdue(timezone.localdate())
    )
    assert overdue.exists() is state.overdue
    return state.due


def test_a_typo_does_not_put_a_review_off(policy: Any, publish: Any, clock: Any) -> None:
    assert due(policy) == date(2027, 6, 1)
    clock.shift(timedelta(days=400))
    publish(policy, NEW, kind="editorial")
    assert due(policy) == date(2027, 6, 1)
    review_policy(policy=policy, at=timezone.now())
    assert due(policy) == date(2028, 7, 6)


def test_a_change_of_meaning_counts_once_it_is_in_effect(
    policy: Any, publish: Any, clock: Any
) -> None:
    clock.shift(timedelta(days=10))
    version = publish(policy, NEW, kind="material")
    assert due(policy) == date(2027, 6, 1)
    clock.move_to(version.takes_effect_at)
    assert due(policy) == date(2027, 6, 11)


def test_what_was_withdrawn_does_not_count(
    policy: Any, publish: Any, clock: Any, desk: Any
) -> None:
    clock.shift(timedelta(days=10))
    version = publish(policy, NEW, kind="material")
    clock.move_to(version.takes_effect_at + timedelta(days=1))
    withdraw_version(version=version, reason="A mistake.", at=timezone.now())
    assert due(policy) == date(2027, 6, 1)
    html = desk.get(reverse("policies_desk:report_reviews")).content.decode()
    assert "11 Jun 2026" not in html


def test_where_nothing_counts_it_counts_from_the_first(
    policy: Any, publish: Any, clock: Any
) -> None:
    clock.shift(timedelta(days=10))
    publish(policy, NEWER, kind="editorial")
    withdraw_version(version=policy.policy_versions.get(number=1), reason="Why.", at=timezone.now())
    assert due(policy) == date(2027, 6, 1)
