"""Days typed into the browser's own field by people of two countries: what is recorded is meant."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from playwright.sync_api import expect

from policies.models import PolicyPage, PolicyVersion
from tests.confirming import agree

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW = "# Data we keep\n\nWe keep your name for thirty days.\n"
WRITTEN = {"en-GB": "%d%m%Y", "de-DE": "%d%m%Y", "en-US": "%m%d%Y"}


def enter(page: Any, live_server: Any) -> None:
    page.goto(f"{live_server.url}/admin/login/")
    page.fill("#id_username", "abel")
    page.fill("#id_password", "secret")
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")


def press(page: Any, words: str) -> None:
    with page.expect_event("load"):
        page.click("footer .w-dropdown__toggle-icon >> nth=0")
        page.click(f"footer button:has-text('{words}'):visible")


def draft(policy: Any) -> Any:
    return PolicyPage.objects.get(pk=policy.pk).get_latest_revision_as_object()


@pytest.mark.parametrize("locale", WRITTEN)
def test_a_day_is_typed_left_and_saved(
    locale: str, abroad: Any, live_server: Any, policy: Any
) -> None:
    get_user_model().objects.create_superuser("abel", "abel@example.org", "secret")
    # The first of a month, which another country would take for another month.
    day = (timezone.localdate().replace(day=1) + timedelta(days=70)).replace(day=1)
    page = abroad(locale)
    enter(page, live_server)
    page.goto(f"{live_server.url}/admin/pages/{policy.pk}/edit/")
    page.fill("#id_body", NEW)
    page.click("text=This change")
    when, field = page.locator("[name=effective_when]"), page.locator("#id_effective_date")
    expect(when.first).to_be_checked()
    page.get_by_label("No: the change is editorial").check()
    page.fill("#id_editorial_reason", "The same period.")
    page.fill("#id_change_summary", "A number in words.")
    expect(page.locator("[data-desk-day]").first).to_have_text("the day of its publication")
    field.focus()
    page.keyboard.type(day.strftime(WRITTEN[locale]))
    page.keyboard.press("Tab")
    field.blur()
    expect(field).to_have_value(day.isoformat())
    expect(when.last).to_be_checked()
    press(page, "Save draft")
    assert draft(policy).effective_date == day

    # Half a day is no day: what was begun is asked for, and nothing is published on another.
    page.goto(f"{live_server.url}/admin/pages/{policy.pk}/edit/")
    page.click("text=This change")
    page.get_by_label("On publication").check()
    expect(field).to_have_value("")
    field.focus()
    page.keyboard.type("01")
    field.blur()
    expect(when.last).to_be_checked()
    press(page, "Publish")
    page.click("text=This change")
    expect(page.locator("[data-desk-field=effective_date]")).to_contain_text("Choose the day")
    assert PolicyVersion.objects.count() == 1

    page.get_by_label("On publication").check()
    press(page, "Publish")
    agree(page)
    page.wait_for_url("**/admin/pages/*/")
    assert PolicyVersion.objects.get(number=2).effective_date == timezone.localdate()


def test_the_schedule_keeps_the_instant_that_was_typed(
    abroad: Any, live_server: Any, policy: Any
) -> None:
    get_user_model().objects.create_superuser("abel", "abel@example.org", "secret")
    page = abroad("de-DE")
    enter(page, live_server)
    page.goto(f"{live_server.url}/admin/pages/{policy.pk}/edit/")
    page.click("[data-side-panel-toggle=status]")
    page.click("[data-a11y-dialog-show=schedule-publishing-dialog]")
    field = page.locator("#id_go_live_at")
    expect(field).to_be_visible()
    field.focus()
    page.keyboard.type("01022030")
    page.keyboard.press("Tab")
    page.keyboard.type("0900")
    expect(field).to_have_value("2030-02-01T09:00")
    page.locator("#schedule-publishing-dialog button[type=submit]").click()
    expect(field).to_be_hidden()
    page.wait_for_load_state()
    page.goto(f"{live_server.url}/admin/pages/{policy.pk}/edit/")
    expect(field).to_have_value("2030-02-01T09:00")
    going = draft(policy).go_live_at.astimezone(timezone.get_default_timezone())
    assert f"{going:%Y-%m-%d %H:%M}" == "2030-02-01 09:00"
