"""Stop mailing an address about a policy or a site, and forget it."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from policies.records.subscription import Subscription, SubscriptionRequest


@transaction.atomic
def leave_subscription(*, identity: UUID) -> bool:
    """Delete a subscription with whatever waits to be sent to it; False where it is gone."""
    subscription = Subscription.objects.filter(identity=identity).first()
    if subscription is None:
        return False
    SubscriptionRequest.objects.about(subscription).delete()
    subscription.delete()
    return True
