"""Who is told of a version, and at which page it is to be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from wagtail.models import Page, Site

from policies.records.dispatch import Dispatch
from policies.records.settings import PolicySettings
from policies.records.subscription import Subscription
from policies.records.version import PolicyVersion
from policies.standing.site import public_policies
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
    offering = PolicySettings.objects.filter(subscriptions_offered=True).order_by("site")
    shows_it = Q(policies_source=version.policy_id)
    return [
        _place(page, settings)
        for settings in offering.select_related("site__root_page")
        for page in public_policies(settings.site).filter(shows_it).select_related("locale")
    ]


def public_policy(site: Site, key: str) -> Page | None:
    """The public policy of a site that a form names by its key; None where there is none."""
    if not key.isdecimal() or len(key) > 18:
        return None
    return public_policies(site).filter(pk=key).first()


def _place(page: Page, settings: PolicySettings) -> Place:
    site = settings.site
    versions = list(
        public_policies(site).filter(translation_key=page.translation_key).select_related("locale")
    )
    own = (p for p in versions if p.locale_id == site.root_page.locale_id)
    # It may have been hidden this instant.
    main = next(own, next(iter(versions), page))
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
