"""The page between the button and what cannot be undone, answered as a browser does."""

from __future__ import annotations

from typing import Any

from wagtail.test.utils.form_data import querydict_from_html

FORM = 'id="confirmation-form"'


def press(client: Any, url: str, data: Any = None, **options: Any) -> Any:
    """Send a form, and press the same button once more where the page asks for it."""
    response = client.post(url, data, **options)
    return confirmed(client, url, response, **options)


def confirmed(client: Any, url: str, response: Any, **options: Any) -> Any:
    """What comes of pressing the first button of a confirmation; else the response itself."""
    html = response.content.decode() if response.status_code == 200 else ""
    if FORM not in html:
        return response
    sent = querydict_from_html(html, form_id="confirmation-form").copy()
    name, value = response.context["button"]
    sent[name] = value
    return client.post(url, sent, **options)


def agree(page: Any) -> None:
    """Press the first button of a confirmation in a browser."""
    page.locator("#confirmation-form button[name]").click()
