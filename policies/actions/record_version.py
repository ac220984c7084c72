"""Record what was published as the next version of its policy."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import transaction
from wagtail.models import Page

from policies import chain, civil
from policies.actions.open_notice import open_notice
from policies.actions.queue_dispatch import queue_dispatch
from policies.actions.withdraw_version import withdraw_version
from policies.bounds import told
from policies.decisions.answers import Answers, Kind, Meanwhile, settled
from policies.exceptions import PublishingRefused
from policies.publishing.locking import Locked, lock
from policies.publishing.situation import (
    lasting_html,
    may_shorten,
    newest_version,
    said_already,
    situation,
    unpublishable,
)
from policies.records.audit import name_of, remember
from policies.records.version import PolicyVersion
from policies.signals import version_recorded
from policies.text import TooDemanding, canonical, plain, render
from policies.timeline import takes_effect_at


@transaction.atomic
def record_version(
    *,
    policy: Page,
    title: str,
    language: str,
    source: str,
    answers: Answers,
    at: datetime,
    by: Any = None,
    revision_number: int | None = None,
) -> PolicyVersion | None:
    """Record the text as the next version; None where the newest that stands says it.

    Raises PublishingRefused with a sentence for each answer that is missing or wrong, and for a
    text that is empty, was redacted or asks for more than any policy does; nothing is then written.
    """
    locked = lock(policy)
    source = canonical(source)
    newest = newest_version(policy)
    if said_already(policy=policy, source=source, title=title, at=at):
        return None
    if sentence := unpublishable(policy, source):
        raise PublishingRefused({"body": sentence})
    try:
        html = render(source, previous=lasting_html(newest))
    except TooDemanding as refusal:
        raise PublishingRefused({"body": told(refusal)}) from refusal
    # Two machines' clocks may differ: a later number is never published before an earlier one.
    published_at = max(at, newest.published_at) if newest else at
    judged = situation(
        policy=policy, html=html, at=published_at, answers=answers, may_shorten=may_shorten(by)
    )
    kind, effective_date = settled(answers, judged)
    version = write_version(
        locked,
        title=title,
        language=language,
        source=source,
        html=html,
        kind=kind,
        summary=answers.summary.strip(),
        published_at=published_at,
        effective_date=effective_date,
        effect=takes_effect_at(published_at, effective_date, judged.zone),
        previous=newest,
        based_on=answers.based_on or None,
        revision_number=revision_number,
        publisher=by,
        publisher_name=name_of(by) if by else "",
        editorial_reason=answers.editorial_reason.strip() if kind == Kind.EDITORIAL else "",
        short_notice_reason=answers.short_notice_reason.strip() if kind == Kind.MATERIAL else "",
    )
    if answers.meanwhile == Meanwhile.INSTEAD:
        for coming in judged.forthcoming:
            withdraw_version(
                version=PolicyVersion.objects.get(policy=policy, number=coming.number),
                at=published_at,
                by=by,
                replaced_by=version.number,
            )
    if kind == Kind.MATERIAL:
        open_notice(version=version, by=by)
    queue_dispatch(version=version, at=published_at)
    return version


def write_version(
    locked: Locked,
    *,
    html: str,
    effect: datetime,
    previous: PolicyVersion | None,
    **facts: Any,
) -> PolicyVersion:
    """Write the next row of the policy that is held, and its link in the chain.

    Its dates are those of the site's zone, in which ``effect`` was found.
    """
    zone = civil.site_zone_name()
    version = PolicyVersion(
        policy=locked.held(),
        # A policy's identity begins with its first version: a copied page is another policy.
        policy_uuid=previous.policy_uuid if previous else uuid4(),
        number=previous.number + 1 if previous else 1,
        html=html,
        plain=plain(html),
        takes_effect_at=effect,
        zone=zone,
        effective_zone=zone,
        previous_digest=previous.digest if previous else "",
        **facts,
    )
    version.record = chain.record(version.frozen())
    version.digest = chain.sha256(version.record)
    remember(version, by=facts.get("publisher"))
    version.save(force_insert=True)
    transaction.on_commit(
        partial(version_recorded.send_robust, sender=PolicyVersion, instance=version)
    )
    return version
