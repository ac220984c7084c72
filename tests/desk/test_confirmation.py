"""Between the button and what cannot be undone: a page that says what it does."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask
from wagtail.test.utils.form_data import querydict_from_html

from policies.models import PolicyPage, PolicySettings, PolicyVersion
from tests.confirming import FORM, confirmed, press
from tests.desk.conftest import ANSWERS, NEW, NEWER, OLD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

FIX = {
    "change_kind": "editorial",
    "change_summary": "A word left out.",
    "editorial_reason": "A word left out.",
    "effective_when": "on_publication",
    "effective_date": "",
}


@pytest.fixture
def edit(policy: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[policy.pk])


@pytest.fixture
def ask(desk: Any, edit: str, form_of: Any) -> Any:
    """``ask(body=…)``: press *Publish* in the editor, once."""

    def press_publish(**fields: Any) -> Any:
        sent = {**form_of(desk, edit).dict(), **fields, "action-publish": "action-publish"}
        return desk.post(edit, sent)

    return press_publish


def said(response: Any) -> str:
    return " ".join(response.content.decode().split())


class TestPublishing:
    def test_nothing_is_done_before_it_was_read(self, ask: Any, desk: Any, edit: str) -> None:
        before = PolicyPage.objects.get().revisions.count()
        asked = ask(body=NEW, **ANSWERS)
        html = said(asked)
        assert asked.status_code == 200
        assert "Publish version 2?" in html
        assert "Version 2 is recorded for good" in html
        assert "It takes effect on 1 Jul 2026. Until then version 1 stays in force." in html
        assert "Its notice is shown on the storefront from now on, until 14 Jul 2026." in html
        assert "“30 days” became “90 days”" in html
        assert PolicyVersion.objects.count() == 1
        assert PolicyPage.objects.get().revisions.count() == before
        assert confirmed(desk, edit, asked).status_code == 302
        assert PolicyVersion.objects.get(number=2).source == NEW

    def test_an_editorial_change_says_that_it_applies_at_once(self, ask: Any) -> None:
        html = said(ask(body=OLD.replace("name", "full name"), **FIX))
        assert "It applies at once, in place of version 1." in html
        assert "no notice is shown" in html

    def test_subscribers_are_named_where_there_are_any_to_be(
        self, ask: Any, policy: Any, settings: Any
    ) -> None:
        assert "told by mail" not in said(ask(body=NEW, **ANSWERS))
        offered = PolicySettings.for_policy(policy)
        offered.subscriptions_offered = True
        offered.save()
        assert "Whoever subscribed is told by mail." in said(ask(body=NEW, **ANSWERS))

    def test_words_come_over_as_they_were_typed(self, ask: Any, desk: Any, edit: str) -> None:
        text = '\n# "Quoted" & <b>\n\n  two  spaces\n\n' + NEW + "\n\n`&amp;` 'x'\n"
        assert confirmed(desk, edit, ask(body=text, **ANSWERS)).status_code == 302
        there = PolicyVersion.objects.get(number=2).source
        assert "`&amp;` 'x'" in there
        assert '"Quoted" & <b>' in there
        assert "  two  spaces" in there

    def test_not_yet_keeps_it_as_a_draft(self, ask: Any, desk: Any, edit: str) -> None:
        html = ask(body=NEW, **ANSWERS).content.decode()
        sent = querydict_from_html(html, form_id="confirmation-form").copy()
        sent.pop("action-publish", None)
        assert desk.post(edit, sent).status_code == 302
        assert PolicyVersion.objects.count() == 1
        draft = PolicyPage.objects.get().get_latest_revision_as_object()
        assert draft.body.split() == NEW.split()
        assert draft.change_summary == ANSWERS["change_summary"]

    def test_pressed_twice_it_is_recorded_once(self, ask: Any, desk: Any, edit: str) -> None:
        asked = ask(body=NEW, **ANSWERS)
        assert confirmed(desk, edit, asked).status_code == 302
        confirmed(desk, edit, asked)
        assert PolicyVersion.objects.count() == 2

    def test_what_was_read_before_another_publication_is_asked_again(
        self, ask: Any, desk: Any, edit: str, publish: Any, policy: Any
    ) -> None:
        asked = ask(body=NEW, **ANSWERS)
        publish(policy, NEWER, kind="editorial")
        again = confirmed(desk, edit, asked)
        assert "version 2 has been published since" in said(again)
        assert PolicyVersion.objects.count() == 2

    def test_mistakes_are_told_before_anything_is_asked(self, ask: Any) -> None:
        assert FORM not in ask(body=NEW, change_summary="").content.decode()

    def test_what_records_nothing_is_not_asked_about(self, ask: Any) -> None:
        assert ask().status_code == 302

    def test_what_waits_for_its_day_is_not_asked_about(self, ask: Any, desk: Any) -> None:
        later = {"go_live_at": "2026-06-20 08:00", "effective_date": "2026-08-01"}
        assert ask(body=NEW, **{**ANSWERS, **later}).status_code == 302
        assert PolicyVersion.objects.count() == 1

    def test_a_new_policy_is_asked_about_as_well(self, desk: Any, home: Any) -> None:
        url = reverse("wagtailadmin_pages:add", args=["policies", "policypage", home.pk])
        opened = querydict_from_html(desk.get(url).content.decode(), form_id="page-edit-form")
        named = {"title": "Terms", "slug": "terms", "body": "Pay.", "action-publish": "1"}
        asked = desk.post(url, {**opened.dict(), **named})
        assert "Publish version 1?" in said(asked)
        assert "It applies at once." in said(asked)
        assert not PolicyPage.objects.filter(slug="terms").exists()
        assert confirmed(desk, url, asked).status_code == 302
        assert PolicyVersion.objects.get(title="Terms").number == 1

    def test_a_draft_taken_back_from_history_is_asked_about_as_well(
        self, desk: Any, policy: Any, form_of: Any
    ) -> None:
        page = policy.get_latest_revision_as_object()
        page.body = NEW
        earlier = page.save_revision()
        page.body = OLD
        page.save_revision()
        url = reverse("wagtailadmin_pages:revisions_revert", args=[policy.pk, earlier.pk])
        edit = reverse("wagtailadmin_pages:edit", args=[policy.pk])
        sent = {**form_of(desk, url).dict(), **ANSWERS, "action-publish": "1"}
        asked = desk.post(edit, sent)
        assert "Publish version 2?" in said(asked)
        confirmed(desk, edit, asked)
        assert PolicyVersion.objects.get(number=2).source == NEW


class TestLeavingTheSite:
    """What becomes of the versions is said before they leave, whichever way they do."""

    GONE = "its address answers “not found”, and so do its versions"

    def bulk(self, action: str, page: Any) -> str:
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
        return f"{url}?id={page.pk}"

    def test_in_bulk(self, desk: Any, policy: Any) -> None:
        address = self.bulk("unpublish", policy)
        assert self.GONE in said(desk.get(address))
        assert PolicyPage.objects.get().live
        assert desk.post(address).status_code == 302
        assert not PolicyPage.objects.get().live

    def test_in_bulk_with_the_pages_below(self, desk: Any, policy: Any) -> None:
        html = said(desk.get(self.bulk("unpublish", policy.get_parent())))
        assert self.GONE in html
        assert "if the pages below are included" in html

    def test_by_an_expiry(self, desk: Any, edit: str, ask: Any) -> None:
        assert "A policy that expires leaves the site with all its versions" in said(desk.get(edit))
        html = said(ask(body=NEW, expire_at="2026-12-24T08:00", **ANSWERS))
        assert "The page expires on 24 Dec 2026, 8 a.m." in html

    def test_published_in_bulk(self, desk: Any, policy: Any) -> None:
        page = policy.get_latest_revision_as_object()
        page.body, page.based_on = NEW, 1
        page.save_revision()
        html = said(desk.get(self.bulk("publish", policy)))
        assert "Say whether the change is editorial or material." in html
        for name, value in ANSWERS.items():
            setattr(page, name, value)
        page.effective_date = date(2026, 7, 1)
        page.save_revision()
        html = said(desk.get(self.bulk("publish", policy)))
        assert "Version 2 is recorded for good." in html
        assert PolicyVersion.objects.count() == 1
        assert desk.post(self.bulk("publish", policy)).status_code == 302
        assert PolicyVersion.objects.count() == 2


class TestApproving:
    @pytest.fixture
    def steps(self, policy: Any, lawyer: Any) -> list[Any]:
        """A workflow of two tasks, both the lawyer's."""
        workflow = Workflow.objects.create(name="Legal")
        tasks = [GroupApprovalTask.objects.create(name=name) for name in ("Law", "Board")]
        for order, task in enumerate(tasks):
            task.groups.set(lawyer.groups.all())
            WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=order)
        WorkflowPage.objects.create(workflow=workflow, page=policy.get_parent())
        return tasks

    @pytest.fixture
    def approve(self, desk: Any, edit: str, policy: Any, form_of: Any, steps: Any) -> str:
        """The address of the last approval."""
        sent = {**form_of(desk, edit).dict(), "body": NEW, **ANSWERS, "action-submit": "1"}
        assert desk.post(edit, sent).status_code == 302
        first = self.address(policy)
        # The first of two publishes nothing, and asks nothing.
        assert desk.post(first, {"comment": "Fine."}).status_code == 302
        return self.address(policy)

    def address(self, policy: Any) -> str:
        state = policy.current_workflow_state.current_task_state
        return reverse("wagtailadmin_pages:workflow_action", args=[policy.pk, "approve", state.pk])

    def test_the_last_approval_is_asked_about(self, desk: Any, policy: Any, approve: str) -> None:
        asked = desk.post(approve, {"comment": "Agreed."})
        assert "Approve and publish version 2?" in said(asked)
        assert "Until then version 1 stays in force" in said(asked)
        assert reverse("policies_desk:draft", args=[policy.pk]) in said(asked)
        assert PolicyVersion.objects.count() == 1
        done = confirmed(desk, approve, asked)
        assert done.headers["Location"] == reverse("policies_desk:version", args=[policy.pk, 2])
        approval = policy.workflow_states.get().task_states.order_by("pk").last()
        assert approval.comment == "Agreed."

    def test_wagtails_dialog_says_it_and_asks_where_it_has_not(
        self, desk: Any, approve: str
    ) -> None:
        script = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
        opened = desk.get(approve, **script).json()["html"]
        assert "Version 2 is recorded for good" in opened
        assert 'name="confirmed" value="2"' in opened
        asked = desk.post(approve, {"comment": "Agreed."}, **script).json()
        assert asked["step"] == "action"
        assert "Agreed." in asked["html"]
        assert PolicyVersion.objects.count() == 1
        done = desk.post(approve, {"comment": "Agreed.", "confirmed": "2"}, **script).json()
        assert done["step"] == "success"
        assert PolicyVersion.objects.count() == 2

    def test_approving_in_the_editor_is_asked_about(
        self, desk: Any, edit: str, approve: str, form_of: Any
    ) -> None:
        pressed = {"action-workflow-action": "true", "workflow-action-name": "approve"}
        sent = {**form_of(desk, edit).dict(), **pressed}
        asked = desk.post(edit, sent)
        assert "Approve and publish version 2?" in said(asked)
        assert PolicyVersion.objects.count() == 1
        assert confirmed(desk, edit, asked).status_code == 302
        assert PolicyVersion.objects.count() == 2

    def test_to_send_it_back_asks_nothing(self, desk: Any, approve: str, policy: Any) -> None:
        assert desk.post(approve.replace("approve", "reject")).status_code == 302
        assert PolicyVersion.objects.count() == 1


