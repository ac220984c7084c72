"""Where people leave an address. Only these views and those of ``deciding`` read the clock.

The forms work without the cookie against forged requests, and therefore set none: posting does
nothing for whoever posts but have one confirmation mailed, at most a few to an address, a few
to a client and a few hundred in an hour, and that mail holds nothing that was typed. A forged post
gains nothing that a direct one would not.
"""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http import HttpResponseRedirect as Redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Page, Site

from policies.actions.request_subscription import TooManyRequests, request_subscription
from policies.archive.pages import frame
from policies.standing.history import History
from policies.standing.http import answer, not_kept
from policies.standing.language import language_of
from policies.subscribe import clients, offer, pages
from policies.subscribe.audience import public_policy
from policies.subscribe.clients import HOUR
from policies.subscribe.forms import SubscribeForm
from policies.subscribe.tasks import mail_confirmation


@require_safe
def policy(request: HttpRequest, policy: Page) -> HttpResponseBase:
    """The form about one policy, at its own address."""
    site = Site.find_for_request(request)
    history = History(policy, timezone.now())
    language = translation.get_language() or ""
    if site is None or offer.settings_of(site) is None or history.shown is None:
        return pages.not_offered(request, site, language)
    if policy.get_view_restrictions().exists():
        sentence = _("Mail is sent about public policies only, and this one is not public.")
        return pages.hidden(frame.missing(request, policy, sentence, history))

    def make() -> HttpResponseBase:
        return pages.form_page(request, site, SubscribeForm(), language, history)

    return pages.hidden(answer(request, history, make))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponseBase:
    """The form about all policies of the site; both forms are posted here."""
    site = Site.find_for_request(request)
    named = request.POST if request.method == "POST" else request.GET
    language = language_of(named.get("lang", ""))
    if site is None or offer.settings_of(site) is None:
        return pages.not_offered(request, site, language)
    if request.method == "POST":
        with translation.override(language):
            return pages.hidden(not_kept(_asked(request, site, language)))
    return pages.for_everybody(
        request, lambda: pages.form_page(request, site, SubscribeForm(), language)
    )


def _asked(request: HttpRequest, site: Site, language: str) -> HttpResponse:
    at = timezone.now()
    find = partial(public_policy, site)
    form = SubscribeForm(request.POST, find=find)
    if not form.is_valid():
        if sentence := " ".join(form.errors.get("policy", [])):
            return pages.said(request, site, language, _("Not found"), sentence, status=404)
        page = find(request.POST.get("page", ""))
        history = History(page, at) if page else None
        return pages.form_page(request, site, form, language, history, status=400)
    if wait := clients.wait_of(request, at):
        return _not_now(
            request,
            site,
            language,
            _("You have asked many times: please try again in an hour."),
            wait,
        )
    wish = form.cleaned_data
    try:
        asked = request_subscription(
            site=site,
            policy=wish["policy"],
            address=wish["address"],
            wants=wish["wants"],
            language=language,
            at=at,
        )
    except TooManyRequests as refusal:
        return _not_now(request, site, language, str(refusal), HOUR)
    if asked is not None:
        transaction.on_commit(partial(mail_confirmation.enqueue, asked.pk), robust=True)
    response = Redirect(f"{offer.address('subscribe_sent')}?{urlencode({'lang': language})}")
    response.status_code = 303
    return response


def _not_now(
    request: HttpRequest, site: Site, language: str, sentence: str, wait: int
) -> HttpResponse:
    response = pages.said(request, site, language, _("Not now"), sentence, status=429)
    response.headers["Retry-After"] = str(wait)
    return response


@require_safe
def sent(request: HttpRequest) -> HttpResponseBase:
    """“Look into your mail”, whoever asked and whatever was known of the address."""
    site = Site.find_for_request(request)
    language = language_of(request.GET.get("lang", ""))
    if site is None or offer.settings_of(site) is None:
        return pages.not_offered(request, site, language)

    def make() -> HttpResponse:
        with translation.override(language):
            return pages.said(
                request,
                site,
                language,
                _("Look into your mail"),
                _(
                    "We have sent a link to the address that you gave. Open it and press the "
                    "button there: until then you are told of nothing."
                ),
                _(
                    "Nothing there after a few minutes? See whether it was taken for spam, or ask "
                    "again. An address that has asked many times gets its next link a day later."
                ),
                again=f"{offer.address()}?{urlencode({'lang': language})}",
            )

    return pages.for_everybody(request, make)
