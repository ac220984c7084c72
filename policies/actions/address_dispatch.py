"""Write down to whom a dispatch goes, once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from policies.records.dispatch import Delivery, Dispatch

AT_ONCE = 1000


@transaction.atomic
def address_dispatch(
    *, dispatch: Dispatch, recipients: Iterable[tuple[int, int]], at: datetime
) -> bool:
    """Make a delivery for each recipient (the keys of a subscription and of a page to link to).

    False where another process has done it. All are written or none, so that a crash leaves
    nobody out; ``recipients`` is read inside the transaction.
    """
    mine = Dispatch.objects.filter(pk=dispatch.pk, addressed_at__isnull=True)
    if not mine.update(addressed_at=at):
        return False
    Delivery.objects.bulk_create(
        (
            Delivery(dispatch=dispatch, subscription_id=subscription, page_id=page, not_before=at)
            for subscription, page in recipients
        ),
        batch_size=AT_ONCE,
    )
    return True
