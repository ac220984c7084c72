"""A week at the desk: a British editor, a German approver, and what the public reads meanwhile.

After each act every public address is held against what was meant (see ``meant.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect
from wagtail.models import (
    GroupApprovalTask,
    Locale,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail_localize.models import StringTranslation, TranslationSource

from policies.models import PolicyPage, PolicyVersion
from tests.confirming import agree
from tests.week.meant import Meant, Policy, untrue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONDON = ZoneInfo("Europe/London")
NAME = "Erika Mustermann"
FIRST = f"# Data we keep\n\nWe keep your name for 30 days, and {NAME} answers you.\n"
COMING = "# Data we keep\n\nWe keep your name for 90 days, and our lawyers answer you.\n"
MENDED = "# Data we keep\n\nWe keep your name for 30 days, and our officer answers you.\n"
GERMAN = "# Daten\n\nWir behalten Ihren Namen 30 Tage.\n"


@pytest.fixture
def clock() -> Iterator[Any]:
    """The next Friday, 10 o'clock in London; from there on it goes."""
    today = timezone.now().astimezone(LONDON).date()
    friday = today + timedelta(days=(4 - today.weekday()) % 7 or 7)
    begun = datetime.combine(friday, time(10), tzinfo=LONDON)
    with time_machine.travel(begun, tick=True) as coordinates:
        yield coordinates


class Desk:
    """Somebody's window at the desk."""

    def __init__(self, page: Any, base: str, name: str) -> None:
        self.page, self.base, self.name = page, base, name

    def go(self, path: str) -> None:
        self.page.goto(f"{self.base}{path}")
        if "/login/" in self.page.url:
            self.page.fill("#id_username", self.name)
            self.page.fill("#id_password", "secret")
            self.page.click("button[type=submit]")
            self.page.wait_for_url(f"**{path}")

    def day(self, field: str, day: date) -> None:
        """Type a day as both of them do, day first, into the browser's own field; leave it."""
        self.page.focus(field)
        self.page.keyboard.type(f"{day:%d%m%Y}")
        self.page.keyboard.press("Tab")
        expect(self.page.locator(field)).to_have_value(day.isoformat())

    def menu(self, words: str) -> None:
        self.page.click("footer .w-dropdown__toggle-icon >> nth=0")
        self.page.click(f"footer button:has-text('{words}'):visible")
        if words == "Publish":
            agree(self.page)
        self.page.wait_for_url("**/admin/pages/*/")


@pytest.fixture
def people(live_server: Any, abroad: Any, home: Any, clock: Any) -> dict[str, Desk]:
    host, port = live_server.url.removeprefix("http://").split(":")
    Site.objects.update(hostname=host, port=int(port))
    Site.clear_site_root_paths_cache()
    found = {}
    for name, locale in (("edith", "en-GB"), ("abel", "de-DE")):
        get_user_model().objects.create_superuser(name, f"{name}@example.org", "secret")
        found[name] = Desk(abroad(locale), live_server.url, name)
    task = GroupApprovalTask.objects.create(name="Legal approval")
    workflow = Workflow.objects.create(name="Legal")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=home)
    german = Locale.objects.get_or_create(language_code="de")[0]
    home.copy_for_translation(german).save_revision().publish()
    return found


def drafted(edith: Desk, policy: Any, body: str, summary: str, kind: str) -> None:
    edith.page.fill("#id_body", body)
    edith.page.click("text=This change")
    edith.page.get_by_label(kind).check()
    edith.page.fill("#id_change_summary", summary)


def approved(abel: Desk, policy: Any) -> None:
    abel.go(f"/admin/policies/{policy.pk}/draft/")
    abel.page.get_by_role("button", name="Approve", exact=True).click()
    agree(abel.page)
    abel.page.wait_for_url("**/versions/*/")
    expect(abel.page.locator(".messages")).to_contain_text("is recorded, for good.")


def told(*policies: Policy) -> None:
    wrong = [fault for policy in policies for fault in untrue(policy, timezone.now())]
    assert wrong == [], "\n".join(wrong)
    call_command("verify_policies", verbosity=0)


