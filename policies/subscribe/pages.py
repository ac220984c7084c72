"""The pages of this room, in the site's own base template and in one language throughout."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Site

from policies import conf
from policies.archive.pages import frame
from policies.records.subscription import Wants
from policies.standing.history import History
from policies.standing.http import answer_for_site, not_kept, personal
from policies.standing.links import Links
from policies.subscribe import offer
from policies.subscribe.forms import SubscribeForm
from policies.subscribe.letters import name_of

Response = TypeVar("Response", bound=HttpResponseBase)


def form_page(
    request: HttpRequest,
    site: Site,
    form: SubscribeForm,
    language: str,
    history: History | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The form, about the policy of ``history`` (which has versions) or about all policies."""
    context = {
        "form": form,
        "action": offer.address(),
        "language": language,
        "site_name": name_of(site),
        "choices": Wants.choices,
        "wants": form["wants"].value(),
        "error": " ".join(form.errors.get("address", [])),
        "wrong_choice": " ".join(form.errors.get("wants", [])),
        "policy_key": "",
    }
    with override(language):
        if history is None or history.newest is None:
            return _rendered(request, site, "subscribe", context, status)
        shown = history.shown or history.newest
        context |= {
            "policy_title": shown.version.title,
            "policy_language": shown.version.language,
            "policy_key": str(history.policy.pk),
            "about": form["policy"].value() if form.is_bound else str(history.policy.pk),
            "up": history.policy.get_url(request),
        }
        response = frame.page(request, history.policy, "subscribe", context, status)
        return response.render()


def said(
    request: HttpRequest,
    site: Site,
    language: str,
    title: str,
    *sentences: str,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page that says one thing; with ``button``, that asks for one thing to be done."""
    with override(language):
        return _rendered(
            request,
            site,
            "subscribe_said",
            {"heading": title, "sentences": sentences, **context},
            status,
        )


def from_a_mail(response: HttpResponse) -> HttpResponse:
    """An answer to a link out of somebody's mail: nobody keeps it, and it leads nobody there."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return hidden(not_kept(response))


def hidden(response: Response) -> Response:
    """A page that no search engine lists."""
    response.headers["X-Robots-Tag"] = "noindex, follow"
    return response


def not_offered(request: HttpRequest, site: Site | None, language: str) -> HttpResponse:
    if site is None:
        return not_kept(HttpResponse(status=404))
    with override(language):
        title, sentence = _("Not found"), _("This site tells nobody of changes by mail.")
    return hidden(not_kept(said(request, site, language, title, sentence, status=404)))


def for_everybody(request: HttpRequest, make: Callable[[], HttpResponse]) -> HttpResponseBase:
    """An answer that anybody may keep, except where it bears an editor's bar."""
    if personal(request):
        response = make()
        patch_cache_control(response, private=True, no_cache=True)
        return hidden(response)
    return hidden(answer_for_site(request, [], timezone.now(), make))


def _rendered(
    request: HttpRequest, site: Site, name: str, context: dict[str, Any], status: int
) -> HttpResponse:
    page = site.root_page.specific
    return TemplateResponse(
        request,
        f"policies/{name}.html",
        {
            **page.get_context(request),
            "policies_base_template": conf.get().BASE_TEMPLATE,
            "links": Links(page.get_url(request) or "/"),
            "address": Links(site.root_url),
            "up": page.get_url(request) or "/",
            **context,
        },
        status=status,
    ).render()
