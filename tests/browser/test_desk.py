"""Two people at the desk in a real browser, and every screen of theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from policies.models import PolicyPage, PolicyVersion
from tests.confirming import agree

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RIGHTS = {
    "edith": (["add", "change"], ["view_policyversion"]),
    "abel": (
        ["add", "change", "publish"],
        [
            "view_policyversion",
            "correct_policyversion",
            "withdraw_policyversion",
            "close_changenotice",
            "add_policyreview",
            "change_policysettings",
        ],
    ),
}
NEW = "# Data we keep\n\nWe keep your name for 90 days.\n"

WORD = """<html><head><style>p{}</style></head><body><!--StartFragment-->
<h1>Photographs</h1><p class=MsoNormal>We keep <b>photographs</b> for 24 months.</p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]>
<span style='mso-list:Ignore'>·&nbsp;</span><![endif]>of repairs</p>
<!--EndFragment--></body></html>"""


@pytest.fixture
def people(home: Any) -> dict[str, Any]:
    """An editor and an approver, with the approver's task on every page."""
    found = {}
    for name, (pages, plugin) in RIGHTS.items():
        group, _ = Group.objects.get_or_create(name=f"Group of {name}")
        codenames = [*plugin, "access_admin"]
        group.permissions.set(Permission.objects.filter(codename__in=codenames))
        for right in pages:
            permission = Permission.objects.get(
                content_type__app_label="wagtailcore", codename=f"{right}_page"
            )
            GroupPagePermission.objects.create(group=group, page=home, permission=permission)
        user = get_user_model().objects.create_user(
            name, f"{name}@example.org", "secret", first_name=name.title(), last_name="Marsh"
        )
        user.groups.add(group)
        found[name] = user
    task = GroupApprovalTask.objects.create(name="Legal approval")
    task.groups.set(Group.objects.filter(name="Group of abel"))
    workflow = Workflow.objects.create(name="Legal")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=home)
    return found


@pytest.fixture
def at_desk(browse: Any, live_server: Any, people: Any) -> Iterator[Any]:
    """``at_desk("edith")``: somebody's window, which must meet no error and no other host."""
    troubles: list[str] = []
    opened: list[Any] = []

    def enter(name: str, **options: Any) -> Any:
        page = browse(**options)
        opened.append(page)

        def seen(request: Any) -> None:
            if not request.url.startswith((live_server.url, "data:", "blob:")):
                troubles.append(request.url)

        page.on("request", seen)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(f"{live_server.url}/admin/login/")
        page.fill("#id_username", name)
        page.fill("#id_password", "secret")
        page.click("button[type=submit]")
        page.wait_for_url("**/admin/")
        return page

    yield enter
    # An editor that is left tells the server so: let it, before the database is emptied.
    for page in opened:
        page.goto("about:blank")
        page.wait_for_timeout(1500)
        page.context.close()
    assert troubles == []


def paste(page: Any, html: str) -> None:
    page.evaluate(
        """html => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            data.setData("text/plain", "plain");
            const area = document.querySelector("#id_body");
            area.focus();
            area.setSelectionRange(area.value.length, area.value.length);
            area.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true,
                cancelable: true}));
        }""",
        html,
    )


def menu(page: Any, words: str) -> None:
    """Press a button of the editor's footer menu."""
    page.click("footer .w-dropdown__toggle-icon >> nth=0")
    page.click(f"footer button:has-text('{words}'):visible")


def refused(page: Any, words: str) -> None:
    """Press a button, hear the editor say no, and go back to the questions."""
    with page.expect_event("load"):
        menu(page, words)
    expect(page.locator(".messages")).to_contain_text("validation errors")
    page.get_by_role("tab", name="This change").click()


