"""Have subscribers told of a version, or of a correction that matters to them."""

from __future__ import annotations

from datetime import datetime

from policies.records.correction import VersionCorrection
from policies.records.dispatch import Dispatch
from policies.records.version import PolicyVersion


def queue_dispatch(
    *, version: PolicyVersion, at: datetime, correction: VersionCorrection | None = None
) -> Dispatch:
    """Queue the mail in the caller's transaction; a second call returns the dispatch there is.

    Whoever was subscribed before ``at`` is told, by ``manage.py send_policy_mail``.
    """
    dispatch, _new = Dispatch.objects.get_or_create(
        version=version, correction=correction, defaults={"queued_at": at}
    )
    return dispatch
