"""The short links to policies, for the footer of every page: kept until what they say changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest
from django.utils import translation
from wagtail.models import Site

from policies import civil
from policies.records.version import PolicyVersion
from policies.standing import site_cache
from policies.standing.mirrors import source_of
from policies.standing.site import public_policies


@dataclass(frozen=True, slots=True)
class Linked:
    """A policy as the link shows it; ``updated``: the day on which its text was published."""

    href: str
    title: str
    language: str
    updated: date


def linked(request: HttpRequest, slug: str, at: datetime) -> Linked | None:
    """The public policy with this slug on the request's site, in the reader's language if it is
    there; None where there is none, or none of its versions is in force."""
    return site_cache.while_it_holds(request, "links", at, lambda: _find(request, at)).get(slug)


def _find(request: HttpRequest, at: datetime) -> tuple[dict[str, Linked], datetime | None]:
    """The links by slug, and when the first of them is another one by what is known now."""
    site = Site.find_for_request(request)
    if site is None:
        return {}, None
    pages = list(public_policies(site))
    versions = PolicyVersion.objects.without_texts().filter(policy__in=map(source_of, pages))
    binding = {version.policy_id: version for version in versions.in_force(at)}
    coming = versions.forthcoming(at).order_by("takes_effect_at")
    until = coming.values_list("takes_effect_at", flat=True).first()
    spoken = {page.translation_key: page for page in pages if _speaks(binding.get(source_of(page)))}
    found: dict[str, Linked] = {}
    for page in pages:
        if not page.url_path.startswith(site.root_page.url_path):
            continue  # A translation is found by the slug of its original.
        own = spoken.get(page.translation_key, page)
        if version := binding.get(source_of(own)):
            facts = (
                version.title,
                version.language,
                civil.day_of(version.published_at, version.zone),
            )
            found.setdefault(page.slug, Linked(own.get_url(request) or "", *facts))
    return found, until


def _speaks(version: PolicyVersion | None) -> bool:
    """Whether a version is in the reader's language."""
    wanted = (translation.get_language() or "").lower()
    return version is not None and version.language.lower() == wanted
