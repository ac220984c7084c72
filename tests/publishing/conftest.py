"""People who publish, and the edit form as a browser would send it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from tests.confirming import press as pressing


@pytest.fixture
def editor(db: Any) -> Any:
    return get_user_model().objects.create_superuser(
        "edith", "edith@example.org", "secret", first_name="Edith", last_name="Editor"
    )


@pytest.fixture
def desk(client: Any, editor: Any) -> Any:
    """A browser in which the editor is logged in."""
    client.force_login(editor)
    return client


@pytest.fixture
def send(desk: Any) -> Callable[..., Any]:
    """``send(page, body=…)``: open the edit view, fill in fields, press a button."""

    def press(page: Any, button: str | None = "action-publish", **fields: Any) -> Any:
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        data = querydict_from_html(desk.get(url).content.decode(), form_id="page-edit-form")
        data = data.copy()
        for name, value in fields.items():
            data[name] = value
        if button:
            data[button] = "1"
        return pressing(desk, url, data)

    return press


@pytest.fixture
def answers() -> dict[str, str]:
    """What an editor says of an editorial change."""
    return {
        "change_kind": "editorial",
        "change_summary": "We mend a typo.",
        "effective_date": "2026-06-01",
        "editorial_reason": "Only a typo.",
    }
