"""What the views of all formats share. Like the pages' views, these alone read the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from policies.standing import site as site_of
from policies.standing.history import History
from policies.standing.http import answer, open_to_all, refusal
from policies.standing.links import Links

Plain = dict[str, Any]
"""What ``json.dumps`` takes."""


def json_of(
    request: HttpRequest, policy: Page, values: Callable[[History, Links], Plain]
) -> HttpResponseBase:
    """The ``values`` of a policy at this moment; 404 before its first version."""
    history, links = History(policy, timezone.now()), Links.of(policy, request)
    if not len(history):
        return nothing()
    response = answer(request, history, lambda: JsonResponse(values(history, links)), public=True)
    return open_to_all(response)


def public_policies(request: HttpRequest, at: datetime) -> tuple[Site | None, list[Page]]:
    """The request's site with its public policies; None and none where there is no site."""
    site = Site.find_for_request(request)
    return site, site_of.with_pulse(site, at) if site else []


def nothing() -> HttpResponse:
    return refusal(_("No version of this policy has been published yet."), status=404)


def no_site() -> HttpResponse:
    return refusal(_("There is no site at this address."), status=404)
