"""Announce a material change."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from policies import civil
from policies.records.audit import remember
from policies.records.notice import ChangeNotice
from policies.records.settings import PolicySettings
from policies.records.version import PolicyVersion
from policies.signals import notice_opened


@transaction.atomic
def open_notice(
    *, version: PolicyVersion, at: datetime | None = None, by: Any = None
) -> ChangeNotice:
    """Open the notice of a version from ``at`` (its publication) until some days after its effect.

    A version has one notice: a second call returns the one there is.
    """
    there: ChangeNotice | None = ChangeNotice.objects.filter(version=version).first()
    if there is not None:
        return there
    notice = ChangeNotice(
        version=version,
        opens_at=at or version.published_at,
        closes_at=closing(version),
        zone=version.effective_zone or civil.site_zone_name(),
    )
    remember(notice, by=by)
    notice.save()
    transaction.on_commit(partial(notice_opened.send_robust, sender=ChangeNotice, instance=notice))
    return notice


def closing(version: PolicyVersion) -> datetime:
    """When the notice of a version closes by itself."""
    stays = PolicySettings.for_policy(version.policy).notice_stays
    begun = version.effect
    if begun.time is None:
        # Of clocks that change meanwhile, the last day is a whole day all the same.
        return civil.start_of(begun.day + timedelta(days=stays), version.effective_zone)
    return version.takes_effect_at + timedelta(days=stays)


def may_open(version: PolicyVersion, at: datetime) -> bool:
    """Whether a notice opened at ``at`` would announce anything: it may be long past its days."""
    return not version.imported and closing(version) > at
