"""What the legal team is told of: each occasion as a mail, addressed by the site's settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_admin_base_url
from wagtail.models import Page

from policies import civil
from policies.desk import overview
from policies.records.version import PolicyVersion
from policies.standing.sentences import day as day_in_words

PAST = timedelta(days=7)
"""A version that took effect longer ago is no news, also where the command has never run."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """``key`` names it once and for all; ``link`` is an address in the admin."""

    key: str
    policy: Page
    subject: str
    text: str
    link: str


def _admin(name: str, *args: Any) -> str:
    return f"{get_admin_base_url() or ''}{reverse(name, args=args)}"


def submitted(policy: Page, who: str) -> Occasion:
    return Occasion(
        f"submitted:{policy.pk}",
        policy,
        _("%(title)s: submitted") % {"title": policy.title},
        _("%(who)s has submitted a draft of “%(title)s” for approval.")
        % {"who": who, "title": policy.title},
        _admin("wagtailadmin_pages:edit", policy.pk),
    )


def approved(policy: Page, who: str) -> Occasion:
    return Occasion(
        f"approved:{policy.pk}",
        policy,
        _("%(title)s: approved") % {"title": policy.title},
        _("%(who)s has approved the draft of “%(title)s”.") % {"who": who, "title": policy.title},
        _admin("policies_desk:versions", policy.pk),
    )


def published(version: PolicyVersion) -> Occasion:
    said = {
        "title": version.title,
        "number": version.number,
        "who": version.publisher_name or _("The system"),
        "kind": version.get_kind_display(),
        "day": date_format(version.effective_date),
        "summary": version.summary,
    }
    text = _("%(who)s has published version %(number)s of “%(title)s”.")
    if version.number > 1:
        text += "\n\n" + _("Change kind: %(kind)s\nChange summary: %(summary)s")
    text += "\n" + _("Effective date: %(day)s")
    return _about(
        version, "published", _("%(title)s: version %(number)s is published"), text % said
    )


def took_effect(version: PolicyVersion) -> Occasion:
    text = _("Version %(number)s of “%(title)s” took effect on %(day)s and binds now.") % {
        "number": version.number,
        "title": version.title,
        "day": day_in_words(version.effect.day),
    }
    return _about(version, "effect", _("%(title)s: version %(number)s binds now"), text)


def _about(version: PolicyVersion, what: str, subject: str, text: str) -> Occasion:
    return Occasion(
        f"{what}:{version.pk}",
        version.policy,
        subject % {"title": version.title, "number": version.number},
        text,
        _admin("policies_desk:version", version.policy_id, version.number),
    )


def due(now: datetime) -> Iterator[Occasion]:
    """What the clock has brought by ``now``: versions that bind since, reviews that are due."""
    everything = PolicyVersion.objects.without_texts()
    effects = (
        everything.in_force(now)
        .filter(takes_effect_at__gt=now - PAST, imported=False)
        .filter(takes_effect_at__gt=F("published_at"))
    )
    for version in effects.select_related("policy").order_by("takes_effect_at", "pk"):
        yield took_effect(version)
    intervals = overview.Intervals.read()
    today = civil.day_of(now)
    looked_at = overview.looked_at(Page.objects.all(), now)
    for version in looked_at.filter(intervals.overdue(today)):
        day = intervals.due(version)
        yield Occasion(
            f"review:{version.policy_id}:{day}",
            version.policy,
            _("%(title)s: a review is due") % {"title": version.title},
            _("“%(title)s” has been due for review since %(day)s.")
            % {"title": version.title, "day": date_format(day)},
            _admin("policies_desk:versions", version.policy_id),
        )
