"""Where the links in the mails lead. Programs that look into mails follow links: only POST acts.

The signed end of the address is what a cookie would be elsewhere: nobody else has it. So mail
programs can unsubscribe with one POST (RFC 8058).
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from wagtail.models import Site

from policies.actions.confirm_subscription import confirm_subscription
from policies.actions.leave_subscription import leave_subscription
from policies.records.subscription import Subscription, SubscriptionRequest, Wants
from policies.standing.language import language_of
from policies.subscribe import offer, pages, tokens
from policies.subscribe.letters import title_of


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button that confirms a request; POST confirms it."""
    at, identity = timezone.now(), tokens.confirms(token)
    asked = identity and (
        SubscriptionRequest.objects.select_related("site", "policy")
        .filter(identity=identity)
        .first()
    )
    if not asked:
        return _expired(request)
    if request.method == "POST" and offer.settings_of(asked.site) is not None:
        confirm_subscription(request=asked, at=at)
        asked.confirmed_at = asked.confirmed_at or at
    with translation.override(asked.language):
        return pages.from_a_mail(_confirming(request, asked))


def _confirming(request: HttpRequest, asked: SubscriptionRequest) -> HttpResponse:
    about, every = title_of(asked), asked.wants == Wants.ALL
    if asked.confirmed_at is not None:
        return pages.said(
            request,
            asked.site,
            asked.language,
            _("You will be told"),
            _whats_told(about, every=every),
            _("Each mail has a link with which you leave; your address is then deleted."),
        )
    return pages.said(
        request,
        asked.site,
        asked.language,
        _("One click more"),
        _whats_told(about, every=every),
        button=_("Yes, tell me"),
        afterwards=_("If you did not ask for this, close this page: nothing will be sent."),
    )


def _whats_told(about: str, *, every: bool) -> str:
    if about:
        told = (
            _("All changes to the policy “%(title)s” will be mailed to your address.")
            if every
            else _("Material changes to the policy “%(title)s” will be mailed to your address.")
        )
        return told % {"title": about}
    if every:
        return _("All changes to our policies will be mailed to your address.")
    return _("Material changes to our policies will be mailed to your address.")


def _expired(request: HttpRequest) -> HttpResponse:
    site, language = Site.find_for_request(request), language_of("")
    if site is None:
        return pages.not_offered(request, site, language)
    with translation.override(language):
        return pages.from_a_mail(
            pages.said(
                request,
                site,
                language,
                _("This link no longer holds"),
                _(
                    "A link holds for %(days)s days. If you pressed its button before, you are "
                    "told of changes and need do nothing."
                )
                % {"days": tokens.CONFIRM_WITHIN.days},
                again=offer.address(),
                status=410,
            )
        )


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button that ends a subscription; POST ends it at once, as often as it comes."""
    identity = tokens.leaves(token)
    site, language = Site.find_for_request(request), language_of("")
    if identity is None or site is None:
        return pages.from_a_mail(_not_ours(request, site, language))
    found = Subscription.objects.select_related("site", "policy").filter(identity=identity).first()
    if found is not None:
        site, language = found.site, language_of(found.language)
    with translation.override(language):
        if found is None or request.method == "POST":
            leave_subscription(identity=identity)
            left = pages.said(
                request,
                site,
                language,
                _("You have left"),
                _("Nothing more is mailed to you from this subscription; its address is deleted."),
                again=offer.address() if offer.settings_of(site) else "",
            )
            return pages.from_a_mail(left)
        about = title_of(found)
        asked = (
            _("No longer be told of changes to the policy “%(title)s”?") % {"title": about}
            if about
            else _("No longer be told of changes to our policies?")
        )
        return pages.from_a_mail(
            pages.said(
                request,
                site,
                language,
                _("No more mails?"),
                asked,
                button=_("Stop the mails and delete my address"),
            )
        )


def _not_ours(request: HttpRequest, site: Site | None, language: str) -> HttpResponse:
    if site is None:
        return pages.not_offered(request, site, language)
    with translation.override(language):
        return pages.said(
            request,
            site,
            language,
            _("This link is not complete"),
            _("Copy the whole of it from the mail: it ends after a long row of letters."),
            status=404,
        )
