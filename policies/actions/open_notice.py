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
    """When the notice of a version closes by itself: at the end of a civil day of the site.

    The day of the effect counts as the first, so that a last day can be named beforehand, also
    where the version takes effect at noon or clocks are put back meanwhile.
    """
    stays = PolicySettings.for_policy(version.policy).notice_stays
    last = version.effect.day + timedelta(days=stays)
    return max(version.takes_effect_at, civil.start_of(last, version.effective_zone))


def may_open(version: PolicyVersion, at: datetime) -> bool:
    """Whether a notice opened at ``at`` would announce anything: it may be long past its days."""
    return not version.imported and closing(version) > at