def test_a_week(
    people: dict[str, Desk], clock: Any, make_policy: Callable[..., Any], live_server: Any
) -> None:
    edith, abel = people["edith"], people["abel"]
    friday = timezone.localdate()
    page = make_policy(FIRST)
    first = Meant(1, NAME, "Privacy policy", "initial", friday, timezone.now())
    english = Policy("/privacy/", LONDON, [first])
    told(english)
    edit, versions = f"/admin/pages/{page.pk}/edit/", f"/admin/policies/{page.pk}/versions/"

    # Friday: a material change is announced for a day that has other readings elsewhere.
    announced = (friday + timedelta(days=60)).replace(day=1)
    edith.go(edit)
    drafted(edith, page, COMING, "Names are kept for 90 days.", "Yes: the change is material")
    edith.day("#id_effective_date", announced)
    edith.menu("Submit to Legal")
    told(english)
    approved(abel, page)
    coming = Meant(2, "for 90 days", "Privacy policy", "material", announced, timezone.now())
    english.versions.append(coming)
    told(english)

    # A name is taken out of the text in force; the draft waits for Monday.
    edith.go(f"{versions}1/start/")
    edith.page.click("button:has-text('Load its text')")
    edith.page.wait_for_url(f"**{edit}")
    drafted(edith, page, MENDED, "A name was left in.", "No: the change is editorial")
    edith.page.get_by_label("Until then").check()
    edith.page.get_by_label("On publication").check()
    if (reason := edith.page.locator("#id_editorial_reason")).is_visible():
        reason.fill("The same office answers.")
    edith.menu("Submit to Legal")
    told(english)

    # Meanwhile somebody has the policy translated: of the text that binds, not of what is to come.
    client = Client()
    client.force_login(get_user_model().objects.get(username="abel"))
    german = Locale.objects.get(language_code="de")
    client.post(f"/admin/localize/submit/page/{page.pk}/", {"locales": [german.pk]})
    translation = PolicyPage.objects.get(translation_key=page.translation_key, locale=german)
    source = TranslationSource.objects.get_for_instance(page)
    assert NAME in source.content_json
    for field, text in (("title", "Datenschutz"), ("body", GERMAN.rstrip("\n"))):
        segment = source.stringsegment_set.get(context__path=field)
        StringTranslation.objects.create(
            translation_of=segment.string,
            locale=german,
            context=segment.context,
            data=text,
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        )
    client.post(f"/admin/pages/{translation.pk}/edit/", {"action": "publish"})
    german_first = Meant(1, "30 Tage", "Datenschutz", "initial", friday, timezone.now())
    in_german = Policy("/de/privacy/", LONDON, [german_first], hidden=["our lawyers", NAME])
    told(english, in_german)

    # A title to come is saved into the row of the live page, as tools that translate do.
    PolicyPage.objects.filter(pk=translation.pk).update(
        title="Noch nicht", draft_title="Noch nicht"
    )
    in_german.hidden.append("Noch nicht")
    told(english, in_german)

    # Monday: it is approved, and applies from that day on, not from Friday.
    clock.shift(timedelta(days=3))
    approved(abel, page)
    monday = friday + timedelta(days=3)
    english.versions.append(
        Meant(3, "our officer", "Privacy policy", "editorial", monday, timezone.now())
    )
    told(english, in_german)
    assert PolicyVersion.objects.get(policy=page.pk, number=3).publisher.username == "abel"

    # The announced day is put off, typed as a German types it.
    coming.effective = (friday + timedelta(days=95)).replace(day=2)
    abel.go(f"{versions}2/correct/")
    abel.day("#id_effective_date", coming.effective)
    abel.page.fill("#id_reason", "The partner asked for more time.")
    abel.page.check("#id_confirm")
    abel.page.click("button:has-text('Publish the correction')")
    expect(abel.page.locator(".messages")).to_contain_text("The correction is public")
    told(english, in_german)

    # The name may not stay in the archive either, nor with the translators.
    abel.go(f"{versions}1/redact/")
    abel.page.locator("[name=ground]").first.check()
    abel.page.fill("#id_reason", "It held the name of a person.")
    abel.page.check("#id_confirm")
    abel.page.click("#operation-form button[type=submit]")
    expect(abel.page.locator(".messages")).to_contain_text("is redacted")
    first.redacted = True
    english.hidden.append(NAME)
    told(english, in_german)
    assert NAME not in TranslationSource.objects.get(pk=source.pk).content_json

    # And the announced day comes, without anybody doing anything.
    clock.move_to(datetime.combine(coming.effective, time(0, 0, 1), tzinfo=LONDON))
    told(english, in_german)