def test_two_people_and_a_forthcoming_version(
    at_desk: Any, live_server: Any, policy: Any, browse: Any
) -> None:
    edit = f"{live_server.url}/admin/pages/{policy.pk}/edit/"

    def look(path: str) -> Any:
        """A new visitor: what an earlier one has seen may be kept for some minutes."""
        visitor = browse()
        visitor.goto(live_server.url + path)
        return visitor

    day = (timezone.localdate() + timedelta(days=40)).isoformat()
    soon = (timezone.localdate() + timedelta(days=3)).isoformat()

    # Edith pastes from Word and watches the redline change.
    edith = at_desk("edith")
    edith.goto(edit)
    edith.click("[data-side-panel-toggle=redline]")
    panel = edith.locator("[data-side-panel=redline]")
    expect(panel).to_contain_text("The text is the same.")
    # Wagtail takes what it finds after two seconds for the text as it was loaded.
    edith.wait_for_timeout(2500)
    paste(edith, f"\n\n{WORD}")
    expect(edith.locator("#id_body")).to_have_value(
        NEW.replace("90 days", "30 days")
        + "## Photographs\n\nWe keep **photographs** for 24 months.\n\n- of repairs"
    )
    expect(panel).to_contain_text("section")
    expect(panel.locator(".desk-signals").first).to_contain_text("24 months")

    # Refused, with a sentence by each field.
    edith.click("text=This change")
    expect(edith.locator("[data-desk-field=editorial_reason]")).to_be_hidden()
    refused(edith, "Submit to Legal")
    expect(edith.locator("[data-desk-field=change_kind]")).to_contain_text("Say whether")
    expect(edith.locator("[data-desk-field=change_summary]")).to_contain_text("plain words")
    edith.get_by_label("No: the change is editorial").check()
    edith.fill("#id_change_summary", "Photographs of repairs are kept for 24 months.")
    edith.fill("#id_effective_date", soon)
    expect(edith.locator("[data-desk-preview]")).to_contain_text("Photographs of repairs")
    expect(edith.locator("[data-desk-field=editorial_reason]")).to_be_visible()
    refused(edith, "Submit to Legal")
    expect(edith.locator("[data-desk-field=editorial_reason]")).to_contain_text("Write why")
    edith.get_by_label("Yes: the change is material").check()
    refused(edith, "Submit to Legal")
    expect(edith.locator("[data-desk-field=effective_date]")).to_contain_text("30 days ahead")
    edith.fill("#id_effective_date", day)
    menu(edith, "Submit to Legal")
    edith.wait_for_url("**/admin/pages/*/")
    assert PolicyVersion.objects.count() == 1

    # Abel reads redline, signals, answers, and approves on the same screen.
    abel = at_desk("abel")
    abel.goto(f"{live_server.url}{reverse('policies_desk:draft', args=[policy.pk])}")
    expect(abel.locator("main")).to_contain_text("Photographs of repairs are kept")
    expect(abel.locator("main")).to_contain_text("24 months")
    abel.fill("#desk-comment", "Agreed with the board.")
    abel.get_by_role("button", name="Approve", exact=True).click()
    expect(abel.locator("main")).to_contain_text("Version 2 is recorded for good.")
    assert PolicyVersion.objects.count() == 1
    agree(abel)
    abel.wait_for_url("**/versions/2/")
    expect(abel.locator(".messages")).to_contain_text("is recorded, for good. Not in force yet.")
    two = PolicyVersion.objects.get(number=2)
    assert two.publisher_name == "Abel Marsh"
    visitor = look("/privacy/")
    expect(visitor.locator("body")).to_contain_text("Version 2")
    expect(visitor.locator("body")).to_contain_text("Photographs of repairs")
    expect(visitor.locator("article").first).not_to_contain_text("24 months")

    # The date is postponed, in public and with the reason.
    later = timezone.localdate() + timedelta(days=60)
    versions = f"{live_server.url}{reverse('policies_desk:versions', args=[policy.pk])}"
    abel.goto(f"{versions}2/correct/")
    abel.fill("#id_effective_date", later.isoformat())
    abel.fill("#id_reason", "The partner asked for more time.")
    abel.check("#id_confirm")
    abel.click("button:has-text('Publish the correction')")
    expect(abel.locator(".messages")).to_contain_text("The correction is public")
    expect(abel.locator("#desk-trail + p + .desk-scroll")).to_contain_text("asked for more time")
    visitor = look("/privacy/versions/2/")
    expect(visitor.locator("body")).to_contain_text("The partner asked for more time.")

    # A typo in the text in force is mended meanwhile.
    abel.goto(f"{versions}1/start/")
    abel.click("button:has-text('Load its text')")
    abel.wait_for_url("**/edit/")
    body = abel.locator("#id_body")
    body.fill(body.input_value().replace("your name", "your full name"))
    abel.click("text=This change")
    abel.get_by_label("No: the change is editorial").check()
    abel.fill("#id_change_summary", "A word was left out.")
    abel.get_by_label("Until then").check()
    expect(abel.get_by_label("On publication")).to_be_checked()
    menu(abel, "Publish")
    expect(abel.locator("main")).to_contain_text("It applies at once, in place of version 1.")
    expect(abel.locator("main")).to_contain_text("Version 2, which takes effect on")
    agree(abel)
    abel.wait_for_url("**/admin/pages/*/")
    assert PolicyVersion.objects.get(number=3).based_on == 1
    visitor = look("/privacy/")
    expect(visitor.locator("article").first).to_contain_text("your full name")
    expect(visitor.locator("body")).to_contain_text("Version 2")

    # And the forthcoming version is withdrawn.
    abel.goto(f"{versions}2/withdraw/")
    expect(abel.locator("main")).to_contain_text("Version 3 stays in force.")
    abel.fill("#id_reason", "The partner left.")
    abel.check("#id_confirm")
    abel.click("button:has-text('Withdraw for good')")
    expect(abel.locator(".messages")).to_contain_text("is withdrawn")
    visitor = look("/privacy/versions/2/")
    expect(visitor.locator("body")).to_contain_text("The partner left.")
    visitor = look("/privacy/")
    expect(visitor.locator("body")).not_to_contain_text("takes effect on")


