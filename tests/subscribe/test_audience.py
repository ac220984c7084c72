"""Whom a version is told: where it can be read by anybody, and by whom it was asked for."""

from __future__ import annotations

import pytest
from wagtail.models import Page, PageViewRestriction, Site

from policies.models import PolicySettings
from policies.records.subscription import SubscriptionRequest
from policies.subscribe.audience import places, public_policy
from policies.subscribe.letters import title_of

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


def test_an_alias_of_an_alias_is_a_place_as_well(policy, home, material, readers, mailbox, deliver):
    first = policy.create_alias(parent=home, update_slug="first")
    second = type(policy).objects.get(pk=first.pk).create_alias(parent=home, update_slug="second")
    readers("mirror@example.org", policy=Page.objects.get(pk=second.pk))
    version = material()
    assert [place.page.pk for place in places(version)] == [policy.pk, first.pk, second.pk]
    deliver()
    [(address, message)] = mailbox.taken
    assert address == "mirror@example.org"
    assert "http://localhost/second/changes/2/" in message.get_content()
    wish = SubscriptionRequest(policy=Page.objects.get(pk=second.pk))
    assert title_of(wish) == version.title
    Page.objects.filter(pk=second.pk).update(title="As the page is called")
    assert title_of(wish) == version.title
