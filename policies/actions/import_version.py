"""Record a text from before this site, with its original dates and labelled as imported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.models import Page

from policies import civil
from policies.actions.record_version import write_version
from policies.bounds import told
from policies.decisions.answers import Kind
from policies.exceptions import PolicyError
from policies.publishing.locking import lock
from policies.publishing.situation import lasting_html, newest_version, redacted_with
from policies.records.audit import name_of
from policies.records.version import PolicyVersion
from policies.redline import compare
from policies.text import TooDemanding, canonical, digest, render
from policies.timeline import takes_effect_at


class NotToBeRecorded(PolicyError):
    """One text that cannot become a version, whatever becomes of those beside it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a text becomes a version: its words, its instant and its own title.

    ``title_counts`` is False for a title that another run may name differently for the same text:
    the policy's, or one that was given for every text. Then the words alone decide.
    """

    title: str
    source: str
    published_at: datetime
    title_counts: bool = True

    def has_text(self, source: str) -> bool:
        return self.source == source

    def stands_in(self, version: PolicyVersion | Standing) -> bool:
        """Whether ``version`` says this text: under its title too, if that counts.

        What has the same words at the same instant is this text, whatever it was called then.
        """
        return version.has_text(self.source) and (
            not self.title_counts
            or version.title == self.title
            or version.published_at == self.published_at
        )


@transaction.atomic
def import_version(
    *,
    policy: Page,
    title: str,
    language: str,
    source: str,
    published_at: datetime,
    effective_date: date,
    at: datetime,
    source_name: str = "",
    source_digest: str = "",
    title_counts: bool = True,
    kind: str | None = None,
    summary: str = "",
    by: Any = None,
    html: str = "",
    html_follows: str = "",
) -> PolicyVersion | None:
    """Record the next version of a policy as it was published elsewhere; it opens no notice.

    Returns None where it is there already, or says what the version before it says. Without a
    ``kind``, the wording decides: a change that touches numbers, duties or recipients is material.
    ``title_counts`` is False where the title is not the text's own: the words alone then decide.
    ``html`` is a rendering of ``source`` made beforehand after the one with the SHA-256
    ``html_follows``: where another version is the newest by now, it is made again.
    Raises NotToBeRecorded for a text published in the future, or one that was redacted here or
    asks for more than any policy does, and PolicyError for a text published before one that is
    there already: numbers follow publication, and a chain cannot be begun anew.
    """
    locked = lock(policy)
    source, newest = canonical(source), newest_version(policy)
    if not adds(
        policy=policy,
        newest=newest,
        text=Standing(title, source, published_at, title_counts),
        at=at,
        name=source_name,
    ):
        return None
    before = lasting_html(newest)
    if not html or html_follows != (digest(before) if before else ""):
        try:
            html = render(source, previous=before)
        except TooDemanding as refusal:
            raise NotToBeRecorded(f"“{source_name or title}”: {told(refusal)}") from refusal
    return write_version(
        locked,
        title=title,
        language=language,
        source=source,
        html=html,
        kind=Kind.INITIAL if newest is None else Kind(kind or judged(before or "", html, language)),
        summary=summary,
        published_at=published_at,
        effective_date=effective_date,
        effect=takes_effect_at(published_at, effective_date, civil.site_zone()),
        previous=newest,
        imported=True,
        source_name=source_name[:255],
        source_digest=source_digest,
        publisher=by,
        publisher_name=name_of(by) if by else "",
    )


def adds(
    *,
    policy: Page,
    newest: PolicyVersion | Standing | None,
    text: Standing,
    at: datetime,
    name: str = "",
) -> bool:
    """Whether a text, in canonical form, becomes the version after ``newest``.

    ``newest`` may be a text that is only about to be recorded. False where it is there already, or
    says what ``newest`` says. Raises PolicyError as ``import_version`` does.
    """
    if sentence := still_to_come(text.published_at, at, name or text.title):
        raise NotToBeRecorded(sentence)
    if newest is None:
        return True
    if text.published_at < newest.published_at:
        _refuse_unless_there(policy, text, name)
        return False
    if text.stands_in(newest):
        return False
    if text.published_at == newest.published_at:
        same = PolicyVersion.objects.filter(policy=policy.pk, published_at=text.published_at)
        if any(text.stands_in(version) for version in same):
            return False
    _refuse_redacted(policy, text, name)
    return True


def still_to_come(published_at: datetime, at: datetime, name: str) -> str:
    """Why a text is not taken that is published after ``at``; empty for every other."""
    if published_at <= at:
        return ""
    return _("“%(name)s” says that it was published on %(date)s, which is still to come.") % {
        "name": name,
        "date": date_format(civil.day_of(published_at)),
    }


def judged(old_html: str, html: str, language: str) -> Kind:
    """What the wording of a change suggests, for want of anybody who remembers."""
    return Kind.MATERIAL if compare(old_html, html, language).has_signals else Kind.EDITORIAL


def _refuse_unless_there(policy: Page, text: Standing, name: str) -> None:
    """Nothing to do for a text that an earlier run has brought in; anything else is refused.

    Words alone tell: what it is called now, and what it was called then, may both be lent.
    """
    earlier = PolicyVersion.objects.filter(policy=policy.pk, published_at__lte=text.published_at)
    standing = earlier.order_by("number").last()
    if standing is None or not standing.has_text(text.source):
        # An earlier run has passed it over for this, and gone on.
        _refuse_redacted(policy, text, name)
        first = PolicyVersion.objects.filter(
            policy=policy.pk, published_at__gt=text.published_at
        ).first()
        raise PolicyError(
            _(
                "“%(name)s” was published on %(date)s, before version %(number)s, which is "
                "recorded already: numbers follow publication and are never given anew. Import "
                "earlier texts into a new policy, oldest first."
            )
            % {
                "name": name or text.title,
                "date": date_format(civil.day_of(text.published_at)),
                "number": first.number if first else "",
            }
        )


def _refuse_redacted(policy: Page, text: Standing, name: str) -> None:
    if sentence := redacted_with(policy, text.source):
        raise NotToBeRecorded(f"“{name or text.title}”: {sentence}")