def test_a_button_waits_for_the_autosave_under_way(
    at_desk: Any, live_server: Any, policy: Any
) -> None:
    """Else the page comes back older than what is saved, and takes its own save for another's."""
    edith = at_desk("edith")
    answers: list[str] = []

    def slowly(route: Any) -> None:
        if route.request.headers.get("accept") == "application/json":
            edith.wait_for_timeout(1500)
            answer = route.fetch()
            answers.append(f"saved {answer.status}")
            route.fulfill(response=answer)
        else:
            if route.request.method == "POST":
                answers.append("submitted")
            route.continue_()

    edith.route("**/admin/pages/*/edit/", slowly)
    edith.goto(f"{live_server.url}/admin/pages/{policy.pk}/edit/")
    edith.wait_for_timeout(2500)
    edith.locator("#id_body").fill(NEW)
    with edith.expect_request(lambda request: request.method == "POST"):
        pass
    refused(edith, "Submit to Legal")
    # The page that came back saves itself at once; the next refusal finds that one under way.
    edith.fill("#id_change_summary", "Kept for longer.")
    refused(edith, "Submit to Legal")
    indicator = edith.locator("#w-autosave-indicator")
    expect(indicator).to_have_attribute("data-w-autosave-state-value", "saved")
    assert answers[:4] == ["saved 200", "submitted", "saved 200", "submitted"]
    assert "saved 400" not in answers
    expect(edith.locator("#id_change_summary")).to_have_value("Kept for longer.")


def test_a_comparison_that_no_save_follows_says_so(
    at_desk: Any, live_server: Any, policy: Any
) -> None:
    """While autosave was paused it went on saying that the text is the same."""
    edith = at_desk("edith")
    edith.goto(f"{live_server.url}/admin/pages/{policy.pk}/edit/")
    edith.get_by_role("button", name="Toggle redline").click()
    beside = edith.locator("[data-side-panel=redline]")
    expect(beside).to_contain_text("The text is the same.")

    def fails(route: Any) -> None:
        saving = route.request.headers.get("accept") == "application/json"
        route.fulfill(status=500, body="{}") if saving else route.continue_()

    edith.route("**/admin/pages/*/edit/", fails)
    edith.locator("#id_body").fill(NEW)
    expect(beside).to_contain_text("This compares what was last saved.", use_inner_text=True)
    expect(beside).not_to_contain_text("The text is the same.", use_inner_text=True)
    # A save that goes through brings the newest comparison, and takes the remark away.
    edith.unroute("**/admin/pages/*/edit/")
    edith.locator("#id_body").press("End")
    edith.keyboard.type(" ")
    expect(beside).not_to_contain_text("what was last saved", use_inner_text=True)
    expect(beside).to_contain_text("Changes", use_inner_text=True)


@pytest.fixture
def busy(policy: Any, publish: Any, people: Any) -> Any:
    """A policy with an announced version and a draft."""
    publish(policy, NEW, kind="material", summary="Kept longer.", user=people["abel"])
    page = PolicyPage.objects.get(pk=policy.pk)
    page.body = f"{NEW}\nWe may sell it.\n"
    page.save_revision(user=people["edith"])
    return page


SCREENS = {
    "home": "/admin/",
    "versions": "versions/",
    "version": "versions/2/",
    "correct": "versions/2/correct/",
    "withdraw": "versions/2/withdraw/",
    "close": "versions/2/close-notice/",
    "extend": "versions/2/extend-notice/",
    "start": "versions/1/start/",
    "compare": "compare/1/2/",
    "side by side": "compare/1/2/?view=side-by-side",
    "draft": "draft/",
    "review": "review/",
    "edit": "edit",
    "unpublish": "unpublish",
    "guide": "/admin/policies/guide/",
    "settings": "/admin/settings/policies/policysettings/",
    **{f"report {name}": f"reports/{name}/" for name in ("versions", "notices", "corrections")},
    **{f"report {name}": f"reports/{name}/" for name in ("reviews", "approvals")},
}


