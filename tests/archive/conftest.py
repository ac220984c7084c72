"""A policy with a past, a present and a future, and the address of its site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from policies.models import PolicyIndexPage


@dataclass
class Past:
    """What was published: the policy, and the instant from which each version was in force."""

    policy: Any
    starts: dict[int, str] = field(default_factory=dict)


@pytest.fixture
def past(clock: Any, make_policy: Callable[..., Any], publish: Callable[..., Any]) -> Past:
    """Versions 1 to 3 have been in force since June, July and October 2026; 4 is forthcoming.

    It is 1 November 2026, noon. Summer time (one hour ahead) ended in London on 25 October.
    """
    found = Past(make_policy(), {1: "Mon, 01 Jun 2026 12:00:00 GMT"})
    publish(found.policy, "# Data\n\nWe keep it for 60 days.\n", kind="material")
    found.starts[2] = "Tue, 30 Jun 2026 23:00:00 GMT"
    clock.move_to("2026-10-05T09:30:15.250Z")
    publish(found.policy, "# Data\n\nWe keep it for sixty days.\n", summary="A number in words.")
    found.starts[3] = "Mon, 05 Oct 2026 09:30:15 GMT"
    clock.move_to("2026-11-01T12:00:00Z")
    publish(
        found.policy,
        "# Data\n\nWe keep it for 90 days.\n",
        kind="material",
        summary="We keep it longer.",
        effective=date(2027, 1, 1),
    )
    return found


@pytest.fixture
def shelf(past: Past, home: Any) -> Any:
    """The list at ``/policies/``, with the policy and its past."""
    page = home.add_child(instance=PolicyIndexPage(title="Policies", slug="policies"))
    past.policy.move(page, "last-child")
    past.policy.refresh_from_db()
    return page
