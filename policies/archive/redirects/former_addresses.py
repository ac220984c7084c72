"""Old addresses of policies that were renamed or moved, and of everything under them.

Wagtail leaves a redirect from the old address of a page itself. Which addresses hang off a policy
cannot be listed (any two versions, any day), so the one redirect stands for all of them.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.utils.cache import patch_cache_control
from wagtail.models import Page, Site

from policies import conf
from policies.records.version import PolicyVersion


def new_address(request: HttpRequest) -> HttpResponsePermanentRedirect | None:
    """Where an address under a moved policy is now; None where none of it ever moved.

    The longest old address counts, then the one that was made for this site alone.
    """
    site = Site.find_for_request(request)
    if not apps.is_installed("wagtail.contrib.redirects") or "\0" in request.path or site is None:
        return None
    parts = request.path.strip("/").split("/")
    above = {"/" + "/".join(parts[:end]): parts[end:] for end in range(1, len(parts))}
    found = max(_redirects(site, above), key=_precedence, default=None)
    if found is None:
        return None
    policy: Page = found.redirect_page.specific_deferred
    rest = "/".join(above[found.old_path])
    if not policy.live or not _leads_somewhere(policy, rest):
        return None
    address = f"{policy.get_url(request)}{rest}{'/' if request.path.endswith('/') else ''}"
    if query := request.META.get("QUERY_STRING"):
        address = f"{address}?{query}"
    response = HttpResponsePermanentRedirect(address)
    # A permanent redirect may be kept for ever; the old name may be given to another policy.
    patch_cache_control(response, public=True, max_age=conf.get().MAX_AGE)
    return response


def _redirects(site: Site, addresses: Any) -> list[Any]:
    from wagtail.contrib.redirects.models import Redirect

    recorded = PolicyVersion.objects.values("policy")
    return list(
        Redirect.get_for_site(site)
        .filter(old_path__in=list(addresses), redirect_page__in=recorded)
        .select_related("redirect_page")
    )


def _precedence(redirect: Any) -> tuple[int, bool]:
    return len(redirect.old_path), redirect.site_id is not None


def _leads_somewhere(policy: Page, rest: str) -> bool:
    try:
        policy.resolve_subpage(f"/{rest}/")
    except (AttributeError, Http404):
        return False
    return True
