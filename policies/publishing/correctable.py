"""Which facts about a version can be corrected, and the sentence where one cannot."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from policies import civil
from policies.decisions.answers import Kind
from policies.decisions.effective import TOO_FAR, too_far
from policies.exceptions import PolicyError
from policies.publishing.situation import may_shorten
from policies.records.settings import PolicySettings
from policies.records.version import PolicyVersion
from policies.timeline import takes_effect_at


def check_correction(
    version: PolicyVersion, changed: dict[str, Any], at: datetime, by: Any
) -> None:
    """Raise PolicyError with a sentence where the facts in ``changed`` cannot be corrected so.

    While a version is forthcoming, its effective date changes only to a day after today, and not
    past another forthcoming version. Once it has taken effect, that instant stands: it decides what
    bound, and has been told (RFC 7089, § 2.1.1: the datetime of a memento never changes). Its date
    then changes only where it names another day than that. The kind changes only from editorial to
    material. What makes the notice of a material change shorter than the notice period takes the
    permission to shorten it.
    """
    day = changed.get("effective_date")
    if day is not None:
        if too_far(day):
            raise PolicyError(str(TOO_FAR))
        if version.takes_effect_at <= at:
            _check_past(version, day)
        elif civil.start_of(day) <= at:
            raise PolicyError(_("An announced date can only move to a day still to come."))
        else:
            _check_order(version, day, at)
    if "kind" in changed and (version.kind, changed["kind"]) != (Kind.EDITORIAL, Kind.MATERIAL):
        raise PolicyError(_("A change kind is corrected only from editorial to material."))
    if "summary" in changed and not changed["summary"].strip():
        raise PolicyError(_("A change summary cannot be emptied: say what changed."))
    _check_notice_period(version, changed, at, by)


def began(version: PolicyVersion) -> date:
    """The civil day on which a version begins to bind."""
    return version.effect.day


def date_stands(version: PolicyVersion) -> bool:
    """Whether the effective date of a version that has taken effect can be no other."""
    return version.effective_date == began(version) and not _may_be_earlier(version)


def _may_be_earlier(version: PolicyVersion) -> bool:
    """What was imported may have named a day before it was published, as old texts do."""
    published: date = civil.day_of(version.published_at, version.zone)
    return version.imported and began(version) == published


def _check_past(version: PolicyVersion, day: date) -> None:
    """A mistaken day gives way to the true one: from when a text has bound never changes."""
    true = began(version)
    if day == true or (day < true and _may_be_earlier(version)):
        return
    said = _(
        "This version has taken effect: it applied from %(date)s on, and what has bound people "
        "cannot be changed afterwards."
    ) % {"date": date_format(true)}
    if date_stands(version):
        way = _("Publish a new version, or withdraw this one.")
    elif _may_be_earlier(version):
        way = _("Its effective date may be that day or an earlier one that its text named.")
    else:
        way = _("Its effective date can be corrected to that day, and to no other.")
    raise PolicyError(f"{said} {way}")


def _check_order(version: PolicyVersion, day: date, at: datetime) -> None:
    """What was to follow still follows: otherwise the wrong text would bind for good."""
    effect = takes_effect_at(version.published_at, day, civil.site_zone())
    moved = replace(version.point, takes_effect_at=effect)
    forthcoming = PolicyVersion.objects.forthcoming(at).filter(policy=version.policy_id)
    others = forthcoming.exclude(pk=version.pk).without_texts()
    for other in sorted(others, key=lambda each: each.point):
        words = {"number": other.number, "date": date_format(other.effective_date)}
        if version.point < other.point < moved:
            raise PolicyError(
                _(
                    "Version %(number)s is to follow this one, on %(date)s: with this day it would "
                    "come first, and the wrong text would apply for good. Choose an earlier day, "
                    "or postpone version %(number)s first."
                )
                % words
            )
        if moved < other.point < version.point:
            raise PolicyError(
                _(
                    "This version is to follow version %(number)s, on %(date)s: with this day it "
                    "would come first, and the wrong text would apply for good. Choose a later "
                    "day, or correct the day of version %(number)s first."
                )
                % words
            )


def short_notice(version: PolicyVersion, changed: dict[str, Any], at: datetime) -> int | None:
    """The days of notice that a correction leaves, where they are fewer than the site promises.

    Readers learn of a material change from its publication, or from the day it is called one.
    """
    kind = changed.get("kind", version.kind)
    day = changed.get("effective_date", version.effective_date)
    sooner = day < version.effective_date
    if kind != Kind.MATERIAL or version.takes_effect_at <= at or not (sooner or "kind" in changed):
        return None
    told = civil.day_of(at if "kind" in changed else version.published_at)
    left: int = (day - told).days
    return left if left < PolicySettings.for_policy(version.policy).notice_period else None


def _check_notice_period(
    version: PolicyVersion, changed: dict[str, Any], at: datetime, by: Any
) -> None:
    left = short_notice(version, changed, at)
    if left is None or may_shorten(by):
        return
    days = PolicySettings.for_policy(version.policy).notice_period
    day = changed.get("effective_date", version.effective_date)
    earliest = day + timedelta(days=days - left)
    raise PolicyError(
        _(
            "A material change is announced %(days)s days ahead: choose %(earliest)s or a "
            "later day. An earlier day needs a permission that you do not have."
        )
        % {"days": days, "earliest": date_format(earliest)}
    )
