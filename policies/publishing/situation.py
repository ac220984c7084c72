"""What a publication is judged against, read from the records of its policy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from wagtail.models import Page

from policies import civil
from policies.bounds import told
from policies.decisions.answers import Answers, Kind, Meanwhile, problems
from policies.decisions.situation import Forthcoming, Situation
from policies.permissions import SHORTEN_NOTICE
from policies.records.settings import PolicySettings
from policies.records.version import PolicyVersion
from policies.redline import compare
from policies.text import TooDemanding, canonical, render
from policies.timeline import in_force


def situation(
    *, policy: Page, html: str, at: datetime, answers: Answers, may_shorten: bool = True
) -> Situation:
    """The situation in which the rendering ``html`` would be published at ``at``.

    Its wording is judged only where the change is called editorial: nothing else asks for it.
    """
    versions = list(PolicyVersion.objects.filter(policy=policy).without_texts().order_by("number"))
    binding = in_force([version.point for version in versions], at)
    newest = versions[-1] if versions else None
    standing = next((v for v in reversed(versions) if not v.point.withdrawn(at)), None)
    coming = [v for v in versions if v.takes_effect_at > at and v.withdrawn_at is None]
    before = _followed(versions, coming, binding, answers.meanwhile)
    return Situation(
        now=at,
        zone=civil.site_zone(),
        notice_period=PolicySettings.for_policy(policy).notice_period,
        newest=newest.number if newest else None,
        last_decision_at=max((v.decided_at for v in versions), default=None),
        in_force=binding,
        forthcoming=tuple(
            Forthcoming(v.number, v.takes_effect_at, v.effective_date) for v in coming
        ),
        signals=_signals(before, html) if answers.kind == Kind.EDITORIAL else 0,
        standing_redacted=standing is not None and standing.redacted_at is not None,
        withdrawn=frozenset(v.number for v in versions if v.point.withdrawn(at)),
        may_shorten=may_shorten,
    )


def _followed(
    versions: list[PolicyVersion],
    coming: list[PolicyVersion],
    binding: int | None,
    meanwhile: str,
) -> PolicyVersion | None:
    """The version that a text would follow, which is what it is compared with."""
    last = max(coming, key=lambda version: version.point, default=None)
    if last is not None and meanwhile not in (Meanwhile.UNTIL_THEN, Meanwhile.INSTEAD):
        return last
    current = next((v for v in versions if v.number == binding), None)
    return current or last or (versions[-1] if versions else None)


def newest_version(policy: Page) -> PolicyVersion | None:
    """The version with the greatest number, with its text."""
    return PolicyVersion.objects.filter(policy=policy.pk).order_by("number").last()


def lasting_html(newest: PolicyVersion | None) -> str | None:
    """The rendering whose anchors the next version carries on: the newest that can be read."""
    if newest is None or newest.redacted_at is None:
        return newest.html if newest else None
    readable = PolicyVersion.objects.filter(policy=newest.policy_id, redacted_at__isnull=True)
    return readable.order_by("number").values_list("html", flat=True).last()


def said_already(*, policy: Page, source: str, title: str, at: datetime) -> PolicyVersion | None:
    """The version which a text, in canonical form, would only repeat: then it makes none.

    It is the newest that stands: what was withdrawn may be published again. Where its text was
    redacted it is the one in force: an editor who puts that back publishes nothing.
    """
    versions = PolicyVersion.objects.filter(policy=policy.pk)
    newest = versions.newest_standing(at)
    if newest is not None and newest.says(source, title):
        return newest
    if newest is None or newest.redacted_at is None:
        return None
    binding = versions.in_force(at).first()
    return binding if binding is not None and binding.says(source, title) else None


def unpublishable(policy: Page, source: str) -> str:
    """Why a text, in canonical form, becomes no version; empty where it may."""
    if not source.strip():
        return _("A policy cannot be published without a text.")
    return redacted_with(policy, source)


def redacted_with(policy: Page, source: str) -> str:
    """Why a text, in canonical form, is not published again; empty where it may be."""
    for version in PolicyVersion.objects.filter(policy=policy.pk, redacted_at__isnull=False):
        if version.has_text(source):
            return _(
                "This is the text of version %(number)s, which was redacted: take out of it what "
                "had to go, and publish the rest."
            ) % {"number": version.number}
    return ""


def may_shorten(by: Any) -> bool:
    """Whether somebody may go below the notice period; code without a user may."""
    return by is None or by.has_perm(SHORTEN_NOTICE)


def goes_live(go_live_at: datetime | None, at: datetime) -> datetime:
    """When a draft that is sent off at ``at`` is published: then, or on its day if it waits."""
    return max(at, go_live_at or at)


def draft_problems(
    *,
    policy: Page,
    title: str,
    source: str,
    answers: Answers,
    at: datetime,
    by: Any,
    html: str | None = None,
) -> dict[str, str]:
    """What keeps a draft from being published at ``at``, a sentence for each answer.

    A first version needs little but a text; of the text of the newest one, which records nothing,
    nothing is asked.
    ``html`` spares a rendering to whoever has rendered the draft already.
    """
    newest, source = newest_version(policy), canonical(source)
    if policy.pk and said_already(policy=policy, source=source, title=title, at=at):
        return {}
    if sentence := unpublishable(policy, source):
        return {"body": sentence}
    if html is None:
        try:
            html = render(source, previous=lasting_html(newest))
        except TooDemanding as refusal:
            return {"body": told(refusal)}
    if newest is None:
        # Of a page that is not saved yet there is nothing to be read.
        return problems(answers, Situation(at, civil.site_zone(), notice_period=0))
    return problems(
        answers,
        situation(policy=policy, html=html, at=at, answers=answers, may_shorten=may_shorten(by)),
    )


def _signals(before: PolicyVersion | None, html: str) -> int:
    return len(compare(before.html, html, before.language).signals) if before else 0
