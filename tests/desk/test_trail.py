"""The versions page answers who did what when, and how many queries that takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

from policies.actions.correct_version import correct_version
from policies.actions.withdraw_version import withdraw_version
from policies.desk.versions.audit_trail import trail
from policies.models import PolicyPage, PolicyVersion
from tests.confirming import press
from tests.desk.conftest import NEW, NEWER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_who_made_version_4_material_when_and_what_did_it_say_before(
    policy: Any, publish: Any, clock: Any, lawyer: Any, desk: Any
) -> None:
    for number in (2, 3, 4):
        publish(policy, f"# Data we keep\n\nWe keep your name for {number}0 days.\n")
    clock.move_to(datetime(2026, 6, 9, 14, 30, tzinfo=UTC))
    four = PolicyVersion.objects.get(number=4)
    correct_version(
        version=four,
        kind="material",
        reason="The period is a retention period.",
        at=timezone.now(),
        by=lawyer,
    )
    (event,) = [e for e in trail(PolicyVersion.objects.get(number=4)) if e.before]
    assert (event.who, event.fact, event.before, event.after) == (
        "Laura Marsh",
        "change kind",
        "Editorial",
        "Material",
    )
    assert event.at == datetime(2026, 6, 9, 14, 30, tzinfo=UTC)
    page = desk.get(reverse("policies_desk:version", args=[policy.pk, 4])).content.decode()
    row = page[page.index('id="desk-trail"') :]
    for said in ("Laura Marsh", "9 Jun 2026, 3:30 p.m.", "Editorial", "retention period"):
        assert said in row


def test_a_withdrawal_stands_in_the_trail_with_its_reason(
    policy: Any, lawyer: Any, clock: Any
) -> None:
    withdraw_version(
        version=PolicyVersion.objects.get(), at=timezone.now(), reason="Wrong page.", by=lawyer
    )
    last = trail(PolicyVersion.objects.get())[-1]
    assert (last.after, last.why, last.who) == ("Wrong page.", "Wrong page.", "Laura Marsh")


def test_the_page_names_the_approver_also_when_the_revision_is_purged(
    policy: Any, desk: Any, lawyer: Any, person: Any, browser_of: Any, form_of: Any, clock: Any
) -> None:
    task = GroupApprovalTask.objects.create(name="Legal approval")
    task.groups.set(lawyer.groups.all())
    workflow = Workflow.objects.create(name="Legal")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=policy.get_parent())
    edith = browser_of(person("change"))
    url = reverse("wagtailadmin_pages:edit", args=[policy.pk])
    edith.post(
        url,
        {
            **form_of(edith, url).dict(),
            "body": NEW,
            "change_kind": "editorial",
            "change_summary": "We say it in full.",
            "effective_date": "2026-06-01",
            "editorial_reason": "The same period.",
            "action-submit": "1",
        },
    )
    state = PolicyPage.objects.get().current_workflow_task_state
    draft = desk.get(reverse("policies_desk:draft", args=[policy.pk])).content.decode()
    approve = reverse("wagtailadmin_pages:workflow_action", args=[policy.pk, "approve", state.pk])
    assert f'formaction="{approve}"' in draft
    for said in ("We say it in full.", "The same period.", "30 days", "90 days"):
        assert said in draft
    press(desk, approve, {"comment": "Agreed with the board."})
    two = PolicyVersion.objects.get(number=2)
    versions = reverse("policies_desk:versions", args=[policy.pk])
    assert "approved by Laura Marsh" in desk.get(versions).content.decode()
    report = desk.get(reverse("policies_desk:report_approvals"))
    assert "Agreed with the board." in report.content.decode()
    state.revision.delete()
    assert "approved by Laura Marsh" in desk.get(versions).content.decode()
    assert two.revision_number


def test_the_versions_page_takes_as_many_queries_for_many_versions(
    policy: Any, publish: Any, desk: Any, clock: Any, django_assert_num_queries: Any
) -> None:
    url = reverse("policies_desk:versions", args=[policy.pk])
    publish(policy, NEW, kind="material")
    desk.get(url)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        desk.get(url)
    asked = len(few)
    for number in range(20):
        publish(policy, f"{NEWER}\nSentence {number}.\n", meanwhile="until_then")
    desk.get(url)
    with django_assert_num_queries(asked):
        assert "Version 22" in desk.get(url).content.decode()


def test_the_archive_is_paged(policy: Any, publish: Any, desk: Any, clock: Any, settings: Any):
    settings.POLICIES = {**settings.POLICIES, "PAGE_SIZE": 2}
    for number in range(3):
        publish(policy, f"{NEW}\nSentence {number}.\n")
    url = reverse("policies_desk:versions", args=[policy.pk])
    first, second = (desk.get(url, {"p": page}).content.decode() for page in (1, 2))
    assert "Version 4</a>" in first
    assert "Version 2</a>" not in first
    assert "Version 2</a>" in second


def test_the_comparison_of_two_versions_names_its_signals(
    policy: Any, publish: Any, desk: Any, clock: Any
) -> None:
    publish(policy, NEW)
    url = reverse("policies_desk:compare", args=[policy.pk, 1, 2])
    page = desk.get(url).content.decode()
    assert "<strong>Period</strong>: “30 days” became “90 days”" in page
    assert "<del" in page
    backwards = reverse("policies_desk:compare", args=[policy.pk, 2, 1])
    assert "runs backwards" in desk.get(backwards).content.decode()
    assert "policies-sides" in desk.get(url, {"view": "side-by-side"}).content.decode()


def test_the_form_that_compares_any_two_needs_two(policy: Any, publish: Any, desk: Any) -> None:
    publish(policy, NEW)
    url = reverse("policies_desk:choose", args=[policy.pk])
    assert desk.get(url, {"old": 1, "new": 2}).url.endswith("/compare/1/2/")
    for query in (
        {},
        {"old": 1, "new": 1},
        {"old": "x", "new": 2},
        {"old": 1, "new": 9},
        {"old": "1" * 5000},
    ):
        answer = desk.get(url, query, follow=True).content.decode()
        assert "Choose two different versions" in answer


def test_reviews_and_days_to_go_stand_on_the_first_page(
    policy: Any, publish: Any, desk: Any, clock: Any, client: Any, person: Any, browser_of: Any
) -> None:
    publish(policy, NEW, kind="material", summary="We keep it longer.")
    home = desk.get("/admin/").content.decode()
    assert "1 Jul 2026, in 30 days" in home
    assert "until 14 Jul 2026" in home
    clock.shift(timedelta(days=500))
    home = desk.get("/admin/").content.decode()
    assert "since 1 Jun 2027" in home
    stranger = browser_of(person(name="sam"))
    assert "Reviews due" not in stranger.get("/admin/").content.decode()
