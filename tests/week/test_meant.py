"""The judge of the week's story finds what is untrue, and nothing where all is true."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from tests.week.meant import Meant, Policy, untrue

pytestmark = pytest.mark.django_db


def test_the_judge_tells_the_truth_from_what_is_not(clock: Any, policy: Any, publish: Any) -> None:
    now = timezone.now()
    changed = policy.body.replace("30 days", "90 days")
    publish(policy, changed, kind="material", effective=date(2026, 7, 15))
    first = Meant(1, "for 30 days", "Privacy policy", "initial", date(2026, 6, 1), now)
    second = Meant(2, "for 90 days", "Privacy policy", "material", date(2026, 7, 15), now)
    london = ZoneInfo("Europe/London")
    meant = Policy("/privacy/", london, [first, second], hidden=["Nobody ever wrote this"])
    assert untrue(meant, now) == []
    clock.move_to("2026-07-15T00:00:00+01:00")
    assert untrue(meant, timezone.now()) == []

    a_day_late = replace(meant, versions=[first, replace(second, effective=date(2026, 7, 16))])
    said = "\n".join(untrue(a_day_late, timezone.now()))
    for fault in ("effective_date is 2026-07-15", "in_force is 2", "as-of/2026-07-15/ leads to"):
        assert fault in said
    assert "/privacy/ does not say" in said
    leaking = replace(meant, hidden=["for 90 days"])
    assert any("document.md shows" in fault for fault in untrue(leaking, timezone.now()))
