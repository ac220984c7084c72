"""Correct a fact about a version, in public and with a reason; never its text."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from policies import civil
from policies.actions.open_notice import closing, may_open, open_notice
from policies.actions.queue_dispatch import queue_dispatch
from policies.decisions.answers import Kind
from policies.exceptions import PolicyError
from policies.publishing.correctable import check_correction
from policies.publishing.locking import lock
from policies.records.audit import name_of, remember
from policies.records.columns import FACTS
from policies.records.correction import VersionCorrection
from policies.records.notice import ChangeNotice
from policies.records.version import PolicyVersion
from policies.signals import version_corrected
from policies.timeline import Turn, takes_effect_at


@transaction.atomic
def correct_version(
    *,
    version: PolicyVersion,
    reason: str,
    at: datetime,
    by: Any = None,
    effective_date: date | None = None,
    summary: str | None = None,
    kind: str | None = None,
) -> list[VersionCorrection]:
    """Change the facts that are given and differ; return a correction for each.

    Raises PolicyError for what ``check_correction`` does not let pass.
    """
    lock(version.policy)
    version = PolicyVersion.objects.get(pk=version.pk)
    given = {"effective_date": effective_date, "summary": summary, "kind": kind}
    changed = {
        fact: value
        for fact, value in given.items()
        if value is not None and value != getattr(version, fact)
    }
    if not changed:
        return []
    if not reason.strip():
        raise PolicyError(_("Write why the fact is corrected: the reason is shown in public."))
    if version.withdrawn_at is not None:
        raise PolicyError(_("This version is withdrawn: its facts stay as they are."))
    check_correction(version, changed, at, by)
    corrections = [
        VersionCorrection(
            version=version,
            fact=fact,
            before=str(getattr(version, fact)),
            after=str(value),
            reason=reason.strip(),
            corrected_at=at,
            zone=civil.site_zone_name(),
            corrector_name=name_of(by) if by else "",
        )
        for fact, value in changed.items()
    ]
    announced = version.takes_effect_at, version.effect
    for fact, value in changed.items():
        setattr(version, fact, value)
    if effective_date is not None:
        version.effective_zone = civil.site_zone_name()
    # What has taken effect did so then, whatever the rules of the zone have become since.
    if effective_date is not None and announced[0] > at:
        version.takes_effect_at = takes_effect_at(
            version.published_at, effective_date, civil.site_zone()
        )
    remember(version, by=by, reason=reason.strip())
    version.save(update_fields=FACTS)
    for correction in corrections:
        correction.save()
    _adjust_notice(version, announced, at, by)
    _tell_subscribers(version, corrections, at)
    for correction in corrections:
        transaction.on_commit(
            partial(
                version_corrected.send_robust,
                sender=PolicyVersion,
                instance=version,
                correction=correction,
            )
        )
    return corrections


def _adjust_notice(
    version: PolicyVersion, announced: tuple[datetime, Turn], at: datetime, by: Any
) -> None:
    """Announce what is now called material; where the effect moved, the notice goes with it."""
    if version.kind != Kind.MATERIAL:
        return
    # Somebody may be extending it: the longer of the two holds.
    notices = ChangeNotice.objects.select_for_update(of=("self",))
    notice = notices.filter(version=version).first()
    if notice is None:
        if may_open(version, at):
            open_notice(version=version, at=at, by=by)
    elif version.takes_effect_at != announced[0]:
        closes_at = _moved(notice, announced, version)
        if closes_at != notice.closes_at:
            notice.closes_at, notice.zone = closes_at, version.effective_zone
            remember(notice, by=by)
            notice.save(update_fields=["closes_at", "zone"])


def _moved(
    notice: ChangeNotice, announced: tuple[datetime, Turn], version: PolicyVersion
) -> datetime:
    """As many days after the new effect as after the ``announced`` one; never less than is known.

    Counted in civil days, so that a last day stays a whole day.
    """
    closes, (effect, begun) = civil.turn(notice.closes_at, notice.zone), announced
    if closes.time is None and begun.time is None:
        day = version.effect.day + (closes.day - begun.day)
        closes_at = civil.start_of(day, version.effective_zone)
    else:
        closes_at = version.takes_effect_at + (notice.closes_at - effect)
    return max(notice.closes_at, closes_at)


def _tell_subscribers(
    version: PolicyVersion, corrections: list[VersionCorrection], at: datetime
) -> None:
    """A changed day, or a change now called material, is told to those who heard it otherwise."""
    if version.kind != Kind.MATERIAL or version.imported or closing(version) <= at:
        return
    matters = [c for c in corrections if c.fact in ("effective_date", "kind")]
    if matters:
        queue_dispatch(version=version, at=at, correction=matters[0])
