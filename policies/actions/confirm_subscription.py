"""Make a request, confirmed by the link that was mailed, a subscription."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from policies.records.subscription import Subscription, SubscriptionRequest


@transaction.atomic
def confirm_subscription(*, request: SubscriptionRequest, at: datetime) -> Subscription:
    """Subscribe the address, or change the choice of a subscription that there is.

    A second confirmation changes nothing: a later request may have changed the choice since.
    """
    first = SubscriptionRequest.objects.filter(pk=request.pk, confirmed_at__isnull=True)
    fresh = first.update(confirmed_at=at) == 1
    subscription: Subscription
    subscription, new = Subscription.objects.about(request).get_or_create(
        defaults={
            "site": request.site,
            "policy": request.policy,
            "address": request.address,
            "wants": request.wants,
            "language": request.language,
            "confirmed_at": at,
        }
    )
    if fresh and not new:
        subscription.wants, subscription.language = request.wants, request.language
        subscription.save(update_fields=["wants", "language"])
    return subscription
