"""The Versions page: its menus, and what it says of a translation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.template import Context, Template
from django.test.html import parse_html
from django.urls import reverse
from wagtail.models import Locale

from policies.models import PolicyPage
from tests.desk.conftest import NEW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

MENU = Template(
    """{% load wagtailadmin_tags %}
    {% dropdown theme="dropdown" toggle_icon="dots-horizontal" toggle_aria_label=label %}
    {% for address, icon, name in offers %}
    <a href="{{ address }}">{% icon name=icon classname="icon" %} {{ name }}</a>
    {% endfor %}{% enddropdown %}"""
)


def test_the_menu_of_a_version_is_the_one_that_wagtail_makes(
    desk: Any, policy: Any, publish: Any
) -> None:
    """Written out in the page for speed: an upgrade that changes Wagtail's is noticed here."""
    publish(policy, NEW)
    page = desk.get(reverse("policies_desk:versions", args=[policy.pk])).content.decode()
    offers = [
        (reverse(f"policies_desk:{operation}", args=[policy.pk, 2]), icon, name)
        for operation, icon, name in (
            ("start", "draft", "Start a draft from this version"),
            ("correct", "edit", "Correct a fact"),
            ("withdraw", "warning", "Withdraw"),
            ("redact", "warning", "Redact the text"),
        )
    ]
    menu = MENU.render(Context({"label": "Actions for version 2", "offers": offers}))
    assert parse_html(page).count(parse_html(menu)) == 1


def test_a_translation_that_is_behind_says_so_with_a_link_to_what_it_missed(
    browser_of: Any, admin_user: Any, policy: Any, publish: Any, clock: Any, settings: Any
) -> None:
    settings.SESSION_COOKIE_AGE = 10**9
    client = browser_of(admin_user)
    locale = Locale.objects.get_or_create(language_code="de")[0]
    german = PolicyPage.objects.get().copy_for_translation(locale, copy_parents=True)
    german.save_revision().publish()
    url = reverse("policies_desk:versions", args=[german.pk])
    before = client.get(url).content.decode()
    assert "Version 1 is in force." in before
    assert "This translation is behind" not in before
    clock.shift(timedelta(days=1))
    publish(policy, NEW, kind="material")
    clock.shift(timedelta(days=31))
    after = client.get(url).content.decode()
    assert "This translation is behind" in after
    assert 'href="/privacy/changes/2/"' in after
    original = client.get(reverse("policies_desk:versions", args=[policy.pk])).content.decode()
    assert "Version 2 is in force." in original
    assert "This translation is behind" not in original
