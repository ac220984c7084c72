"""The draft as its approver sees it: what changed, and whether it can be decided on."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

from policies.actions.redact_version import redact_version
from policies.decisions.grounds import Ground
from policies.models import PolicyPage, PolicyVersion
from tests.confirming import press as pressing
from tests.desk.conftest import ANSWERS, NEW, NEWER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def editor(policy: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[policy.pk])


@pytest.fixture
def press(desk: Any, editor: str, form_of: Any) -> Any:
    """``press("action-submit", body=…)``: fill in the editor and press a button; "" only saves."""

    def send(button: str, **fields: Any) -> Any:
        told = {**form_of(desk, editor).dict(), **fields, **({button: "1"} if button else {})}
        return pressing(desk, editor, told)

    return send


@pytest.fixture
def see(desk: Any, policy: Any) -> Any:
    """``see()``, ``see(1)``: the page that compares the draft, with a version of one's choice."""

    def read(*number: int) -> str:
        name = "policies_desk:draft_from" if number else "policies_desk:draft"
        page: str = desk.get(reverse(name, args=[policy.pk, *number])).content.decode()
        return page

    return read


@pytest.fixture
def submitted(policy: Any, lawyer: Any, press: Any) -> None:
    """A draft that is with its approvers."""
    task = GroupApprovalTask.objects.create(name="Legal approval")
    task.groups.set(lawyer.groups.all())
    workflow = Workflow.objects.create(name="Legal")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=policy.get_parent())
    press("action-submit", body=NEW, **ANSWERS)


def approve_at(page: str) -> str:
    found = re.search(r'formaction="([^"]*/approve/[^"]*)"', page)
    assert found
    return found[1]


def test_a_changed_title_alone_is_told_to_who_answers_and_to_who_approves(
    press: Any, see: Any, desk: Any, editor: str
) -> None:
    told = "The title changed from “<bdi>Privacy policy</bdi>” to “<bdi>Your data</bdi>”."
    assert told not in see()
    press("", title="Your data")
    assert told in see()
    assert told in see(1)
    page = desk.get(editor).content.decode()
    assert told in page
    assert "The text of the draft does not differ" in page


def test_an_approver_decides_below_the_comparison(submitted: Any, see: Any, desk: Any) -> None:
    page = see()
    assert "To your decision" in page
    pressing(desk, approve_at(page), {"comment": "Read."})
    assert PolicyVersion.objects.latest("number").source == NEW


def test_what_was_changed_after_it_was_sent_is_sent_once_more_before_it_is_decided_on(
    submitted: Any, see: Any, desk: Any, press: Any
) -> None:
    press("", body=NEWER)
    page = see()
    assert "has been changed since it was sent for approval" in page
    assert "formaction" not in page
    press("action-workflow-action", **{"workflow-action-name": "approve"})
    assert PolicyVersion.objects.count() == 1
    page = see()
    assert "has been changed since it was sent" not in page
    pressing(desk, approve_at(page), {"comment": "Read."})
    assert PolicyVersion.objects.latest("number").source == NEWER


def test_where_approving_publishes_at_once_the_page_says_so(
    submitted: Any, see: Any, press: Any, settings: Any
) -> None:
    settings.WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = False
    press("", body=NEWER)
    assert "where approving publishes what stands above" in see()
    press("action-workflow-action", **{"workflow-action-name": "approve"})
    assert PolicyVersion.objects.latest("number").source == NEWER


def test_against_a_redacted_version_stands_a_sentence_and_no_text(
    policy: Any, publish: Any, lawyer: Any, see: Any
) -> None:
    publish(policy, NEW)
    redact_version(
        version=PolicyVersion.objects.get(number=1),
        ground=Ground.PERSONAL_DATA,
        reason="It named a clerk.",
        at=timezone.now(),
        by=lawyer,
    )
    page = PolicyPage.objects.get()
    page.body = NEWER
    page.save_revision()
    assert "may sell it" in see()
    told = see(1)
    assert "The text of version 1 was redacted" in told
    assert "It named a clerk." in told
    assert "may sell it" not in told
