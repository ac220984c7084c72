"""The desk's overviews with words that are too long, run the other way or were meant to harm."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from wagtail.models import Site

from policies.models import PolicySettings
from tests.desk import extremes
from tests.desk.extremes import REPORTS, SORTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CUT = """() => {
    const cut = [];
    const unseen = ".w-sr-only, .policies-unseen, option";
    const look = (element, box, name, frame) => {
        if (!element.checkVisibility() || element.closest(unseen)) return;
        while (frame.parentElement && getComputedStyle(frame).overflowX === "visible")
            frame = frame.parentElement;
        const edge = frame.getBoundingClientRect();
        const scrolls = getComputedStyle(frame).overflowX === "auto" && frame.tabIndex === 0;
        if (!scrolls && (box.right > edge.right + 1 || box.left < edge.left - 1))
            cut.push(`${name} in ${element.outerHTML.slice(0, 80)}`);
    };
    const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
    for (let text = walk.nextNode(); text; text = walk.nextNode()) {
        const range = document.createRange();
        range.selectNodeContents(text);
        const holder = text.parentElement;
        if (text.data.trim() && !holder.matches("textarea"))
            look(holder, range.getBoundingClientRect(), text.data.slice(0, 60), holder);
    }
    const fields = "main [class*='desk-'] :is(input, select, textarea, button)";
    for (const field of document.querySelectorAll(fields))
        look(field, field.getBoundingClientRect(), field.name, field.parentElement);
    return cut;
}"""
"""The words and fields that stand outside of what can be seen or scrolled to."""


@pytest.fixture
def screens(
    home: Any, make_policy: Any, publish: Any, admin_user: Any, settings: Any
) -> dict[str, str]:
    """The address of each screen, with a policy of every sort behind it."""
    extremes.speak_arabic(settings)
    site = Site.objects.get()
    PolicySettings.objects.create(
        site=site, notice_wording={"de": {"close": extremes.LONG, "read": extremes.HOSTILE}}
    )
    found = {
        "dashboard": reverse("wagtailadmin_home"),
        **{name: reverse(f"policies_desk:report_{name}") for name in REPORTS},
        "settings": reverse("wagtailsettings:edit", args=["policies", "policysettings", site.pk]),
    }
    for sort in SORTS:
        policy = extremes.in_every_overview(
            sort, make_policy=make_policy, publish=publish, by=admin_user
        )
        found[f"versions, {sort}"] = reverse("policies_desk:versions", args=[policy.pk])
        for name in ("version", "correct", "withdraw", "close_notice", "start"):
            found[f"{name}, {sort}"] = reverse(f"policies_desk:{name}", args=[policy.pk, 2])
        found[f"comparison, {sort}"] = reverse("policies_desk:compare", args=[policy.pk, 1, 2])
        for name in ("draft", "review"):
            found[f"{name}, {sort}"] = reverse(f"policies_desk:{name}", args=[policy.pk])
    return found


@pytest.fixture
def window(browse: Any, live_server: Any, client: Any, admin_user: Any) -> Iterator[Any]:
    """``window(768)``: an administrator's window, which must ask no other host for anything."""
    asked: list[str] = []
    client.force_login(admin_user)
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value}

    def enter(width: int) -> Any:
        page = browse(width=width)
        page.context.add_cookies([{**session, "url": live_server.url}])
        page.on("request", lambda request: asked.append(request.url))
        return page

    yield enter
    allowed = (live_server.url, "data:", "blob:")
    assert [url for url in asked if not url.startswith(allowed)] == []


@pytest.mark.parametrize("width", [1280, 768])
def test_nothing_is_cut_off_and_no_page_scrolls_sideways(
    width: int, window: Any, screens: dict[str, str], live_server: Any
) -> None:
    page = window(width)
    found: dict[str, Any] = {}
    for screen, address in screens.items():
        assert page.goto(live_server.url + address).status == 200
        page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        violations = Axe().run(page).response["violations"]
        told = [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in violations]
        if wide > 0 or told or page.evaluate(CUT):
            found[screen] = (wide, told, page.evaluate(CUT))
    assert found == {}
