"""Delete a mail address wherever it stands: its owner, or the law, asks for it."""

from __future__ import annotations

from django.db import transaction

from policies.records.subscription import Subscription, SubscriptionRequest


@transaction.atomic
def forget_address(*, address: str) -> int:
    """Delete every subscription and request of an address; how many there were."""
    found = 0
    for model in (Subscription, SubscriptionRequest):
        rows = model.objects.of(address.strip())
        found += rows.count()
        rows.delete()
    return found
