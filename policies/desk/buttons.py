"""The ways from a page in the admin to its versions."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from policies.desk.access import is_policy, rights


def for_page(page: Page, user: Any) -> list[Button]:
    """Links for the header and the listing of a policy; none for other pages."""
    if page.pk is None or page.alias_of_id is not None or not is_policy(page.specific_class):
        return []
    if not rights(user, page).read:
        return []
    found = [
        Button(
            _("Versions"),
            url=reverse("policies_desk:versions", args=[page.pk]),
            icon_name="clipboard-list",
            priority=61,
        )
    ]
    if page.has_unpublished_changes:
        found.append(
            Button(
                _("Compare the draft"),
                url=reverse("policies_desk:draft", args=[page.pk]),
                icon_name="policies-redline",
                priority=62,
            )
        )
    return found