class TestAMendThatWouldNotLast:
    """A mistake is mended while another version is forthcoming, which still has it."""

    @pytest.fixture
    def forthcoming(self, policy: Any, publish: Any, clock: Any) -> None:
        publish(policy, NEWER.replace("for 90 days", "for 30 days"), kind="material")

    @pytest.fixture
    def mend(self, desk: Any, policy: Any, forthcoming: None) -> dict[str, str]:
        desk.post(reverse("policies_desk:start", args=[policy.pk, 1]))
        both = "# Data we keep\n\nWe keep your full name for 30 days. Ask us for a copy.\n"
        return {"body": both, "meanwhile": "until_then", **FIX}

    HELD = "We keep your name for 30 days"

    def test_starting_says_what_the_draft_is_compared_with(
        self, desk: Any, policy: Any, forthcoming: None
    ) -> None:
        html = said(desk.get(reverse("policies_desk:start", args=[policy.pk, 1])))
        assert "you see it compared with version 2, which is forthcoming" in html

    def test_every_screen_names_the_text_that_still_has_it(
        self,
        desk: Any,
        ask: Any,
        edit: str,
        mend: dict[str, str],
        policy: Any,
        publish: Any,
        clock: Any,
    ) -> None:
        clock.shift(timedelta(hours=1))
        plain = OLD.replace("30 days.", "30 days. It is kept in Ghent.")
        publish(policy, plain, meanwhile="until_then", based_on=1)
        desk.post(reverse("policies_desk:start", args=[policy.pk, 3]))
        clock.shift(timedelta(hours=1))
        mended = {**mend, "body": OLD.replace("30 days.", "30 days. It is kept in Bruges.")}
        told = "Version 2, which takes effect on 1 Jul 2026, was written without this change"
        asked = ask(**mended)
        html = said(asked)
        assert told in html
        assert "It does not say:" in html
        assert "<li>It is kept in Bruges.</li>" in html
        assert "<li>It is kept in Ghent.</li>" not in html  # version 2 never said it
        assert reverse("policies_desk:start", args=[policy.pk, 2]) in html
        page = PolicyPage.objects.get(pk=policy.pk).get_latest_revision_as_object()
        page.body, page.meanwhile = mended["body"], "until_then"
        page.save_revision()
        assert told in said(desk.get(edit))
        assert told in said(desk.get(reverse("policies_desk:draft", args=[policy.pk])))
        done = press(desk, edit, {**_sent(asked), "action-publish": "1"}, follow=True)
        assert told in said(done)
        shown = said(desk.get(reverse("policies_desk:version", args=[policy.pk, 4])))
        assert told in shown
        assert "<li>It is kept in Bruges.</li>" in shown

    def test_what_it_still_says_is_named(
        self, ask: Any, mend: dict[str, str], publish: Any, policy: Any
    ) -> None:
        first = "# Data we keep\n\nWe keep your name for 30 days.\n\nWe sell nothing.\n"
        publish(policy, first, meanwhile="instead", kind="material", based_on=2)
        html = said(ask(**{**mend, "body": OLD.replace("name", "full name")}))
        assert "It still says:" in html
        assert "<li>We keep your name for 30 days.</li>" in html

    def test_instead_of_it_nothing_returns(self, ask: Any, mend: dict[str, str]) -> None:
        confirmed_base = {"base_confirmed": "on", "compared_with": "2"}
        html = said(ask(**{**mend, **confirmed_base, "meanwhile": "instead"}))
        assert "is withdrawn as replaced" in html
        assert "was written without" not in html


def _sent(response: Any) -> dict[str, str]:
    html = response.content.decode()
    fields: dict[str, str] = querydict_from_html(html, form_id="confirmation-form").dict()
    return fields
