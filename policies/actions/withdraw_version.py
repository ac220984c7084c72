"""Pull a version by decision, in public and for good."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from policies.actions.close_notice import close_notice
from policies.exceptions import PolicyError
from policies.publishing.locking import lock
from policies.records.audit import remember
from policies.records.columns import DECISIONS
from policies.records.version import PolicyVersion
from policies.signals import version_withdrawn
from policies.timeline import in_force


@transaction.atomic
def withdraw_version(
    *,
    version: PolicyVersion,
    at: datetime,
    reason: str = "",
    by: Any = None,
    replaced_by: int | None = None,
) -> PolicyVersion:
    """Withdraw a version from ``at`` on; its notice closes with it.

    The same withdrawal twice is one. Raises PolicyError where the version is withdrawn already for
    another reason, where there is neither a reason nor the number of what replaces it, and where a
    version whose text was redacted would be in force again.
    """
    lock(version.policy)
    version = PolicyVersion.objects.get(pk=version.pk)
    if version.withdrawn_at is not None:
        if (version.withdrawal_reason, version.replaced_by) == (reason.strip(), replaced_by):
            return version
        raise PolicyError(
            _("Version %(number)s is withdrawn already: what was said of it stays.")
            % {"number": version.number}
        )
    if not reason.strip() and replaced_by is None:
        raise PolicyError(_("Write why the version is withdrawn: the reason is shown in public."))
    if refused := _would_bind_unread(version, at):
        raise PolicyError(refused)
    version.withdrawn_at = max(at, version.published_at)
    version.withdrawal_reason = reason.strip()
    version.replaced_by = replaced_by
    remember(version, by=by, reason=reason.strip())
    version.save(update_fields=DECISIONS)
    if notice := getattr(version, "notice", None):
        close_notice(notice=notice, at=version.withdrawn_at, reason=reason, by=by)
    transaction.on_commit(
        partial(version_withdrawn.send_robust, sender=PolicyVersion, instance=version)
    )
    return version


def _would_bind_unread(version: PolicyVersion, at: datetime) -> str:
    """Why nobody could read what binds without the version; empty where they could."""
    found = PolicyVersion.objects.filter(policy=version.policy_id).without_texts()
    points = {other.number: other.point for other in found}
    if in_force(points.values(), at) != version.number:
        return ""
    del points[version.number]
    after = in_force(points.values(), at)
    if not found.filter(number=after, redacted_at__isnull=False).exists():
        return ""
    return _(
        "Without version %(number)s, version %(other)s would be in force again, whose text was "
        "redacted: what binds people must be there to be read. Publish a version in its place."
    ) % {"number": version.number, "other": after}
