"""Old texts come in and evidence goes out, in a real browser."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.models import GroupPagePermission

from policies.exchange.importing.staging import stage
from policies.models import ImportBatch, PolicyPage, PolicyVersion

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

OLD = "Effective date: **June 1, 2016**\n\n# Privacy policy\n\nWe keep your name for 30 days.\n"
NEW = "# Privacy policy\n\nWe keep your name for 90 days.\n\n## Who gets it\n\nAcme Ltd.\n"
TWICE = "Effective 1 May 2020\n\nEffective date: 2 June 2020\n\n# Privacy policy\n\nWords.\n"
WIDER = """() => [...document.querySelectorAll("main *")].filter(element => {
    const box = element.closest("[class*=desk-text], form, .help-block");
    return element.getBoundingClientRect().right > innerWidth + 1 || (box && box !== element
        && element.offsetParent && !element.closest(".w-sr-only, .policies-unseen")
        && element.getBoundingClientRect().right > box.getBoundingClientRect().right + 1);
}).map(element => element.outerHTML.slice(0, 120))"""
"""What stands out of the window, or out of the box that holds it."""

SHOTS = os.environ.get("POLICIES_SHOTS", "")
"""A folder for pictures of every screen, for those who want to look at them."""


@pytest.fixture
def ian(home: Any) -> Any:
    """Somebody who may import and take evidence."""
    group = Group.objects.create(name="Importers")
    codenames = ["access_admin", "import_policyversion", "export_policyversion"]
    group.permissions.set(Permission.objects.filter(codename__in=codenames))
    for right in ("change", "publish"):
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=f"{right}_page"
        )
        GroupPagePermission.objects.create(group=group, page=home, permission=permission)
    user = get_user_model().objects.create_user("ian", "ian@example.org", "secret")
    user.groups.add(group)
    return user


@pytest.fixture
def enter(browse: Any, live_server: Any, ian: Any, client: Any) -> Iterator[Any]:
    """``enter(width=768)``: Ian's window, which must meet no error and ask no other host."""
    troubles: list[str] = []

    def opened(**options: Any) -> Any:
        page = browse(**options)
        page.set_default_timeout(180_000)  # a busy machine is no fault of the page
        client.force_login(ian)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        page.context.add_cookies([{**cookie, "url": live_server.url}])

        def seen(request: Any) -> None:
            if not request.url.startswith((live_server.url, "data:", "blob:")):
                troubles.append(request.url)

        page.on("request", seen)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        return page

    yield opened
    assert troubles == []


@pytest.fixture
def empty(home: Any) -> Any:
    page = PolicyPage(title="Privacy policy", slug="rules", live=False)
    home.add_child(instance=page)
    page.save_revision()
    return page


def test_the_keyboard_alone_imports(
    enter: Any, live_server: Any, empty: Any, tmp_path: Path
) -> None:
    for name, words in (("2016-05-01.md", OLD), ("2019-05-01.md", NEW), ("later.md", NEW + "\nX.")):
        (tmp_path / name).write_text(words)
    ian = enter()

    def reach(selector: str) -> None:
        for _step in range(120):
            if ian.evaluate("s => document.activeElement.matches(s)", selector):
                return
            ian.keyboard.press("Tab")
        raise AssertionError(f"the keyboard never reaches {selector}")

    ian.goto(live_server.url + reverse("policies_desk:import", args=[empty.pk]))
    reach("#id_files")
    # The dialogue that the space bar opens belongs to the browser and not to the page.
    ian.set_input_files("#id_files", sorted(str(p) for p in tmp_path.iterdir()))
    reach("main form button[type=submit]")
    ian.keyboard.press("Enter")
    expect(ian.locator("main")).to_contain_text("2 texts become versions.", timeout=30000)
    reach("#id_form-2-published_on")
    # Day, month and year, as the browser asks for them.
    ian.keyboard.type("02032021" if ian.evaluate("navigator.language") != "en-US" else "03022021")
    reach("#id_form-2-effective_date")
    ian.keyboard.type("02032021" if ian.evaluate("navigator.language") != "en-US" else "03022021")
    reach("button[value=record]")
    ian.keyboard.press("Enter")
    expect(ian.locator("main")).to_contain_text("3 texts become versions 1 to 3", timeout=30000)
    reach("#id_confirm")
    ian.keyboard.press("Space")
    reach("main form button[type=submit]")
    ian.keyboard.press("Enter")
    expect(ian.locator(".messages")).to_contain_text("3 versions are recorded", timeout=30000)
    assert [str(v.effective_date) for v in PolicyVersion.objects.order_by("number")] == [
        "2016-06-01",
        "2019-05-01",
        "2021-03-02",
    ]


