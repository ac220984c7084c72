"""Every door that publishes: who stands in the record, which text, which day, how many versions.

door                      | publisher                          | text
--------------------------|------------------------------------|------------------------------
Publish in the editor     | who presses it                     | the draft
code, with ``user=``      | the user given                     | the revision
code, without             | the author of the revision         | the revision
schedule                  | who scheduled it                   | the revision
the action itself         | the user given                     | the revision
API v3 (``test_api``)     | whose token it is                  | the newest draft
the last approval         | who approves it                    | the draft that was sent for it
bulk publish              | who presses it                     | the newest draft of each
reverted, then published  | who presses it                     | that of the earlier revision
published again after it  | nobody: nothing is recorded        | the one that stands
was unpublished           |                                    |
import                    | who records it                     | the file, with its own dates
translation               | who publishes it                   | what was translated
alias converted           | who converted it                   | the source's version in force
admin copy, copy in code  | the author of the copied revision  | the source's version in force
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.models import GroupApprovalTask, Locale, Revision, Workflow, WorkflowTask
from wagtail.test.utils.form_data import querydict_from_html

from policies.exchange.verification import doubts
from policies.models import PolicyPage, PolicyVersion
from tests.confirming import press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

OLD = "# Data we keep\n\nWe keep your name for 30 days.\n"
NEW = "# Data we keep\n\nWe keep your full name for 30 days.\n"


@pytest.fixture
def author() -> Any:
    return get_user_model().objects.create_superuser("ada", "ada@example.org", "secret")


def draft(policy: Any, user: Any, **fields: Any) -> Revision:
    page = PolicyPage.objects.get(pk=policy.pk).get_latest_revision_as_object()
    page.body, page.change_kind, page.change_summary = NEW, "editorial", "We mend a typo."
    page.effective_date, page.editorial_reason = timezone.localdate(), "Only a typo."
    for name, value in fields.items():
        setattr(page, name, value)
    return page.save_revision(user=user)


def by_code(revision: Revision, editor: Any, **browser: Any) -> None:
    revision.publish(user=editor)


def by_action(revision: Revision, editor: Any, **browser: Any) -> None:
    PublishPageRevisionAction(revision, user=editor).execute()


def by_editor(revision: Revision, editor: Any, *, send: Callable[..., Any], desk: Any) -> None:
    send(revision.content_object)


def by_bulk(revision: Revision, editor: Any, *, send: Callable[..., Any], desk: Any) -> None:
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    desk.post(f"{url}?id={revision.object_id}&next=/admin/", {})


def by_approval(revision: Revision, editor: Any, *, send: Callable[..., Any], desk: Any) -> None:
    """The author has sent it for approval; another approves it, days later."""
    task = GroupApprovalTask.objects.create(name="Legal approval", active=True)
    workflow = Workflow.objects.create(name="Legal", active=True)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    page = revision.as_object()
    state = workflow.start(page, revision.user)
    url = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[page.pk, "approve", state.current_task_state.pk],
    )
    press(desk, url)


@pytest.mark.parametrize("door", [by_code, by_action, by_editor, by_bulk, by_approval])
def test_the_publisher_is_who_published(
    policy: Any, author: Any, editor: Any, send: Any, desk: Any, door: Callable[..., None]
) -> None:
    door(draft(policy, author), editor, send=send, desk=desk)
    version = PolicyVersion.objects.get(policy=policy.pk, number=2)
    assert (version.publisher_id, version.publisher_name) == (editor.pk, "Edith Editor")
    assert (version.source, version.effective_date) == (NEW, timezone.localdate())
    assert version.published_at == timezone.now()
    assert list(doubts()) == []


def test_a_draft_on_publication_is_dated_when_it_is_approved(
    policy: Any, author: Any, editor: Any, send: Any, desk: Any, clock: Any
) -> None:
    """A Friday's fix that is approved on Monday applies from Monday."""
    revision = draft(policy, author, effective_date=None)
    clock.shift(timedelta(days=3))
    by_approval(revision, editor, send=send, desk=desk)
    version = PolicyVersion.objects.get(policy=policy.pk, number=2)
    assert (version.publisher_id, version.effective_date) == (editor.pk, timezone.localdate())


def test_a_revert_is_published_by_whoever_presses(
    policy: Any, author: Any, editor: Any, publish: Any, desk: Any, answers: Any, clock: Any
) -> None:
    earlier = draft(policy, author)
    clock.shift(timedelta(hours=1))
    publish(policy, OLD.replace("30", "40"))
    url = reverse("wagtailadmin_pages:revisions_revert", args=[policy.pk, earlier.pk])
    data = querydict_from_html(desk.get(url).content.decode(), form_id="page-edit-form").copy()
    asked = reverse("wagtailadmin_pages:edit", args=[policy.pk])
    data.update({**answers, "action-publish": "1", "base_confirmed": "on"})
    assert press(desk, asked, data).status_code == 302
    version = PolicyVersion.objects.get(policy=policy.pk, number=3)
    assert (version.source, version.publisher_id) == (NEW, editor.pk)


