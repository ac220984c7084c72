"""Where clients ask for another time: the TimeGate and the TimeMaps (RFC 7089)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http import HttpResponseRedirect as Redirect
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from wagtail.models import Page

from policies.archive.formats.answering import json_of, nothing
from policies.archive.formats.memento import content as memento
from policies.archive.formats.memento import values
from policies.archive.formats.relations import written
from policies.exceptions import PolicyError
from policies.standing.history import History
from policies.standing.http import answer, hold, open_to_all, read_only, refusal
from policies.standing.links import Links


@read_only
def timegate(request: HttpRequest, policy: Page) -> HttpResponseBase:
    """To the version that was in force at the instant in Accept-Datetime (RFC 7089, 4.2.1)."""
    history, links = History(policy, timezone.now()), Links.of(policy, request)
    response = _negotiated(request, history, links)
    patch_vary_headers(response, ["accept-datetime"])
    return response


def _negotiated(request: HttpRequest, history: History, links: Links) -> HttpResponseBase:
    value = request.headers.get("Accept-Datetime")
    try:
        asked = None if value is None else memento.accept_datetime(value)
    except PolicyError as wrong:
        return refusal(str(wrong), status=400)
    found = memento.mementos(history, links)
    selected = memento.chosen(history, found, asked)
    if selected is None:
        return refusal(_("No version of this policy has been in force yet."), status=404)
    response = Redirect(selected.uri)
    response.headers["Link"] = written(memento.of_timegate(found, selected, links))
    hold(response, history.policy, history.at, history.next_change)
    return response


@read_only
def timemap(request: HttpRequest, policy: Page) -> HttpResponseBase:
    """Every Memento of the policy, in the link format (RFC 7089, 5)."""
    history, links = History(policy, timezone.now()), Links.of(policy, request)
    if not len(history):
        return nothing()

    def make() -> HttpResponseBase:
        relations = memento.timemap(memento.mementos(history, links), links)
        return HttpResponse(written(relations, ",\n") + "\n", content_type=memento.LINK_FORMAT)

    return open_to_all(answer(request, history, make, public=True))


@read_only
def timemap_json(request: HttpRequest, policy: Page) -> HttpResponseBase:
    """The same list as JSON."""
    return json_of(request, policy, values.timemap)
