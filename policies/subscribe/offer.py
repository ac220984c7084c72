"""Whether a site offers changes by mail, and where."""

from __future__ import annotations

from django.core.cache import caches
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from wagtail.models import Site

from policies import conf
from policies.records.settings import PolicySettings


def address(name: str = "subscribe", *ends: str) -> str:
    """An address of this room; empty where the site does not mount ``policies.urls``."""
    try:
        return reverse(f"policies:{name}", args=ends)
    except NoReverseMatch:
        return ""


def settings_of(site: Site | None) -> PolicySettings | None:
    """The settings of a site that offers mail; None for any other."""
    if site is None or not address():
        return None
    found: PolicySettings | None = PolicySettings.objects.filter(
        site=site.pk, subscriptions_offered=True
    ).first()
    return found


def offered(request: HttpRequest) -> bool:
    """Whether the request's site offers mail; no query where the pulse of the records is known.

    The pulse changes whenever a setting does, so what is kept under it is never out of date.
    """
    site, pulse = Site.find_for_request(request), getattr(request, "policies_pulse", "")
    if site is None or not pulse:
        return settings_of(site) is not None
    cache, key = caches[conf.get().CACHE], f"policies.offered.{site.pk}.{pulse.strip(chr(34))}"
    kept: bool = cache.get_or_set(key, lambda: settings_of(site) is not None, conf.get().MAX_AGE)
    return kept