def test_evidence_is_downloaded(enter: Any, live_server: Any, policy: Any, tmp_path: Path) -> None:
    ian = enter()
    ian.goto(live_server.url + reverse("policies_desk:versions", args=[policy.pk]))
    ian.goto(live_server.url + reverse("policies_desk:evidence", args=[policy.pk]))
    with ian.expect_download(timeout=60000) as waiting:
        ian.click("text=Download the pack")
    waiting.value.save_as(tmp_path / "evidence.zip")
    assert waiting.value.suggested_filename.startswith("evidence-privacy-")
    with zipfile.ZipFile(tmp_path / "evidence.zip") as archive:
        assert "evidence/bagit.txt" in archive.namelist()


@pytest.mark.parametrize("width", [1280, 768])
def test_every_screen_is_accessible(
    width: int, enter: Any, live_server: Any, policy: Any, empty: Any, ian: Any
) -> None:
    batch = ImportBatch.objects.create(policy_id=empty.pk, owner=ian)
    for name, words in (
        ("2016-05-01.md", OLD),
        ("a file with a name as long as people give them, final, really 2019-05-01.md", NEW),
        ("undated.md", "# Privacy policy\n\nWords.\n"),
        ("2020-06-02.md", TWICE),
        ("scan.md", "%PDF-1.7"),
    ):
        stage(batch, words.encode(), name, timezone.get_default_timezone())
    ready = ImportBatch.objects.create(policy_id=empty.pk, owner=ian)
    for name, words in (("2016-05-01.md", OLD), ("2019-05-01.md", NEW)):
        stage(ready, words.encode(), name, timezone.get_default_timezone())
    second = batch.texts.get(name__startswith="a file").pk
    pages = {
        "upload": reverse("policies_desk:import", args=[empty.pk]),
        "texts": reverse("policies_desk:import_texts", args=[empty.pk, batch.pk]),
        "text": reverse("policies_desk:import_text", args=[empty.pk, batch.pk, second]),
        "record": reverse("policies_desk:import_record", args=[empty.pk, ready.pk]),
        "evidence": reverse("policies_desk:evidence", args=[policy.pk]),
        "evidence of all": reverse("policies_desk:evidence_of_all"),
    }
    window = enter(width=width)
    found: dict[str, list[str]] = {}
    for name, path in pages.items():
        assert window.goto(live_server.url + path).status == 200, name
        assert window.url.endswith(path)
        if SHOTS:
            # Wagtail scrolls its main part and not the window: a tall one shows all of it.
            window.set_viewport_size({"width": width, "height": 2600})
            window.screenshot(path=f"{SHOTS}/{name}-{width}.png")
            window.set_viewport_size({"width": width, "height": 900})
        for violation in Axe().run(window).response["violations"]:
            ours = [
                node["html"][:160]
                for node in violation["nodes"]
                if window.evaluate(
                    "path => !!document.querySelector(path)?.closest('main')", node["target"][0]
                )
            ]
            if ours:
                found.setdefault(name, []).append(f"{violation['id']}: {ours[:3]}")
        assert window.evaluate(WIDER) == [], name
    assert found == {}
