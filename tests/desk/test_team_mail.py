"""The legal team is told: at once by what people do, once by what the calendar does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Page, Site, Workflow, WorkflowPage, WorkflowTask

from policies.actions.import_version import import_version
from policies.actions.review_policy import review_policy
from policies.actions.withdraw_version import withdraw_version
from policies.models import PolicyPage, PolicySettings, PolicyVersion
from tests.confirming import press
from tests.desk.conftest import NEW, NEWER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def team(policy: Any) -> PolicySettings:
    settings = PolicySettings.for_site(Site.objects.get())
    settings.team_mail = "legal@example.org\n\n dpo@example.org \n"
    settings.full_clean()
    settings.save()
    return settings


def subjects() -> list[str]:
    return [message.subject for message in mail.outbox]


def test_a_publication_says_what_who_and_when(
    team: Any, policy: Any, publish: Any, lawyer: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        publish(policy, NEW, kind="material", summary="90 days,\nnot 30.", user=lawyer)
    (message,) = mail.outbox
    assert message.subject == "Privacy policy: version 2 is published"
    assert message.to == ["legal@example.org", "dpo@example.org"]
    for said in ("Laura Marsh", "90 days,\nnot 30.", "Material", "1 Jul 2026"):
        assert said in message.body
    assert f"http://testserver/admin/policies/{policy.pk}/versions/2/" in message.body
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_submission_and_approval(
    team: Any,
    policy: Any,
    desk: Any,
    form_of: Any,
    lawyer: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    task = GroupApprovalTask.objects.create(name="Legal approval")
    task.groups.set(lawyer.groups.all())
    workflow = Workflow.objects.create(name="Legal")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=policy.get_parent())
    url = reverse("wagtailadmin_pages:edit", args=[policy.pk])
    answers = {
        **form_of(desk, url).dict(),
        "body": NEW,
        "change_kind": "editorial",
        "change_summary": "Clearer.",
        "editorial_reason": "A misprint.",
        "effective_date": "2026-06-01",
        "action-submit": "1",
    }
    with django_capture_on_commit_callbacks(execute=True):
        press(desk, url, answers)

    assert "Privacy policy: submitted" in subjects()
    state = PolicyPage.objects.get().current_workflow_task_state
    with django_capture_on_commit_callbacks(execute=True):
        state.approve(user=lawyer)
    assert {"Privacy policy: approved", "Privacy policy: version 2 is published"} <= set(subjects())


def test_nobody_is_told_where_nobody_is_named(
    policy: Any, publish: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        publish(policy, NEW)
    call_command("mail_legal_team", verbosity=0)
    assert mail.outbox == []


def test_what_was_imported_is_no_news(
    team: Any, home: Any, django_capture_on_commit_callbacks: Any
) -> None:
    page = PolicyPage(title="Terms", slug="terms", live=False)
    home.add_child(instance=page)
    with django_capture_on_commit_callbacks(execute=True):
        import_version(
            policy=page,
            title="Terms",
            language="en-gb",
            source="# A\n\nB.\n",
            published_at=datetime(2019, 1, 1, tzinfo=UTC),
            effective_date=date(2019, 1, 1),
            at=timezone.now(),
        )
    assert mail.outbox == []


def test_mail_that_cannot_be_sent_stops_no_publication(
    team: Any,
    policy: Any,
    publish: Any,
    settings: Any,
    caplog: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    with django_capture_on_commit_callbacks(execute=True):
        publish(policy, NEW)
    assert PolicyVersion.objects.count() == 2
    assert "on_recorded" in caplog.text


def test_a_version_that_takes_effect_is_told_once(
    team: Any, policy: Any, publish: Any, clock: Any
) -> None:
    publish(policy, NEW, kind="material")
    call_command("mail_legal_team", verbosity=0)
    assert subjects() == []
    clock.move_to(datetime(2026, 7, 1, 0, 30, tzinfo=UTC))
    for _time in range(2):
        call_command("mail_legal_team", verbosity=0)
    assert subjects() == ["Privacy policy: version 2 binds now"]
    assert "took effect on 1 Jul 2026" in mail.outbox[0].body


def test_a_withdrawn_version_takes_no_effect(
    team: Any, policy: Any, publish: Any, clock: Any, lawyer: Any
) -> None:
    two = publish(policy, NEW, kind="material")
    withdraw_version(version=two, reason="Wrong text.", at=timezone.now(), by=lawyer)
    clock.move_to(datetime(2026, 7, 1, 0, 30, tzinfo=UTC))
    call_command("mail_legal_team", verbosity=0)
    assert subjects() == []


def test_a_review_is_told_once_a_year(team: Any, policy: Any, clock: Any, lawyer: Any) -> None:
    for days, expected in ((300, 0), (367, 1), (420, 1)):
        clock.move_to(datetime(2026, 6, 1, 12, tzinfo=UTC) + timedelta(days=days))
        call_command("mail_legal_team", verbosity=0)
        assert subjects() == ["Privacy policy: a review is due"] * expected
    review_policy(policy=policy, at=timezone.now(), by=lawyer)
    clock.move_to(datetime(2028, 9, 1, tzinfo=UTC))
    call_command("mail_legal_team", verbosity=0)
    assert len(mail.outbox) == 2


def test_what_could_not_be_sent_is_sent_the_next_time(
    team: Any, policy: Any, publish: Any, clock: Any, settings: Any
) -> None:
    publish(policy, NEWER, kind="material")
    clock.move_to(datetime(2026, 7, 2, tzinfo=UTC))
    good = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    told = StringIO()
    with pytest.raises(CommandError, match=r"1 mail\(s\) .* the next run tries them again"):
        call_command("mail_legal_team", verbosity=0, stderr=told)
    assert "Privacy policy: version 2 binds now: [Errno 111]" in told.getvalue()
    settings.EMAIL_BACKEND = good
    call_command("mail_legal_team", verbosity=0)
    assert subjects() == ["Privacy policy: version 2 binds now"]


def test_one_refused_recipient_stops_no_other_mail(
    team: Any, policy: Any, publish: Any, make_policy: Any, home: Any, clock: Any, monkeypatch: Any
) -> None:
    home.add_sibling(instance=Page(title="Elsewhere", slug="elsewhere"))
    root = Page.objects.get(slug="elsewhere")
    elsewhere = Site.objects.create(hostname="elsewhere.example", root_page=root)
    PolicySettings.objects.create(site=elsewhere, team_mail="good@example.org")
    other = make_policy(slug="terms", title="Terms", parent=root)
    publish(policy, NEW, kind="material", effective=date(2026, 7, 1))
    publish(other, NEW, kind="material", effective=date(2026, 7, 2))
    clock.move_to(datetime(2026, 7, 3, 12, tzinfo=UTC))

    def refuse(message: Any, *args: Any) -> int:
        if "legal@example.org" in message.to:
            raise SMTPRecipientsRefused({"legal@example.org": (550, b"No such person")})
        mail.outbox.append(message)
        return 1

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    for _time in range(2):
        with pytest.raises(CommandError, match="could not be sent"):
            call_command("mail_legal_team", verbosity=0, stderr=StringIO())
        assert subjects() == ["Terms: version 2 binds now"]
    monkeypatch.undo()
    call_command("mail_legal_team", verbosity=0)
    assert subjects() == ["Terms: version 2 binds now", "Privacy policy: version 2 binds now"]


def test_of_two_versions_of_one_day_only_the_later_binds(
    team: Any, policy: Any, publish: Any, clock: Any
) -> None:
    day = date(2026, 7, 1)
    publish(policy, NEW, kind="material", effective=day)
    publish(policy, NEWER, kind="material", effective=day, meanwhile="afterwards")
    clock.move_to(datetime(2026, 7, 2, 12, tzinfo=UTC))
    call_command("mail_legal_team", verbosity=0)
    assert subjects() == ["Privacy policy: version 3 binds now"]


def test_what_is_unpublished_is_due_nowhere(team: Any, policy: Any, clock: Any, desk: Any) -> None:
    policy.unpublish()
    clock.move_to(datetime(2027, 8, 1, 12, tzinfo=UTC))
    call_command("mail_legal_team", verbosity=0)
    assert subjects() == []
    dashboard = desk.get("/admin/").content.decode()
    assert "No review is due." in dashboard
    assert "0 policies are in force." in dashboard
    assert not desk.get(reverse("policies_desk:report_reviews")).context["object_list"]


def test_an_address_that_is_none_is_named(team: Any) -> None:
    team.team_mail = "legal@example.org\nlegal at example.org\n"
    with pytest.raises(ValidationError, match="“legal at example.org” is not a mail address"):
        team.full_clean()
