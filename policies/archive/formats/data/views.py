"""Where programs read a policy, or all of a site, as JSON."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils import timezone
from wagtail.models import Page

from policies.archive.formats.answering import json_of, no_site, public_policies
from policies.archive.formats.data import content as data
from policies.standing import site as site_of
from policies.standing.http import answer_for_site, open_to_all, read_only
from policies.standing.links import Links


@read_only
def versions_json(request: HttpRequest, policy: Page) -> HttpResponseBase:
    """The archive: every published version with its facts."""
    return json_of(request, policy, data.versions)


@read_only
def policies_json(request: HttpRequest) -> HttpResponseBase:
    """Every public policy of the site, with its version in force and the forthcoming ones."""
    at = timezone.now()
    site, listed = public_policies(request, at)
    if site is None:
        return no_site()

    def make() -> HttpResponseBase:
        found = [
            data.policy(history, Links.of(history.policy, request))
            for history in site_of.histories(listed, at)
        ]
        return JsonResponse({"policies": found})

    return open_to_all(answer_for_site(request, listed, at, make))
