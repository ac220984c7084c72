"""Where programs find the description of all formats."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone

from policies.archive.formats.answering import no_site, public_policies
from policies.archive.formats.openapi import content as openapi
from policies.standing.http import answer_for_site, open_to_all, read_only
from policies.standing.links import Links


@read_only
def openapi_json(request: HttpRequest) -> HttpResponseBase:
    """The description of all these addresses."""
    at = timezone.now()
    site, listed = public_policies(request, at)
    if site is None:
        return no_site()
    home = site.root_page.get_full_url(request) or "/"

    def make() -> HttpResponseBase:
        return JsonResponse(
            openapi.description(home, [Links.of(policy, request) for policy in listed])
        )

    return open_to_all(answer_for_site(request, listed, at, make))
