"""The public never sees the page's own fields: titles are those of versions, everywhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page

from policies.actions.withdraw_version import withdraw_version
from policies.models import PolicyPage, PolicyVersion
from tests.archive.test_addresses import UNDER
from tests.archive.test_privacy import OF_SITE

pytestmark = pytest.mark.django_db

MARK = "Unpublished words"
ELSEWHERE = ["versions/9/", "nowhere/", "clauses/nowhere/", "compare/1/9/", "as-of/1999-01-01/"]


def hide(page: Any) -> None:
    """As a tool that translates writes it: into the row of a live page."""
    Page.objects.filter(pk=page.pk).update(title=MARK, draft_title=MARK)
    draft = PolicyPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    draft.title = draft.body = MARK
    draft.save_revision()


def places(page: Any) -> list[str]:
    base = page.get_url()
    return [
        *(f"{base}{end}" for end in (*UNDER, *ELSEWHERE)),
        *OF_SITE,
        "/policies/",
        "/de/policies/",
    ]


def seen(client: Any, addresses: list[str]) -> list[str]:
    return [
        address
        for address in addresses
        if MARK in (answer := client.get(address)).content.decode() or MARK in str(answer.headers)
    ]


def test_neither_in_what_is_published_nor_where_nothing_is_found(
    past: Any, shelf: Any, client: Any
) -> None:
    hide(past.policy)
    assert seen(client, places(past.policy)) == []


def test_nor_where_everything_was_withdrawn(past: Any, shelf: Any, client: Any, clock: Any) -> None:
    for version in PolicyVersion.objects.filter(policy=past.policy.pk).order_by("-number"):
        clock.shift(60)
        withdraw_version(version=version, reason="All wrong.", at=timezone.now())
    hide(past.policy)
    assert seen(client, places(past.policy)) == []
    assert "Privacy policy" in client.get("/policies/").content.decode()


def test_nor_in_a_translation(past: Any, shelf: Any, home: Any, client: Any) -> None:
    german = Locale.objects.get_or_create(language_code="de")[0]
    home.copy_for_translation(german).save_revision().publish()
    shelf.copy_for_translation(german).save_revision().publish()
    page = PolicyPage.objects.get(pk=past.policy.pk).copy_for_translation(german)
    page.title = "Datenschutz"
    page.save_revision().publish()
    hide(page)
    assert seen(client, [*places(page), *places(past.policy)]) == []
    assert "Datenschutz" in client.get("/de/policies/").content.decode()


def test_nor_before_there_is_a_version(shelf: Any, client: Any) -> None:
    page = shelf.add_child(instance=PolicyPage(title="Terms", slug="terms", live=False))
    PolicyPage.objects.filter(pk=page.pk).update(live=True)
    hide(page)
    page.refresh_from_db()
    assert seen(client, places(page)) == []