def address(base: str, policy: Any, screen: str) -> str:
    path = SCREENS[screen]
    if path.startswith("/"):
        return base + path
    if path in ("edit", "unpublish"):
        return f"{base}/admin/pages/{policy.pk}/{path}/"
    if path.startswith("reports/"):
        return f"{base}/admin/policies/{path}"
    return f"{base}/admin/policies/{policy.pk}/{path}"


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (768, "light"), (1280, "dark")])
def test_every_screen_is_accessible_and_asks_no_other_host(
    width: int, scheme: str, at_desk: Any, live_server: Any, busy: Any
) -> None:
    abel = at_desk("abel", width=width, color_scheme=scheme)
    found: dict[str, list[str]] = {}
    for screen in SCREENS:
        answer = abel.goto(address(live_server.url, busy, screen))
        assert answer.status == 200, screen
        if screen == "edit":
            abel.wait_for_selector("[data-tool]:visible")
            abel.get_by_role("tab", name="This change").click()
            abel.click("[data-side-panel-toggle=redline]")
        if screen == "settings":
            abel.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
        for violation in Axe().run(abel).response["violations"]:
            ours = [n["html"][:120] for n in violation["nodes"] if is_ours(abel, n)]
            if ours:
                found.setdefault(screen, []).append(f"{violation['id']}: {ours[:3]}")
        wide = abel.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, screen
    assert found == {}


def is_ours(page: Any, node: dict[str, Any]) -> bool:
    """Whether an element stands in markup of ours and not in Wagtail's frame round it."""
    return bool(
        page.evaluate(
            """path => {
                let root = document;
                const element = root.querySelector(path);
                return !!element && (!!element.closest('[class*="desk-"], [class*="policies"], '
                    + '[data-desk-field], #header-title, main form.desk-form')
                    || !!element.querySelector('[class*="desk-"]'));
            }""",
            node["target"][0],
        )
    )


def test_the_keyboard_alone_publishes(at_desk: Any, live_server: Any, policy: Any) -> None:
    abel = at_desk("abel")
    abel.goto(f"{live_server.url}/admin/pages/{policy.pk}/edit/")

    def reach(selector: str) -> None:
        for _step in range(120):
            if abel.evaluate("s => document.activeElement.matches(s)", selector):
                return
            abel.keyboard.press("Tab")
        raise AssertionError(f"the keyboard never reaches {selector}")

    reach("[data-tool=heading]")
    abel.keyboard.press("ArrowRight")
    assert abel.evaluate("document.activeElement.dataset.tool") == "bold"
    reach("#id_body")
    abel.keyboard.press("Control+End")
    abel.keyboard.type("We do not sell it.")
    abel.evaluate("document.querySelector('[role=tab][href=\"#tab-text\"]').focus()")
    abel.keyboard.press("ArrowRight")
    # Wagtail moves the focus to the next tab a moment after it has opened it.
    expect(abel.locator('[role=tab][href="#tab-this_change"]')).to_be_focused()
    reach("[name=change_kind]")
    abel.keyboard.press("ArrowDown")
    abel.keyboard.press("ArrowUp")
    assert abel.evaluate("document.activeElement.matches('[value=material]:checked')")
    reach("#id_change_summary")
    abel.keyboard.type("We say that we do not sell data.")
    reach("#id_effective_date")
    # The browser's own field, in the order in which an American writes a day.
    abel.keyboard.type(f"{timezone.localdate() + timedelta(days=31):%m%d%Y}")
    reach("footer .w-dropdown__toggle-icon, footer [data-w-dropdown-target=toggle]")
    abel.keyboard.press("Enter")
    reach("button[name=action-publish]")
    with abel.expect_navigation():
        abel.keyboard.press("Enter")
    reach("#confirmation-form button[name=action-publish]")
    with abel.expect_navigation():
        abel.keyboard.press("Enter")
    # A refusal comes back to the form: its words say more than a time that ran out.
    assert re.search(r"/admin/pages/[^/]*/$", abel.url), abel.locator("main").inner_text()
    assert PolicyVersion.objects.get(number=2).kind == "material"


def test_publishing_needs_no_script(
    browse: Any, live_server: Any, policy: Any, people: Any, client: Any
) -> None:
    client.force_login(people["abel"])
    page = browse(java_script_enabled=False)
    page.context.add_cookies(
        [
            {
                "name": "sessionid",
                "value": client.cookies["sessionid"].value,
                "url": live_server.url,
            }
        ]
    )
    page.goto(f"{live_server.url}/admin/pages/{policy.pk}/edit/")
    for words in ("Do people need to know", "What changed, where and why?", "From which day"):
        assert words in page.content()
    assert page.locator("[name=change_kind]").count() == 2
    assert page.locator("button[name=action-publish]").count() >= 1
    assert page.locator("[data-desk-field=editorial_reason]").get_attribute("hidden") is None
