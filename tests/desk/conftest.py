"""People with exactly the rights that a test gives them, and the browsers they use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import GroupPagePermission, Page
from wagtail.test.utils.form_data import querydict_from_html

OLD = "# Data we keep\n\nWe keep your name for 30 days.\n"
NEW = "# Data we keep\n\nWe keep your name for 90 days.\n"
NEWER = "# Data we keep\n\nWe keep your name for 90 days and may sell it to Acme Ltd.\n"
ANSWERS = {
    "change_kind": "material",
    "change_summary": "Names are kept for 90 days, not 30.",
    "effective_date": "2026-07-01",
}


@pytest.fixture
def person(home: Any) -> Callable[..., Any]:
    """``person("change", "correct_policyversion")``: somebody with these rights and no others.

    Names of page permissions (add, change, publish) hold for ``at`` and below; others are the
    plugin's. Everybody may enter the admin.
    """

    def make(*rights: str, name: str = "edith", at: Page | None = None, admin: bool = True) -> Any:
        user = get_user_model().objects.create_user(
            name, f"{name}@example.org", "secret", first_name=name.title(), last_name="Marsh"
        )
        group = Group.objects.create(name=f"Group of {name}")
        user.groups.add(group)
        for right in (*rights, *(["access_admin"] if admin else [])):
            if right in ("add", "change", "publish"):
                permission = Permission.objects.get(
                    content_type__app_label="wagtailcore", codename=f"{right}_page"
                )
                GroupPagePermission.objects.create(
                    group=group, page=at or home, permission=permission
                )
            else:
                group.permissions.add(Permission.objects.get(codename=right))
        return user

    return make


@pytest.fixture
def browser_of() -> Callable[[Any], Client]:
    """``browser_of(user)``: a test client in which somebody is logged in."""

    def log_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def lawyer(person: Any) -> Any:
    """Somebody who may do everything with policies, and nothing else."""
    return person(
        "add",
        "change",
        "publish",
        "view_policyversion",
        "correct_policyversion",
        "withdraw_policyversion",
        "redact_policyversion",
        "close_changenotice",
        "shorten_notice_period",
        "add_policyreview",
        name="laura",
    )


@pytest.fixture
def desk(lawyer: Any, browser_of: Any, settings: Any) -> Client:
    settings.SESSION_COOKIE_AGE = 10**9  # the clock of a test may run for years
    return browser_of(lawyer)


@pytest.fixture
def form_of() -> Callable[..., Any]:
    """``form_of(client, url)``: the fields of a page's form as a browser would send them."""

    def read(client: Client, url: str, form_id: str = "page-edit-form") -> Any:
        return querydict_from_html(client.get(url).content.decode(), form_id=form_id).copy()

    return read
