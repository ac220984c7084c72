"""Take an announcement away before its time."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction

from policies.records.audit import remember
from policies.records.notice import ChangeNotice
from policies.signals import notice_closed


@transaction.atomic
def close_notice(
    *, notice: ChangeNotice, at: datetime, reason: str = "", by: Any = None
) -> ChangeNotice:
    """Close a notice at ``at``; one that has ended by then stays as it is."""
    notice = ChangeNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if notice.ends_at <= at:
        return notice
    notice.closed_at = max(at, notice.opens_at)
    notice.close_reason = reason.strip()
    remember(notice, by=by, reason=notice.close_reason)
    notice.save(update_fields=["closed_at", "close_reason"])
    transaction.on_commit(partial(notice_closed.send_robust, sender=ChangeNotice, instance=notice))
    return notice
