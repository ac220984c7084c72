"""The short way to a policy, or to a list of policies: one query, where Wagtail's tree walk takes
two a level.

The short way is taken only where it ends where the walk would. The tree decides, not the cache:
that remembers merely which addresses are worth the try.
"""

from __future__ import annotations

import hashlib
from typing import Any

import swapper
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db.models import Exists, Q
from django.http import Http404, HttpRequest
from django.utils import timezone, translation
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Page, PageViewRestriction, Site

from policies import conf
from policies.pages import PolicyIndexPage, PolicyPageMixin
from policies.records import pulse
from policies.standing.mirrors import SOURCE

DEEPEST = 12
"""Levels of an address that are looked at; what lies deeper takes Wagtail's way."""

REMEMBERED = 7 * 24 * 3600

OURS = (PolicyPageMixin, PolicyIndexPage)


def find(request: HttpRequest, path: str) -> None:
    """Take the short way to the policy at ``path`` from the site's root, if it is known.

    Where it ends, Wagtail's own view of pages begins: it asks for the route, and finds it there.
    """
    request._policies_short_way = _found_way(request, path)  # type: ignore[attr-defined]


def found(request: HttpRequest) -> Any:
    """What Wagtail has found for a request, as it keeps it: page, arguments; None for nothing."""
    return getattr(request, "_wagtail_route_for_request", None)


def remember(request: HttpRequest) -> None:
    """Keep that there is a policy where Wagtail's walk, and not the short way, has found one."""
    route = found(request)
    if getattr(request, "_policies_short_way", True) or route is None:
        return
    if isinstance(page := route[0], OURS):
        caches[conf.get().CACHE].set(_key(page.url_path), page._meta.label, REMEMBERED)


def _found_way(request: HttpRequest, path: str) -> bool:
    site = Site.find_for_request(request)
    if site is None or hasattr(request, "_wagtail_route_for_request"):
        return False
    root = _root(site)
    if root is None:
        return False
    parts = [part for part in path.split("/") if part]
    above = [
        root + "".join(f"{part}/" for part in parts[:levels])
        for levels in range(min(len(parts), DEEPEST) + 1)
    ]
    known = caches[conf.get().CACHE].get_many([_key(address) for address in above])
    # A policy's own routes come before its children, so the highest policy has the first word. A
    # list has no routes but its own address.
    for place, address in enumerate(above):
        model = _model(known.get(_key(address), ""))
        if model and (issubclass(model, PolicyPageMixin) or address is above[-1]):
            page = _found(model, above[: place + 1])
            if page is None:
                return False
            try:
                route = page.route(request, parts[place:])
            except Http404:
                return False
            request._wagtail_route_for_request = route  # type: ignore[attr-defined]
            return True
    return False


def _root(site: Site) -> str | None:
    """Where Wagtail begins its walk: the site's root in the active language, if it is translated.

    Wagtail asks the database which that is; the roots that it keeps for making addresses say the
    same. None where only Wagtail's way can tell.
    """
    own: Page = site.root_page
    if not getattr(settings, "WAGTAIL_I18N_ENABLED", False):
        return str(own.url_path)
    roots = {
        r.language_code: r.root_path for r in Site.get_site_root_paths() if r.site_id == site.pk
    }
    found = roots.get(_content_language(translation.get_language()))
    if found is None and roots.get(_content_language(settings.LANGUAGE_CODE)) == own.url_path:
        return str(own.url_path)
    return found


def _content_language(language: str | None) -> str:
    try:
        return str(get_supported_content_language_variant(language or ""))
    except LookupError:
        return str(get_supported_content_language_variant(settings.LANGUAGE_CODE))


def _model(label: str) -> Any:
    """The page type that was remembered, if there still is such a one."""
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return None
    return model if issubclass(model, OURS) else None


def _found(model: Any, addresses: list[str]) -> Page | None:
    """The live page at the last of the addresses, if no page above it routes in its own way."""
    parts = addresses[-1].split("/")
    pages = swapper.load_model("wagtailcore", "Page").objects
    chain = pages.filter(url_path__in=["/".join([*parts[:n], ""]) for n in range(1, len(parts))])
    walked = chain.filter(url_path__in=addresses[:-1])
    # An alias is hidden where its source is.
    held = pages.filter(
        Q(pk__in=chain.values("pk"))
        | Q(pk__in=chain.values("alias_of"))
        | Q(pk__in=chain.values("alias_of__alias_of"))
    ).values("pk")
    at = timezone.now()
    columns = pulse.columns(at)
    page = (
        model._default_manager.filter(url_path=addresses[-1], live=True)
        .annotate(
            own_ways=Exists(walked.exclude(content_type__in=_plain_types()))
            # A translated root that is not live gives way to the one it was made from.
            | Exists(walked.filter(url_path=addresses[0], live=False)),
            guarded=Exists(PageViewRestriction.objects.filter(page__in=held))
            # More than that Wagtail finds out.
            | Exists(chain.filter(alias_of__alias_of__alias_of__isnull=False)),
            policies_source=SOURCE,
            **columns,
        )
        .first()
    )
    if page is None or page.own_ways:
        return None
    if not page.guarded:
        # Wagtail asks before it serves the page, and so does whoever says how long it may be kept.
        page.get_view_restrictions = PageViewRestriction.objects.none
    page.policies_pulse = pulse.read({name: getattr(page, name) for name in columns}, at)
    return page


def _plain_types() -> list[int]:
    """The page types whose way to their children is Wagtail's own."""
    base = swapper.load_model("wagtailcore", "Page")
    plain = [m for m in apps.get_models() if issubclass(m, base) and m.route is base.route]
    return [kind.pk for kind in ContentType.objects.get_for_models(*plain).values()]


def _key(url_path: str) -> str:
    return f"policies:route:{hashlib.sha256(url_path.encode()).hexdigest()}"
