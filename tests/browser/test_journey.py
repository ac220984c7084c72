"""The main job in a real browser: drafted, submitted, approved, announced, read, closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from policies.models import PolicyPage, PolicyVersion
from policysite.storefront import shop
from tests.confirming import agree

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def site(live_server, home):
    """The sample shop, served, without the notices that its story has open already."""
    from wagtail.models import Site

    shop.open_shop(lambda line: None)
    host, port = live_server.url.removeprefix("http://").split(":")
    Site.objects.update(hostname=host, port=int(port))
    Site.clear_site_root_paths_cache()
    return live_server.url


def log_in(page, site, name):
    page.goto(f"{site}/admin/login/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", shop.PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url(f"{site}/admin/")


def answer(page, **values):
    """Fill in fields, on whichever tab they stand."""
    for name, value in values.items():
        fields = page.locator(f"[name={name}]")
        panel = fields.first.locator("xpath=ancestor::*[@role='tabpanel'][1]")
        if panel.count() and not panel.is_visible():
            page.locator(f"[role=tab][href='#{panel.get_attribute('id')}']").click()
        kind = fields.first.evaluate("field => field.type")
        if kind == "radio":
            page.locator(f"[name={name}][value={value}]").check()
        elif kind == "select-one":
            fields.select_option(value)
        else:
            fields.fill(value)
            fields.blur()


def press(page, name):
    """Press a button of the editor's footer, behind its arrow or not."""
    button = page.locator(f"footer [name={name}]").first
    if not button.is_visible():
        page.locator("footer [data-w-dropdown-target=toggle]").last.click()
    button.click()


def test_a_material_change_from_the_draft_to_the_shopper(site, browse, publish):
    terms = PolicyPage.objects.get(slug="terms")
    changed = terms.body.replace("30 days", "60 days")
    assert changed != terms.body
    day = timezone.localdate() + timedelta(days=40)

    editor = browse()
    log_in(editor, site, "editor")
    editor.goto(f"{site}/admin/pages/{terms.pk}/edit/")
    answer(
        editor,
        body=changed,
        change_kind="material",
        change_summary="You have 60 days to change your mind, not 30.",
        effective_date=str(day),
    )
    press(editor, "action-submit")
    expect(editor.get_by_text("submitted")).to_be_visible(timeout=20_000)
    assert PolicyVersion.objects.filter(policy=terms.pk).count() == 3

    approver = browse()
    log_in(approver, site, "approver")
    approver.goto(f"{site}/admin/pages/{terms.pk}/edit/")
    approve = approver.get_by_role("button", name="Approve", exact=True)
    if not approve.first.is_visible():
        approver.locator("footer [data-w-dropdown-target=toggle]").last.click()
    approve.first.click()
    agree(approver)
    approver.wait_for_url(f"{site}/admin/pages/*/", timeout=20_000)
    expect(approver.locator(".messages")).to_be_visible()
    version = PolicyVersion.objects.get(policy=terms.pk, number=4)
    assert (version.kind, version.effective_date) == ("material", day)
    assert version.publisher_name == "Abel Finch"

    shopper = browse()
    notices = shopper.locator(".policy-notice", has_text="You have 60 days to change your mind")
    shopper.goto(f"{site}/")
    expect(notices).to_be_visible()
    shopper.goto(f"{site}/policies/terms/")
    assert "30 days" in shopper.locator("main article").inner_text()
    notices.locator(
        "a[href$='/policies/terms/changes/4/'], a[href*='/terms/compare/']"
    ).first.click()
    expect(shopper.locator("ins", has_text="60").first).to_be_visible()
    expect(shopper.locator("del", has_text="30").first).to_be_visible()
    notices.get_by_role("button", name="Close").click()
    expect(notices).to_be_hidden()
    shopper.goto(f"{site}/")
    expect(notices).to_be_hidden()

    publish(
        terms,
        changed.replace("60 days", "75 days"),
        kind="material",
        summary="You have 75 days to change your mind.",
        effective=timezone.localdate() + timedelta(days=60),
        meanwhile="afterwards",
        based_on=4,
    )
    shopper.goto(f"{site}/")
    again = shopper.locator(".policy-notice", has_text="You have 75 days to change your mind.")
    expect(again).to_be_visible()
