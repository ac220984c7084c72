"""Note what became of one mail: there is nothing more to do for it."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from policies.records.dispatch import Delivery, Dispatch


@transaction.atomic
def settle_delivery(*, delivery: Delivery, sent: bool) -> None:
    """Count the mail as sent or as failed, and delete its row; one that is gone is counted too.

    It is gone where the subscriber has left while the mail was on its way.
    """
    Delivery.objects.filter(pk=delivery.pk).delete()
    column = "sent" if sent else "failed"
    Dispatch.objects.filter(pk=delivery.dispatch_id).update(**{column: F(column) + 1})
