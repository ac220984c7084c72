"""Who is told of a version, and at which page it is to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import swapper
from django.db.models import Q, QuerySet
from wagtail.models import Page, Site

from policies.records.dispatch import Dispatch
from policies.records.settings import PolicySettings
from policies.records.subscription import Subscription
from policies.records.version import PolicyVersion
from policies.subscribe import offer


@dataclass(frozen=True, slots=True)
class Place:
    """A public page that shows the version's policy, on a site that offers mail."""

    page: Page
    base: str
    """The page's full address."""
    site: Site
    settings: PolicySettings
    others: frozenset[str]
    """The languages of the policy's other public translations on the site."""
    speaks_for_the_rest: bool
    """Whether it is the translation for those in whose language there is none."""

    @property
    def readers(self) -> Q:
        """Of those who asked for all policies of the site, whom this translation is for."""
        code = self.page.locale.language_code
        own = Q(language=code)
        return own | ~Q(language__in=[*self.others]) if self.speaks_for_the_rest else own


def places(version: PolicyVersion) -> list[Place]:
    """Where the public reads the policy now: its page, its aliases, none that is restricted."""
    if not offer.address():
        return []
    offering = PolicySettings.objects.filter(subscriptions_offered=True)
    by_site = {row.site_id: row for row in offering.select_related("site__root_page")}
    shows_it = Q(pk=version.policy_id) | Q(alias_of=version.policy_id)
    return [
        _place(page, by_site[site_id])
        for page in _pages(shows_it)
        if (site_id := _site_of(page)) in by_site and is_public(page)
    ]


def public_policy(site: Site, key: str) -> Page | None:
    """The public policy of a site that a form names by its key; None where there is none."""
    if not key.isdecimal() or len(key) > 18:
        return None
    page = _pages(Q(pk=key)).first()
    if page is None or _site_of(page) != site.pk or not is_public(page):
        return None
    return page if _has_versions(page) else None


def is_public(page: Page) -> bool:
    """Whether anybody may read the page; an alias is hidden where its source is."""
    return page.live and not page.get_view_restrictions().exists()


def _pages(which: Q) -> QuerySet[Page]:
    model = swapper.load_model("wagtailcore", "Page")
    found: QuerySet[Page] = model.objects.filter(which).live().select_related("locale")
    return found.order_by("path")


def _site_of(page: Page) -> int | None:
    parts = page.get_url_parts()
    return parts[0] if parts else None


def _has_versions(page: Page) -> bool:
    return PolicyVersion.objects.filter(policy=page.alias_of_id or page.pk).exists()


def _place(page: Page, settings: PolicySettings) -> Place:
    site = settings.site
    versions = [
        other
        for other in _pages(Q(translation_key=page.translation_key))
        if other.pk == page.pk
        or (_site_of(other) == site.pk and is_public(other) and _has_versions(other))
    ]
    main = next((p for p in versions if p.locale_id == site.root_page.locale_id), versions[0])
    return Place(
        page=page,
        base=page.get_full_url(),
        site=site,
        settings=settings,
        others=frozenset(p.locale.language_code for p in versions if p.locale_id != page.locale_id),
        speaks_for_the_rest=page.locale_id == main.locale_id,
    )


def recipients(dispatch: Dispatch, found: Sequence[Place]) -> Iterator[tuple[int, int]]:
    """The keys of each subscription to tell and of the page to link to: an address once.

    A wish about the policy itself comes before one about all policies of the site.
    """
    fitting = Subscription.objects.fitting(dispatch.version.kind, dispatch.queued_at)
    told: set[str] = set()
    wishes = [(place, fitting.filter(policy=place.page.pk)) for place in found]
    wishes += [
        (place, fitting.filter(place.readers, site=place.site.pk, policy=None)) for place in found
    ]
    for place, rows in wishes:
        for key, address in rows.order_by("pk").values_list("pk", "address").iterator():
            if address.lower() not in told:
                told.add(address.lower())
                yield key, place.page.pk
