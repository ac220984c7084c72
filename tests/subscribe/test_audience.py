"""Whom a version is told: where it can be read by anybody, and by whom it was asked for."""

from __future__ import annotations

import pytest
from wagtail.models import Page, PageViewRestriction, Site

from policies.models import PolicySettings
from policies.subscribe.audience import places, public_policy

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "offer")]


@pytest.fixture
def inner(policy):
    """A site of its own within the other's tree: its root is the policy itself."""
    site = Site.objects.create(hostname="inner.example", root_page=Page.objects.get(pk=policy.pk))
    settings = PolicySettings.for_site(site)
    settings.subscriptions_offered = True
    settings.save()
    return site


def test_a_site_within_another_has_readers_of_its_own(inner, readers, material, mailbox, deliver):
    outer = Site.objects.get(is_default_site=True)
    readers("outside@example.org", "both@example.org", policy=None)
    readers("inside@example.org", "both@example.org", policy=None, site=inner)
    version = material()
    assert [place.site for place in places(version)] == [outer, inner]
    deliver()
    told = sorted(address for address, _message in mailbox.taken)
    assert told == ["both@example.org", "inside@example.org", "outside@example.org"]


def test_what_is_restricted_anywhere_above_is_nowhere_to_be_read(policy, home, material, clock):
    site = Site.objects.get()
    shelf = home.add_child(instance=Page(title="Shelf", slug="shelf"))
    alias = policy.create_alias(parent=shelf, update_slug="mirror")
    clock.shift(3600)
    version = material()
    assert [place.page.pk for place in places(version)] == [policy.pk, alias.pk]
    PageViewRestriction.objects.create(page=Page.objects.get(pk=shelf.pk), restriction_type="login")
    assert [place.page.pk for place in places(version)] == [policy.pk]
    assert public_policy(site, str(alias.pk)) is None
    assert public_policy(site, str(policy.pk)).pk == policy.pk
    PageViewRestriction.objects.create(
        page=Page.objects.get(pk=policy.pk), restriction_type="login"
    )
    assert places(version) == []
