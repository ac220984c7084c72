"""Forget requests for mail that nobody confirmed in time."""

from __future__ import annotations

from datetime import datetime

from policies.actions.request_subscription import KEPT
from policies.records.subscription import SubscriptionRequest


def forget_requests(*, at: datetime) -> int:
    """Delete the requests made longer ago than they are kept; how many there were."""
    deleted, _by_model = SubscriptionRequest.objects.filter(asked_at__lte=at - KEPT).delete()
    return deleted
