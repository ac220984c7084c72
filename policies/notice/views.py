"""What storefronts fetch: the notices, and the scripts that show them."""

from __future__ import annotations

from urllib.parse import urljoin

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from policies import conf
from policies.notice import answers, scripts
from policies.notice.encoding import Coded, respond
from policies.standing.http import not_kept, read_only
from policies.standing.language import language_of

FOR_EVER = 31536000


@read_only
def notice_json(request: HttpRequest) -> HttpResponse:
    """The live notices of the site; ``?lang=``, and ``?policy=`` by any name of a policy."""
    at = timezone.now()
    wanted = frozenset(request.GET.get("policy", "").replace(",", " ").split())
    found = answers.for_request(request, at, language_of(request.GET.get("lang", "")))
    return respond(request, found.about(wanted), max_age=found.max_age(at))


@read_only
def notice_js(request: HttpRequest) -> HttpResponse:
    """The newest storefront script; its headers name the address and digest to pin it by."""
    newest = scripts.numbers()[-1]
    response = _with_digest(request, scripts.storefront(newest), max_age=conf.get().MAX_AGE)
    # A reference (RFC 9110, section 8.7): the host of a request may be any.
    response.headers["Content-Location"] = urljoin(request.path, f"notice-{newest}.js")
    return response


@read_only
def pinned_js(request: HttpRequest, number: int) -> HttpResponse:
    """A storefront script of a number: the same bytes for ever."""
    try:
        script = scripts.storefront(number)
    except KeyError:
        return not_kept(HttpResponse(status=404))
    return _with_digest(request, script, max_age=FOR_EVER, immutable=True)


@read_only
def here(request: HttpRequest, mark: str, suffix: str) -> HttpResponse:
    """The script or sheet of the policies' own site; under a mark that is not its own, not kept."""
    content = scripts.here(suffix)
    if mark != scripts.mark(suffix):
        return respond(request, content, max_age=0)
    return respond(request, content, max_age=FOR_EVER, immutable=True)


def _with_digest(
    request: HttpRequest, script: Coded, *, max_age: int, immutable: bool = False
) -> HttpResponse:
    response = respond(request, script, max_age=max_age, immutable=immutable)
    response.headers["Repr-Digest"] = f"sha-256=:{script.sha256}:"
    return response
