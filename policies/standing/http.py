"""How long an answer holds, and when nothing new need be sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from wagtail.models import Page

from policies import __version__, civil, conf
from policies.records.pulse import Pulse, pulse
from policies.standing.history import History
from policies.standing.links import Links

FOR_PROGRAMS = (".json", "/feed/", "/timemap/", "/timemap/json/")
"""How the addresses end whose answers scripts of any origin may read."""


def read_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answers GET and HEAD alone. Whoever posts gets a 405, and no demand for a token."""
    return csrf_exempt(require_safe(view))


def personal(request: HttpRequest) -> bool:
    """Whether the answer may bear something for this person alone (the editor's bar, a preview)."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or getattr(request, "is_preview", False)


def etag(*parts: object) -> str:
    """A strong entity tag over everything that the answer depends on."""
    text = "\x1f".join(map(str, (__version__, conf.get().CHROME_VERSION, *parts)))
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def pulse_of(policy: Page, at: datetime) -> Pulse:
    """The pulse of the records, read once a request: routing may have brought it along."""
    if (known := policy.__dict__.get("policies_pulse")) is None:
        known = policy.policies_pulse = pulse(at)
    return known  # type: ignore[no-any-return]


def tag_of(request: HttpRequest, policy: Page, at: datetime, *parts: object) -> str:
    """The entity tag of whatever stands at the request's address, under this policy.

    ``parts``: what else the answer depends on.
    """
    beat = etag(pulse_of(policy, at).facts)
    # What is kept elsewhere for the page, its notices above all, may be no older than its tag.
    request.policies_pulse = beat  # type: ignore[attr-defined]
    return etag(
        beat,
        civil.day_of(at),
        Links.of(policy, request).base,
        policy.live_revision_id,
        policy.last_published_at,
        request.get_full_path(),
        translation.get_language(),
        *parts,
    )


def unchanged(request: HttpRequest, policy: Page, at: datetime) -> HttpResponseBase | None:
    """The 304 for somebody who has the answer already: nothing but the pulse is read for it."""
    # "*" asks whether there is anything at the address, which the pulse cannot tell.
    if request.headers.get("If-None-Match", "*").strip() == "*" or personal(request):
        return None
    tag = tag_of(request, policy, at)
    response = get_conditional_response(request, etag=tag)
    if response is None or response.status_code != 304:
        return None
    response.headers["ETag"] = tag
    hold(response, policy, at, pulse_of(policy, at).next_change)
    # A script that asks with If-None-Match itself is refused a 304 that does not say so as well.
    return open_to_all(response) if request.path.endswith(FOR_PROGRAMS) else response


def answer(
    request: HttpRequest,
    history: History,
    make: Callable[[], HttpResponseBase],
    *,
    public: bool = False,
) -> HttpResponseBase:
    """The response of ``make``, or a 304, with the headers that say how long it holds.

    ``public`` says that it bears nothing for one person alone, whoever asks.
    """
    return answer_of(request, history.policy, history.at, make, public=public)


def answer_of(
    request: HttpRequest,
    page: Page,
    at: datetime,
    make: Callable[[], HttpResponseBase],
    *parts: object,
    public: bool = False,
) -> HttpResponseBase:
    """The same for any page whose answer depends on the records and on ``parts``."""
    if not public and personal(request):
        response = make()
        patch_cache_control(response, private=True, no_cache=True)
        return response
    tag = tag_of(request, page, at, *parts)
    response = get_conditional_response(request, etag=tag) or make()
    if response.status_code not in (200, 304):
        return response
    response.headers["ETag"] = tag
    hold(response, page, at, pulse_of(page, at).next_change)
    return response


def answer_for_site(
    request: HttpRequest, listed: Sequence[Page], at: datetime, make: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """The same for an answer about all the public policies of a site."""
    beat = pulse_of(listed[0], at) if listed else pulse(at)
    places = [(page.pk, page.url_path, page.last_published_at) for page in listed]
    tag = etag(
        beat.facts,
        civil.day_of(at),
        places,
        request.build_absolute_uri(),
        translation.get_language(),
    )
    response = get_conditional_response(request, etag=tag) or make()
    if response.status_code in (200, 304):
        response.headers["ETag"] = tag
        patch_cache_control(response, public=True, max_age=lifetime(at, beat.next_change))
    return response


def hold(
    response: HttpResponseBase, policy: Page, now: datetime, next_change: datetime | None
) -> None:
    """Say how long a public answer may be kept; one behind a restriction is kept by nobody."""
    if policy.get_view_restrictions().exists():
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=lifetime(now, next_change))


def lifetime(now: datetime, next_change: datetime | None) -> int:
    """Seconds for which an answer holds: never past the next change, nor past the day.

    Pages count days ("in 12 days"), in the site's zone.
    """
    ends = [civil.start_of(civil.day_of(now) + timedelta(days=1)), next_change]
    nearest = min(moment for moment in ends if moment is not None)
    return max(0, min(conf.get().MAX_AGE, int((nearest - now).total_seconds())))


def not_kept(response: HttpResponse) -> HttpResponse:
    """An answer that would be wrong tomorrow: an unknown number, a day before the first version."""
    response.headers["Cache-Control"] = "no-store"
    return response


def refusal(sentence: str, status: int) -> HttpResponse:
    """A sentence for programs and their authors: what is wrong and what would be right."""
    return not_kept(
        HttpResponse(sentence + "\n", status=status, content_type="text/plain; charset=utf-8")
    )


def open_to_all(response: HttpResponseBase) -> HttpResponseBase:
    """Scripts of any origin may read it: it is public, and no cookie makes it another answer."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag, Link, Repr-Digest"
    return response
