"""What happens round Wagtail's own view of pages: the short way there, and old addresses after it.

The view stays the host's, with whatever the host has wrapped round it (a log-in, a cache).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from wagtail.views import serve

from policies import dotted, routing
from policies.archive.redirects.former_addresses import new_address

SERVED = ("wagtail_serve", dotted.NAME)
"""The names under which pages are served: Wagtail's own, by which it makes addresses, and ours."""

SAFE = ("GET", "HEAD", "OPTIONS", "TRACE")
"""Methods for which Django asks for no token."""


class PolicyMiddleware:
    """Finds a policy in one query instead of two a level, and whoever asks for a policy that has
    moved is told where it is now. Nothing depends on it but these two, and the speed.

    Before ``CsrfViewMiddleware`` it also spares whoever posts to a policy, which takes no post, to
    be asked for a token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        match = request.resolver_match
        if match is None or match.url_name not in SERVED:
            return response
        if response.status_code == 404 and routing.found(request) is None:
            return new_address(request) or response
        routing.remember(request)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is None or match.url_name not in SERVED:
            return None
        if request.method in SAFE:
            # A view of the host's own may serve another path than it was asked for.
            if inspect.unwrap(view) is serve:
                routing.find(request, dotted.path_of(request))
            return None
        if not dotted.leads_to_policy(request, dotted.path_of(request)):
            return None
        refusal: HttpResponse | None = routing.found(request)[0].check_request_method(request)
        return refusal