def test_a_translation_is_published_by_whoever_publishes_it(
    policy: Any, author: Any, editor: Any, home: Any
) -> None:
    german = Locale.objects.get_or_create(language_code="de")[0]
    home.copy_for_translation(german).save_revision().publish()
    page = PolicyPage.objects.get(pk=policy.pk).copy_for_translation(german)
    page.body = "# Daten\n\nIhr Name, 30 Tage.\n"
    page.save_revision(user=author).publish(user=editor)
    version = PolicyVersion.objects.get(policy=page.pk)
    assert (version.language, version.publisher_id) == ("de", editor.pk)
    assert version.source == page.body


def test_code_that_names_nobody_names_the_author(policy: Any, author: Any) -> None:
    draft(policy, author).publish()
    assert PolicyVersion.objects.get(policy=policy.pk, number=2).publisher_id == author.pk


def test_a_schedule_names_who_scheduled(policy: Any, author: Any, editor: Any, clock: Any) -> None:
    draft(policy, author, go_live_at=timezone.now() + timedelta(hours=1)).publish(user=editor)
    assert PolicyVersion.objects.filter(policy=policy.pk).count() == 1
    clock.shift(timedelta(hours=2))
    call_command("publish_scheduled")
    assert PolicyVersion.objects.get(policy=policy.pk, number=2).publisher_id == editor.pk


def test_a_copy_of_a_page_with_a_draft_says_what_is_public(
    policy: Any, author: Any, desk: Any
) -> None:
    draft(policy, author)
    url = reverse("wagtailadmin_pages:copy", args=[policy.pk])
    data = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": policy.get_parent().pk,
        "publish_copies": "on",
    }
    assert press(desk, url, data).status_code == 302
    copy = PolicyPage.objects.get(slug="copy")
    assert [v.source for v in PolicyVersion.objects.filter(policy=copy.pk)] == [OLD]
    assert desk.get(copy.url).status_code == 200
    assert list(doubts()) == []


def test_a_copy_does_not_bring_a_forthcoming_text_into_force(policy: Any, publish: Any) -> None:
    publish(policy, NEW, kind="material")
    copy = PolicyPage.objects.get(pk=policy.pk).copy(update_attrs={"slug": "copy"})
    assert [v.source for v in PolicyVersion.objects.filter(policy=copy.pk)] == [OLD]


def test_a_converted_alias_does_not_bring_a_forthcoming_text_into_force(
    policy: Any, publish: Any, editor: Any
) -> None:
    publish(policy, NEW, kind="material")
    alias = PolicyPage.objects.get(pk=policy.pk).create_alias(update_slug="alias")
    ConvertAliasPageAction(alias, user=editor).execute()
    alias.refresh_from_db()
    assert [v.source for v in PolicyVersion.objects.filter(policy=alias.pk)] == [OLD]
    assert (alias.body, alias.live_revision.content["body"]) == (OLD, OLD)


def test_a_live_page_without_a_version_is_a_doubt(make_policy: Any) -> None:
    page = make_policy(live=False)
    assert list(doubts()) == []
    PolicyPage.objects.filter(pk=page.pk).update(live=True)
    assert [page.title in doubt and "has no version" in doubt for doubt in doubts()] == [True]


@pytest.mark.parametrize("place", ["", "versions/", "compare/1/2/", "versions/9/", "nowhere/"])
def test_a_title_in_the_row_of_a_live_page_is_not_public(
    policy: Any, publish: Any, client: Any, place: str
) -> None:
    publish(policy, NEW)
    PolicyPage.objects.filter(pk=policy.pk).update(title="Not yet", draft_title="Not yet")
    answer = client.get(f"{policy.url}{place}")
    assert "Not yet" not in answer.content.decode()
    assert "rivacy policy" in answer.content.decode() or answer.status_code == 404


def messages_of(desk: Any, response: Any) -> list[str]:
    shown = desk.get(response["Location"])
    return [str(message) for message in shown.context["messages"]]


def test_what_was_recorded_is_said_and_so_is_that_nothing_was(
    policy: Any, author: Any, editor: Any, desk: Any, send: Any
) -> None:
    said = " ".join(messages_of(desk, send(draft(policy, author).content_object)))
    assert "has been published" in said
    assert "Version 2 of “Privacy policy” is recorded, for good. In force since" in said
    page = PolicyPage.objects.get(pk=policy.pk)
    said = " ".join(messages_of(desk, send(page)))
    assert "Nothing was published" in said
    assert "has been published" not in said
    assert PolicyVersion.objects.filter(policy=policy.pk).count() == 2
