"""Every way in which Wagtail publishes: exactly one version, or rightly none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.copy_for_translation import CopyPageForTranslationAction
from wagtail.actions.publish_page_revision import PublishPageRevisionAction
from wagtail.log_actions import LogContext
from wagtail.models import GroupApprovalTask, Locale, Page, Workflow, WorkflowTask
from wagtail.test.utils.form_data import querydict_from_html

from policies import pages
from policies.exceptions import PublishingRefused
from policies.models import PolicyPage, PolicyVersion
from tests.confirming import press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NEW = "# Data we keep\n\nWe keep your full name for 30 days.\n"


def numbers(page):
    return list(
        PolicyVersion.objects.filter(policy=page.pk)
        .order_by("number")
        .values_list("number", flat=True)
    )


def identity(page):
    return (
        PolicyVersion.objects.filter(policy=page.pk).values_list("policy_uuid", flat=True).first()
    )


def drafted(policy, **fields):
    """A revision with a new text and complete answers."""
    page = policy.get_latest_revision_as_object()
    page.body, page.change_kind, page.change_summary = NEW, "editorial", "We mend a typo."
    page.editorial_reason = "Only a typo."
    for name, value in fields.items():
        setattr(page, name, value)
    return page.save_revision()


def form_at(desk, url):
    """The edit form at ``url``, as a browser would send it."""
    return querydict_from_html(desk.get(url).content.decode(), form_id="page-edit-form").copy()


class TestInCode:
    def test_a_page_added_live_is_version_1(self, policy):
        assert numbers(policy) == [1]
        assert policy.based_on == 1

    def test_a_page_added_as_a_draft_is_none(self, make_policy):
        assert numbers(make_policy(live=False)) == []

    def test_a_draft_is_none(self, policy):
        drafted(policy)
        assert numbers(policy) == [1]

    def test_publishing_a_revision_is_one(self, policy):
        drafted(policy).publish()
        assert numbers(policy) == [1, 2]

    def test_publishing_the_same_revision_twice_is_one(self, policy):
        revision = drafted(policy)
        revision.publish()
        revision.publish()
        assert numbers(policy) == [1, 2]

    def test_the_publish_action_is_one(self, policy, editor):
        with LogContext(user=editor):
            PublishPageRevisionAction(drafted(policy), user=editor).execute()
        assert numbers(policy) == [1, 2]
        assert PolicyVersion.objects.get(number=2).publisher_name == "Edith Editor"

    def test_the_same_text_is_none(self, policy):
        policy.save_revision().publish()
        assert numbers(policy) == [1]

    def test_the_same_text_is_none_by_a_clock_that_is_behind(self, policy, clock):
        clock.shift(timedelta(seconds=-5))
        policy.save_revision().publish()
        assert numbers(policy) == [1]

    @pytest.mark.parametrize("body", ["", " \n\n"])
    def test_an_empty_text_is_refused(self, policy, make_policy, body):
        draft = make_policy(slug="terms", live=False)
        for page in (policy, draft):
            with pytest.raises(PublishingRefused, match="without a text"):
                drafted(page, body=body).publish()
        assert (numbers(policy), numbers(draft)) == ([1], [])

    def test_a_changed_title_is_a_changed_text(self, policy):
        drafted(policy, body=policy.body, title="Privacy notice").publish()
        assert numbers(policy) == [1, 2]

    def test_answers_left_out_refuse_the_whole_publication(self, policy):
        text = policy.body
        revision = drafted(policy, change_kind="", change_summary="", effective_date=None)
        with pytest.raises(PublishingRefused) as refusal:
            revision.publish()
        assert set(refusal.value.errors) == {"kind", "summary"}
        assert numbers(policy) == [1]
        assert PolicyPage.objects.get(pk=policy.pk).body == text

    def test_the_answers_are_empty_again_after_publishing(self, policy):
        drafted(policy).publish()
        page = PolicyPage.objects.get(pk=policy.pk)
        assert (page.change_kind, page.change_summary, page.effective_date) == ("", "", None)
        assert page.based_on == 2

    def test_unpublish_and_publish_again_is_none(self, policy):
        policy.unpublish()
        policy.get_latest_revision_as_object().save_revision().publish()
        assert numbers(policy) == [1]

    def test_a_move_and_a_rename_are_none(self, policy, home):
        shelf = home.add_child(instance=Page(title="Shelf", slug="shelf"))
        policy.move(shelf, pos="last-child")
        page = PolicyPage.objects.get(pk=policy.pk)
        page.slug = "data-protection"
        page.save()
        assert numbers(policy) == [1]

    def test_a_copy_begins_its_own_archive(self, policy):
        drafted(policy).publish()
        copy = PolicyPage.objects.get(pk=policy.pk).copy(update_attrs={"slug": "copy"})
        assert numbers(copy) == [1]
        assert identity(copy) != identity(policy)
        assert numbers(policy) == [1, 2]

    def test_a_copy_as_a_draft_is_none(self, policy):
        assert numbers(policy.copy(keep_live=False, update_attrs={"slug": "copy"})) == []

    def test_an_alias_is_none_and_shows_the_versions_of_its_source(self, policy, home, client):
        alias = policy.create_alias(update_slug="mirror")
        drafted(policy).publish()
        assert numbers(alias) == []
        assert "full name" in client.get("/mirror/versions/2/").content.decode()

    def test_an_alias_made_a_page_begins_its_own_archive(self, policy, desk):
        alias = policy.create_alias(update_slug="mirror")
        desk.post(reverse("wagtailadmin_pages:convert_alias", args=[alias.pk]))
        assert numbers(alias) == [1]
        assert identity(alias) != identity(policy)

    def test_a_translation_is_none_until_it_is_published(self, policy, home):
        german = Locale.objects.create(language_code="de")
        home.copy_for_translation(german)
        translation = policy.copy_for_translation(german)
        assert numbers(translation) == []
        translation.save_revision().publish()
        assert numbers(translation) == [1]
        assert PolicyVersion.objects.get(policy=translation.pk).language == "de"

    @pytest.mark.parametrize("tree", [False, True], ids=["alone", "with the pages above it"])
    def test_a_translation_begins_with_the_text_in_force(self, policy, home, publish, tree):
        old, new = policy.body, policy.body.replace("30 days", "90 days")
        publish(policy, new, kind="material", title="Data protection")
        page = PolicyPage.objects.get(pk=policy.pk)
        assert page.body == new
        page.body = policy.body.replace("30 days", "7 days")
        page.save_revision()
        german = Locale.objects.create(language_code="de")
        if tree:
            CopyPageForTranslationAction(home, german, include_subtree=True).execute()
            translation = PolicyPage.objects.get(locale=german)
        else:
            home.copy_for_translation(german)
            translation = PolicyPage.objects.get(pk=policy.pk).copy_for_translation(german)
        translation.get_latest_revision_as_object().save_revision().publish()
        version = PolicyVersion.objects.get(policy=translation.pk)
        assert (version.source, version.title) == (old, "Privacy policy")


class TestScheduled:
    def test_scheduling_is_none_and_the_command_is_one(self, policy, clock):
        drafted(policy, go_live_at=timezone.now() + timedelta(days=2)).publish()
        assert numbers(policy) == [1]
        clock.shift(timedelta(days=3))
        call_command("publish_scheduled")
        assert numbers(policy) == [1, 2]
        call_command("publish_scheduled")
        assert numbers(policy) == [1, 2]

    def test_a_refused_one_does_not_stop_the_others(self, policy, make_policy, clock, capsys):
        other = make_policy(slug="terms", title="Terms")
        soon = timezone.now() + timedelta(days=2)
        drafted(policy, go_live_at=soon, change_kind="").publish()
        drafted(other, go_live_at=soon + timedelta(minutes=1)).publish()
        clock.shift(timedelta(days=3))
        with pytest.raises(CommandError, match="Privacy policy"):
            call_command("publish_scheduled")
        assert (numbers(policy), numbers(other)) == ([1], [1, 2])
        assert "Say whether the change is editorial or material" in capsys.readouterr().err

    def test_a_page_that_expires_is_taken_off_and_keeps_its_versions(self, policy, clock):
        drafted(policy, expire_at=timezone.now() + timedelta(days=1)).publish()
        clock.shift(timedelta(days=2))
        call_command("publish_scheduled")
        assert not PolicyPage.objects.get(pk=policy.pk).live
        assert numbers(policy) == [1, 2]

    def test_the_answers_are_judged_for_the_day_on_which_it_goes_live(
        self, policy, send, desk, answers, clock, make_policy
    ):
        zone = timezone.get_default_timezone()
        said = {**answers, "change_kind": "material", "go_live_at": "2026-06-20 10:00", "body": NEW}
        refused = send(policy, **{**said, "effective_date": "2026-07-01"})
        assert set(refused.context["form"].errors) == {"short_notice_reason"}
        assert send(policy, **{**said, "effective_date": "2026-07-20"}).status_code == 302
        other = make_policy(slug="terms", title="Terms")
        drafted(
            other,
            change_kind="material",
            effective_date=date(2026, 7, 1),
            go_live_at=datetime(2026, 6, 20, 10, tzinfo=zone),
        )
        draft = desk.get(reverse("policies_desk:draft", args=[other.pk])).context["draft"]
        assert set(draft.problems) == {"short_notice_reason"}
        url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
        told = desk.post(f"{url}?id={other.pk}&next=/admin/", follow=True).content.decode()
        assert "choose 20 Jul 2026 or a later day" in told
        clock.move_to(datetime(2026, 6, 20, 11, tzinfo=zone))
        call_command("publish_scheduled")
        assert (numbers(policy), numbers(other)) == ([1, 2], [1])


class TestInTheEditor:
    def test_the_publish_button_is_one(self, policy, send, answers):
        response = send(policy, body=NEW, **answers)
        assert response.status_code == 302
        assert numbers(policy) == [1, 2]
        version = PolicyVersion.objects.get(number=2)
        assert (version.kind, version.summary) == ("editorial", "We mend a typo.")
        assert version.publisher_name == "Edith Editor"

    def test_saving_a_draft_is_none_and_asks_nothing(self, policy, send):
        assert send(policy, button=None, body=NEW).status_code == 302
        assert numbers(policy) == [1]

    def test_autosave_is_none_and_asks_nothing(self, policy, desk):
        url = reverse("wagtailadmin_pages:edit", args=[policy.pk])
        data = querydict_from_html(desk.get(url).content.decode(), form_id="page-edit-form").copy()
        data["body"] = NEW
        response = desk.post(url, data, headers={"Accept": "application/json"})
        assert response.json()["success"] is True
        assert numbers(policy) == [1]

    def test_publishing_without_answers_is_refused_beside_the_fields(self, policy, send):
        response = send(policy, body=NEW)
        assert response.status_code == 200
        errors = response.context["form"].errors
        assert set(errors) == {"change_kind", "change_summary"}
        assert numbers(policy) == [1]
        assert PolicyPage.objects.get(pk=policy.pk).body == policy.body

    def test_creating_and_publishing_is_one(self, home, desk):
        url = reverse("wagtailadmin_pages:add", args=["policies", "policypage", home.pk])
        data = querydict_from_html(desk.get(url).content.decode(), form_id="page-edit-form").copy()
        data.update(
            {"title": "Terms", "slug": "terms", "body": "Pay on time.", "action-publish": "1"}
        )
        assert press(desk, url, data).status_code == 302
        assert numbers(PolicyPage.objects.get(slug="terms")) == [1]

    def test_reverting_to_an_earlier_revision_must_be_confirmed(
        self, policy, desk, publish, answers
    ):
        first = policy.save_revision()
        publish(policy, NEW)
        url = reverse("wagtailadmin_pages:revisions_revert", args=[policy.pk, first.pk])
        data = querydict_from_html(desk.get(url).content.decode(), form_id="page-edit-form").copy()
        data.update({**answers, "action-publish": "1"})
        edit = reverse("wagtailadmin_pages:edit", args=[policy.pk])
        refused = desk.post(edit, data)
        assert "base_confirmed" in refused.context["form"].errors
        data["base_confirmed"] = "on"
        assert press(desk, edit, data).status_code == 302
        assert numbers(policy) == [1, 2, 3]

    def test_two_editors_on_one_policy_the_second_is_told(self, policy, desk, publish, answers):
        url = reverse("wagtailadmin_pages:edit", args=[policy.pk])
        opened = querydict_from_html(
            desk.get(url).content.decode(), form_id="page-edit-form"
        ).copy()
        publish(policy, NEW)
        opened.update({"body": "Other text.", **answers, "action-publish": "1"})
        refused = desk.post(url, opened)
        assert "base_confirmed" in refused.context["form"].errors
        assert numbers(policy) == [1, 2]

    def test_a_draft_from_before_the_first_version_must_be_confirmed(
        self, home, desk, publish, answers
    ):
        policy = home.add_child(
            instance=PolicyPage(title="Terms", slug="terms", body="First idea.", live=False)
        )
        idea = policy.save_revision()
        url = reverse("wagtailadmin_pages:edit", args=[policy.pk])
        opened = form_at(desk, url)
        policy.body = "Pay on time."
        policy.save_revision().publish()
        opened.update({"body": "Pay some day.", **answers, "action-publish": "1"})
        refused = desk.post(url, opened)
        assert "begun before version 1 was published" in refused.content.decode()
        assert "base_confirmed" in refused.context["form"].errors
        publish(policy, "Pay within ten days.")
        revert = reverse("wagtailadmin_pages:revisions_revert", args=[policy.pk, idea.pk])
        html = desk.get(revert).content.decode()
        assert "begun before version 2 was published" in html
        data = form_at(desk, revert)
        assert data["based_on"] == "0"
        data.update({**answers, "action-publish": "1"})
        assert "base_confirmed" in desk.post(url, data).context["form"].errors
        data["base_confirmed"] = "on"
        assert press(desk, url, data).status_code == 302
        assert numbers(policy) == [1, 2, 3]
        assert PolicyVersion.objects.get(policy=policy.pk, number=3).based_on is None

    def test_a_draft_that_does_not_say_so_was_begun_from_what_was_published_then(
        self, policy, desk, publish, clock
    ):
        clock.shift(timedelta(days=1))
        draft = drafted(policy, body="Other text.", based_on=None)
        clock.shift(timedelta(days=1))
        url = reverse("wagtailadmin_pages:edit", args=[policy.pk])
        assert form_at(desk, url)["based_on"] == "1"
        publish(policy, NEW)
        revert = reverse("wagtailadmin_pages:revisions_revert", args=[policy.pk, draft.pk])
        assert form_at(desk, revert)["based_on"] == "1"


class TestInAWorkflow:
    @pytest.fixture
    def submitted(self, policy, send, answers, editor):
        task = GroupApprovalTask.objects.create(name="Legal approval", active=True)
        workflow = Workflow.objects.create(name="Legal", active=True)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
        from wagtail.models import WorkflowPage

        WorkflowPage.objects.update_or_create(
            page=policy.get_parent(), defaults={"workflow": workflow}
        )

        def submit(**changes):
            send(policy, button="action-submit", body=NEW, **{**answers, **changes})
            return policy.current_workflow_state.current_task_state

        return submit

    def approve(self, desk, policy, state):
        url = reverse("wagtailadmin_pages:workflow_action", args=[policy.pk, "approve", state.pk])
        return press(desk, url)

    def test_submitting_is_none_and_the_last_approval_is_one(self, policy, desk, submitted):
        state = submitted()
        assert numbers(policy) == [1]
        assert self.approve(desk, policy, state).status_code == 302
        assert numbers(policy) == [1, 2]

    def test_submitting_asks_what_publishing_asks(self, policy, submitted, send):
        response = send(policy, button="action-submit", body=NEW)
        assert "change_kind" in response.context["form"].errors

    def test_a_draft_whose_answers_have_grown_stale_can_be_sent_back(
        self, policy, desk, submitted, send, clock
    ):
        state = submitted(change_kind="material", effective_date="2026-07-01")
        clock.shift(timedelta(days=2))
        asked = {"workflow-action-name": "reject"}
        asked["workflow-action-extra-data"] = '{"comment": "Please name the partner."}'
        assert send(policy, button="action-workflow-action", **asked).status_code == 302
        state.refresh_from_db()
        assert (state.status, state.comment) == ("rejected", "Please name the partner.")
        assert numbers(policy) == [1]

    def test_a_workflow_is_cancelled_with_the_text_that_stands_in_the_editor(
        self, policy, submitted, send, clock
    ):
        state = submitted(change_kind="material", effective_date="2026-07-01")
        clock.shift(timedelta(days=2))
        edited = {"body": "Better words.", "button": "action-cancel-workflow"}
        assert send(policy, **edited).status_code == 302
        state.refresh_from_db()
        assert state.status == "cancelled"
        page = PolicyPage.objects.get(pk=policy.pk)
        assert page.get_latest_revision_as_object().body == "Better words."

    def test_approving_in_the_editor_asks_what_publishing_asks(
        self, policy, submitted, send, clock
    ):
        state = submitted(change_kind="material", effective_date="2026-07-01")
        clock.shift(timedelta(days=2))
        approving = {"workflow-action-name": "approve"}
        refused = send(policy, button="action-workflow-action", **approving)
        assert "short_notice_reason" in refused.context["form"].errors
        state.refresh_from_db()
        assert state.status == "in_progress"

    def test_an_approval_in_the_editor_that_the_record_refuses_is_undone(
        self, policy, submitted, send, monkeypatch
    ):
        def refuse(**facts):
            raise PublishingRefused({"summary": "Somebody was faster."})

        state = submitted()
        # Between the form and the record, another version is published.
        monkeypatch.setattr(pages, "record_version", refuse)
        approving = {"workflow-action-name": "approve"}
        refused = send(policy, button="action-workflow-action", **approving)
        assert "Somebody was faster." in refused.content.decode()
        state.refresh_from_db()
        assert state.status == "in_progress"
        assert numbers(policy) == [1]

    def test_approving_an_incomplete_draft_ends_in_a_sentence(self, policy, desk, submitted):
        state = submitted()
        revision = PolicyPage.objects.get(pk=policy.pk).get_latest_revision()
        revision.content = {**revision.content, "change_kind": ""}
        revision.save()
        response = self.approve(desk, policy, state)
        assert response.status_code == 302
        page = desk.get(response.url).content.decode()
        assert "Say whether the change is editorial or material." in page
        assert numbers(policy) == [1]
        state.refresh_from_db()
        assert state.status == "in_progress"


class TestInBulk:
    def bulk(self, desk, action, *pages, **data):
        ids = "&".join(f"id={page.pk}" for page in pages)
        url = (
            reverse("wagtail_bulk_action", args=["wagtailcore", "page", action])
            + f"?{ids}&next=/admin/"
        )
        return desk.post(url, data, follow=True)

    def test_publishing_is_one_for_each(self, policy, make_policy, desk):
        other = make_policy(slug="terms", title="Terms")
        drafted(policy)
        drafted(other)
        self.bulk(desk, "publish", policy, other)
        assert (numbers(policy), numbers(other)) == ([1, 2], [1, 2])

    def test_an_incomplete_draft_ends_in_a_sentence_and_publishes_none(
        self, policy, make_policy, desk
    ):
        other = make_policy(slug="terms", title="Terms")
        drafted(other)
        drafted(policy, change_kind="")
        response = self.bulk(desk, "publish", other, policy)
        assert "Privacy policy: Say whether the change" in response.content.decode()
        assert (numbers(policy), numbers(other)) == ([1], [1])

    def test_a_draft_below_is_published_too(self, home, make_policy, desk):
        drafted(draft := make_policy(live=False))
        self.bulk(desk, "publish", home, include_descendants="on")
        assert numbers(draft) == [1]

    def test_a_draft_below_without_a_text_ends_in_a_sentence(self, home, make_policy, desk):
        drafted(draft := make_policy(live=False), body=" \n")
        response = self.bulk(desk, "publish", home, include_descendants="on")
        assert "cannot be published without a text" in response.content.decode()
        assert numbers(draft) == []

    def test_deleting_ends_in_a_sentence(self, policy, home, desk):
        shelf = home.add_child(instance=Page(title="Shelf", slug="shelf"))
        policy.move(shelf, pos="last-child")
        for page in (policy, shelf):
            response = self.bulk(desk, "delete", page)
            assert "nothing published can be deleted" in response.content.decode()
        assert numbers(policy) == [1]


class TestNothingIsLost:
    def test_deleting_the_page_or_its_parent_ends_in_a_sentence(self, policy, home, desk):
        shelf = home.add_child(instance=Page(title="Shelf", slug="shelf"))
        policy.move(shelf, pos="last-child")
        for page in (policy, shelf):
            url = reverse("wagtailadmin_pages:delete", args=[page.pk])
            for response in (desk.get(url, follow=True), desk.post(url, follow=True)):
                assert "nothing published can be deleted" in response.content.decode()
        assert numbers(policy) == [1]

    def test_a_page_that_never_published_can_be_deleted(self, make_policy, desk):
        draft = make_policy(live=False)
        desk.post(reverse("wagtailadmin_pages:delete", args=[draft.pk]))
        assert not PolicyPage.objects.filter(pk=draft.pk).exists()

    def test_purging_revisions_keeps_every_text(self, policy, publish, client):
        publish(policy, NEW)
        call_command("purge_revisions")
        assert client.get("/privacy/versions/1/document.md").content.decode() == policy.body
        assert numbers(policy) == [1, 2]

    def test_deleting_the_author_keeps_the_name(self, policy, publish, editor):
        publish(policy, NEW, user=editor)
        editor.delete()
        version = PolicyVersion.objects.get(number=2)
        assert version.publisher_name == "Edith Editor"
        assert version.history.get().history_user_name in ("", "Edith Editor")


def test_the_publication_before_midnight_is_dated_in_the_site_s_zone(make_policy, clock):
    clock.move_to(datetime(2026, 6, 1, 23, 30, tzinfo=UTC))
    policy = make_policy()
    assert str(PolicyVersion.objects.get(policy=policy.pk).effective_date) == "2026-06-02"
