"""End a dispatch: everybody was told, or nobody is to be told any more."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from policies.records.dispatch import Dispatch, Outcome


@transaction.atomic
def close_dispatch(*, dispatch: Dispatch, outcome: Outcome, at: datetime) -> None:
    """Close a dispatch and delete what of it was not sent; one that is closed stays as it is."""
    still_open = Dispatch.objects.filter(pk=dispatch.pk, closed_at__isnull=True)
    if still_open.update(closed_at=at, outcome=outcome):
        dispatch.deliveries.all().delete()
