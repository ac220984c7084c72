"""Addresses under a policy that Wagtail's pattern does not let through, served by the site's view.

A pattern is asked for an address before anybody knows of which site, so it cannot tell whether a
policy stands there. The view can: what belongs to no policy it hands to the patterns that follow.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import Resolver404, ResolverMatch, URLPattern, get_resolver
from django.urls.resolvers import RegexPattern
from wagtail.models import Page

from policies import routing
from policies.pages import PolicyPageMixin

NAME = "policies_dotted"

_stepping_back: ContextVar[bool] = ContextVar("stepping_back", default=False)


class _Pattern(URLPattern):
    """Django's, which steps back while the patterns after it are asked."""

    def resolve(self, path: str) -> ResolverMatch | None:
        return None if _stepping_back.get() else super().resolve(path)


def beyond_wagtail(end: str) -> URLPattern:
    """The pattern of every address that ends so below a page."""
    pattern = RegexPattern(rf"^(?:[\w\-]+/)*(?P<end>{end})\Z", name=NAME)
    return _Pattern(pattern, serve, name=NAME)


def serve(request: HttpRequest, end: str) -> HttpResponseBase:
    """Answer as the site's own view of the page at the address above does."""
    view, path = _page_view(request, end)
    if view and leads_to_policy(request, path):
        return view(request)
    if other := _resolved(request, request.path_info):
        return other.func(request, *other.args, **other.kwargs)  # type: ignore[no-any-return]
    if view is None:
        raise Http404
    return view(request)


def leads_to_policy(request: HttpRequest, path: str) -> bool:
    """Whether Wagtail finds a policy at ``path``, from the site's root; by the short way if it can.

    Where it does, the way stays on the request, so that Wagtail's view need not look again.
    """
    routing.find(request, path)
    route = Page.route_for_request(request, path)
    return route is not None and isinstance(route[0], PolicyPageMixin)


def path_of(request: HttpRequest) -> str:
    """The path from the site's root of a request that either pattern has matched."""
    match = request.resolver_match
    if match is None:
        return ""
    if match.url_name == NAME:
        return _page_view(request, match.kwargs["end"])[1]
    return _path(match)


def _page_view(
    request: HttpRequest, end: str
) -> tuple[Callable[[HttpRequest], HttpResponseBase] | None, str]:
    """The site's view of the page at the address above, made ready for the whole path."""
    page = _resolved(request, request.path_info.removesuffix(end))
    if page is None or page.url_name != "wagtail_serve":
        return None, ""
    path = f"{_path(page)}{end}"
    if "path" in page.kwargs:
        return lambda request: page.func(request, *page.args, **{**page.kwargs, "path": path}), path
    return lambda request: page.func(request, *page.args[:-1], path, **page.kwargs), path


def _path(match: ResolverMatch) -> str:
    """What Wagtail's view is given: the last group of its pattern, unless the host has named it."""
    return str(match.kwargs.get("path", match.args[-1] if match.args else ""))


def _resolved(request: HttpRequest, path: str) -> ResolverMatch | None:
    token = _stepping_back.set(True)
    try:
        return get_resolver(getattr(request, "urlconf", None)).resolve(path)
    except Resolver404:
        return None
    finally:
        _stepping_back.reset(token)
