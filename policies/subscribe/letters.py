"""The mails, in the language of the policy, with the headers that lists of subscribers need.

Nothing that a visitor typed stands in any of them but the address that they go to.
"""

from __future__ import annotations

from datetime import datetime
from email.utils import formataddr
from typing import Any
from urllib.parse import urljoin
from uuid import UUID, uuid5

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Site

from policies.decisions.answers import Kind
from policies.records.correction import VersionCorrection
from policies.records.dispatch import Delivery, Dispatch
from policies.records.settings import PolicySettings
from policies.records.subscription import SubscriptionRequest, Wants, Wish
from policies.records.version import PolicyVersion
from policies.standing.links import Links
from policies.standing.mirrors import source_of
from policies.standing.sentences import civil
from policies.subscribe import offer, tokens
from policies.subscribe.audience import Place


def confirmation(request: SubscriptionRequest, site_settings: PolicySettings) -> EmailMessage:
    """Asks whether the request was theirs."""
    with override(request.language):
        about = title_of(request)
        context = {
            "about": about,
            "site": name_of(request.site),
            "all": request.wants == Wants.ALL,
            "link": _full(request.site, "subscribe_confirm", tokens.to_confirm(request)),
            "days": tokens.CONFIRM_WITHIN.days,
        }
        subject = (
            _("Please confirm: changes to the %(title)s by mail") % {"title": about}
            if about
            else _("Please confirm: changes to our policies by mail")
        )
        return _mail(
            request.address,
            site_settings,
            subject,
            render_to_string("policies/mail/confirm.txt", context),
            message_id=uuid5(request.identity, "confirm"),
        )


def change(delivery: Delivery, dispatch: Dispatch, place: Place, at: datetime) -> EmailMessage:
    """Tells a subscriber of a version or of a correction."""
    version, subscription = dispatch.version, delivery.subscription
    leave = _full(place.site, "subscribe_leave", tokens.to_leave(subscription))
    with override(version.language):
        subject, lead = _said(dispatch, at)
        context = {
            "version": version,
            "lead": lead,
            "kind": Kind(version.kind).label,
            "corrections": _corrections(dispatch),
            "links": Links(place.base),
            "compare": version.number > 1,
            "whole_site": subscription.policy_id is None,
            "all": subscription.wants == Wants.ALL,
            "site": name_of(place.site),
            "leave": leave,
        }
        return _mail(
            subscription.address,
            place.settings,
            subject,
            render_to_string("policies/mail/change.txt", context),
            message_id=uuid5(
                subscription.identity, f"{version.digest} {dispatch.correction_id or ''}"
            ),
            headers={
                "List-Id": f"<{version.policy_uuid}.policies.{place.site.hostname}>",
                "List-Unsubscribe": f"<{leave}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )


def name_of(site: Site) -> str:
    """How a site calls itself, in one line."""
    return " ".join((site.site_name or site.hostname).split())


def title_of(wish: Wish) -> str:
    """The title of the policy that a wish is about; empty for one about all policies."""
    if wish.policy is None:
        return ""
    shown = PolicyVersion.objects.filter(policy=source_of(wish.policy))
    newest = shown.order_by("-number").first()
    # The row's own title may be that of a draft.
    return newest.title if newest else capfirst(wish.policy.specific_class._meta.verbose_name)


def _said(dispatch: Dispatch, at: datetime) -> tuple[str, str]:
    """The subject, and the sentence with which the mail begins."""
    version = dispatch.version
    words = {
        "title": version.title,
        "number": version.number,
        "date": date_format(version.effective_date),
        "published": civil(version.published_at, version.zone),
    }
    coming = version.takes_effect_at > at
    if dispatch.correction is not None:
        return _corrected(dispatch.correction, words, coming)
    newer = None if coming else _in_its_place(version, at)
    if version.kind == Kind.INITIAL:
        return _("%(title)s: a new policy") % words, _of_new_policy(words, coming, newer)
    if newer is not None:
        return (
            _("%(title)s: changes took effect on %(date)s") % words,
            _(
                "Version %(number)s of “%(title)s” was published on %(published)s, with the "
                "effective date %(date)s. Version %(newer)s has replaced it since and is in force."
            )
            % {**words, "newer": newer},
        )
    if coming:
        return (
            _("%(title)s: changes take effect on %(date)s") % words,
            _(
                "Version %(number)s of “%(title)s” was published on %(published)s. It takes "
                "effect on %(date)s; until then the version before it applies."
            )
            % words,
        )
    return (
        _("%(title)s: changes took effect on %(date)s") % words,
        _("Version %(number)s of “%(title)s” was published on %(published)s and is in force.")
        % words,
    )


def _of_new_policy(words: dict[str, Any], coming: bool, newer: int | None) -> str:
    if coming:
        lead = _(
            "A new policy, “%(title)s”, was published on %(published)s. It takes effect on "
            "%(date)s."
        )
    elif newer is None:
        lead = _("A new policy, “%(title)s”, was published on %(published)s and is in force.")
    else:
        lead = _(
            "A new policy, “%(title)s”, was published on %(published)s. Its version %(number)s has "
            "been replaced since: version %(newer)s is in force."
        )
    return lead % {**words, "newer": newer}


def _in_its_place(version: PolicyVersion, at: datetime) -> int | None:
    """The number of the version that binds where another one has taken this one's place."""
    binding = PolicyVersion.objects.in_force(at).filter(policy=version.policy_id)
    found: int | None = binding.exclude(pk=version.pk).values_list("number", flat=True).first()
    return found


def _corrected(
    correction: VersionCorrection, words: dict[str, Any], coming: bool
) -> tuple[str, str]:
    if correction.fact == "kind":
        return (
            _("%(title)s: a change is material") % words,
            _(
                "Version %(number)s of “%(title)s” had been called an editorial change. It is a "
                "material one, with the effective date %(date)s."
            )
            % words,
        )
    if not coming:
        return (
            _("%(title)s: changes took effect on %(date)s") % words,
            _(
                "The effective date of version %(number)s of “%(title)s” has changed. It is now "
                "%(date)s."
            )
            % words,
        )
    return (
        _("%(title)s: changes now take effect on %(date)s") % words,
        _(
            "The date has changed on which version %(number)s of “%(title)s” takes effect. It is "
            "now %(date)s; until then the version before it applies."
        )
        % words,
    )


def _corrections(dispatch: Dispatch) -> list[VersionCorrection]:
    """What was corrected together with the fact that the dispatch is about."""
    made = dispatch.correction
    if made is None:
        return []
    return list(dispatch.version.corrections.filter(corrected_at=made.corrected_at))


def _full(site: Site, name: str, token: str) -> str:
    return urljoin(site.root_url, offer.address(name, token))


def _mail(
    to: str,
    site_settings: PolicySettings,
    subject: str,
    body: str,
    *,
    message_id: UUID,
    headers: dict[str, str] | None = None,
) -> EmailMessage:
    site = site_settings.site
    sender = site_settings.mail_from
    return EmailMessage(
        subject=" ".join(subject.split()),
        body=f"{body.strip()}\n",
        from_email=formataddr((name_of(site), sender)) if sender else settings.DEFAULT_FROM_EMAIL,
        to=[to],
        reply_to=[site_settings.mail_reply_to] if site_settings.mail_reply_to else None,
        headers={
            # The same for the same mail, however often it is sent: mailboxes show it once.
            "Message-ID": f"<{message_id}@{site.hostname}>",
            "Auto-Submitted": "auto-generated",
            **(headers or {}),
        },
    )
