"""The questions asked before publishing, and the redline beside the text."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from policies.actions.withdraw_version import withdraw_version
from policies.exceptions import PublishingRefused
from policies.models import PolicyPage, PolicyVersion
from tests.confirming import press as pressing
from tests.desk.conftest import ANSWERS, NEW, NEWER, OLD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def send(desk: Any, policy: Any, form_of: Any) -> Any:
    """``send("action-publish", body=…)``: fill in the edit form and press a button."""
    url = reverse("wagtailadmin_pages:edit", args=[policy.pk])

    def press(button: str | None, follow: bool = False, **fields: Any) -> Any:
        data = {**form_of(desk, url).dict(), **fields}
        sent = {**data, button: "1"} if button else data
        return pressing(desk, url, sent, follow=follow)

    return press


@pytest.fixture
def editor(desk: Any, policy: Any) -> Any:
    """The edit view as text."""

    def read() -> str:
        url = reverse("wagtailadmin_pages:edit", args=[policy.pk])
        return str(desk.get(url).content.decode())

    return read


def errors(response: Any) -> dict[str, str]:
    return {name: str(said[0]) for name, said in response.context["form"].errors.items()}


class TestTheFourKindsOfError:
    def test_missing_answers_are_asked_for_by_the_field(self, send: Any) -> None:
        response = send("action-publish", body=NEW)
        assert set(errors(response)) == {"change_kind", "change_summary"}
        html = response.content.decode()
        for name in ("change_kind", "change_summary"):
            field = html[html.index(f'data-desk-field="{name}"') :][:3000]
            assert "w-field__errors" in field

    def test_editorial_against_signals_needs_a_reason(self, send: Any) -> None:
        answers = {**ANSWERS, "change_kind": "editorial", "effective_date": "2026-06-01"}
        assert set(errors(send("action-publish", body=NEW, **answers))) == {"editorial_reason"}
        said = {**answers, "editorial_reason": "The same period, in days."}
        assert send("action-publish", body=NEW, **said).status_code == 302
        assert PolicyVersion.objects.get(number=2).editorial_reason == "The same period, in days."

    def test_signals_are_looked_for_in_the_language_of_the_text(
        self, desk: Any, home: Any, form_of: Any
    ) -> None:
        german = Locale.objects.create(language_code="de")
        old, new = (
            f"# Daten\n\nWir löschen Ihre Daten{word} nach drei Tagen.\n" for word in ("", " nicht")
        )
        page = PolicyPage(title="Datenschutz", slug="ds", locale=german, body=old)
        home.add_child(instance=page)
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
        answers = {**ANSWERS, "change_kind": "editorial", "effective_date": "2026-06-01"}
        data = {**form_of(desk, url).dict(), **answers, "body": new}
        desk.post(url, data)
        shown = desk.get(reverse("policies_desk:draft", args=[page.pk])).context["signals"]
        assert [signal.about for signal in shown] == ["Negation"]
        refused = desk.post(url, {**data, "action-publish": "1"})
        assert set(errors(refused)) == {"editorial_reason"}

    def test_signals_are_those_of_the_comparison_beside_the_text(
        self, send: Any, publish: Any, policy: Any, editor: Any
    ) -> None:
        publish(policy, NEW, kind="material")
        afterwards = {
            "change_kind": "editorial",
            "change_summary": "We say it more clearly.",
            "effective_date": "2026-07-02",
            "meanwhile": "afterwards",
        }
        # Back to thirty days: to the text in force nothing changes, to what it follows much does.
        assert set(errors(send("action-publish", body=OLD, **afterwards))) == {"editorial_reason"}
        mended = NEW.replace("keep your name", "keep your own name")
        send(None, body=mended, **afterwards)
        assert "No signals" in editor()
        assert send("action-publish", body=mended, **afterwards).status_code == 302
        assert PolicyVersion.objects.get(number=3).editorial_reason == ""

    def test_short_notice_needs_the_permission_and_a_reason(
        self, send: Any, person: Any, browser_of: Any, policy: Any, form_of: Any
    ) -> None:
        soon = {**ANSWERS, "effective_date": "2026-06-10"}
        assert set(errors(send("action-publish", body=NEW, **soon))) == {"short_notice_reason"}
        other = browser_of(person("change", "publish"))
        url = reverse("wagtailadmin_pages:edit", args=[policy.pk])
        data = {**form_of(other, url).dict(), **soon, "body": NEW, "action-publish": "1"}
        assert "short_notice_reason" not in data
        refused = other.post(url, {**data, "short_notice_reason": "In a hurry."})
        assert "needs a permission" in errors(refused)["effective_date"]
        assert PolicyVersion.objects.count() == 1

    def test_a_stale_draft_must_be_compared_and_confirmed(
        self, send: Any, publish: Any, policy: Any
    ) -> None:
        response = send("action-publish", body=NEWER, based_on="1", **ANSWERS)
        assert response.status_code == 302
        stale = send("action-publish", body=OLD, based_on="1", meanwhile="instead", **ANSWERS)
        assert set(errors(stale)) == {"base_confirmed"}
        html = stale.content.decode()
        assert reverse("policies_desk:compare", args=[policy.pk, 1, 2]) in html
        assert "I have compared the two" in html

    def test_the_tick_covers_what_was_published_when_it_was_asked_for(
        self, desk: Any, publish: Any, policy: Any, form_of: Any, send: Any, clock: Any
    ) -> None:
        url = reverse("wagtailadmin_pages:edit", args=[policy.pk])
        clock.shift(timedelta(hours=1))
        send(None, body="Other text.", **ANSWERS)
        clock.shift(timedelta(hours=1))
        publish(policy, NEW, based_on=1)
        opened = {**form_of(desk, url).dict(), "body": "Other text.", "based_on": "1", **ANSWERS}
        shown = desk.post(url, {**opened, "action-publish": "1"}).content.decode()
        assert 'name="compared_with" value="2"' in shown
        ticked = {**opened, "base_confirmed": "on", "compared_with": "2"}
        clock.shift(timedelta(hours=1))
        publish(policy, NEWER)
        refused = desk.post(url, {**ticked, "action-publish": "1"})
        assert "version 3 has been published since" in errors(refused)["base_confirmed"]
        assert not refused.context["form"]["base_confirmed"].value()
        # The same for a draft that was saved with its tick and waits.
        clock.shift(timedelta(hours=1))
        desk.post(url, {**ticked, "compared_with": "3"})
        page = PolicyPage.objects.get(pk=policy.pk)
        waiting = page.get_latest_revision()
        assert page.get_latest_revision_as_object().base_confirmed
        assert "base_confirmed" in form_of(desk, url)
        clock.shift(timedelta(hours=1))
        publish(policy, OLD, based_on=3)
        with pytest.raises(PublishingRefused, match="version 4 has been published since"):
            waiting.publish()
        revert = reverse("wagtailadmin_pages:revisions_revert", args=[policy.pk, waiting.pk])
        assert "base_confirmed" not in form_of(desk, revert)

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
    def test_a_year_that_nobody_means_ends_in_a_sentence(self, send: Any, day: str) -> None:
        refused = send("action-publish", body=NEW, **{**ANSWERS, "effective_date": day})
        assert "slip of the pen" in errors(refused)["effective_date"]

    def test_a_draft_may_say_anything(self, send: Any) -> None:
        assert send(None, body=NEW, change_kind="editorial").status_code == 302
        assert PolicyVersion.objects.count() == 1


class TestWhatIsAsked:
    def test_of_a_first_version_nothing_but_a_day(self, desk: Any, home: Any) -> None:
        url = reverse("wagtailadmin_pages:add", args=["policies", "policypage", home.pk])
        html = desk.get(url).content.decode()
        assert "This becomes version 1." in html
        assert "Do people need to know" not in html

    def test_the_earliest_day_is_worked_out(self, editor: Any) -> None:
        html = editor()
        assert "may apply from <strong>1 Jul 2026</strong>: it is announced 30 days ahead" in html
        assert "until 14 days after it applies" in html

    def test_of_a_forthcoming_version_only_where_there_is_one(
        self, editor: Any, publish: Any, policy: Any
    ) -> None:
        question = "What becomes of the forthcoming version?"
        assert question not in editor()
        publish(policy, NEW, kind="material")
        assert question in editor()

    def test_no_answer_is_marked_before_one_is_given(self, editor: Any) -> None:
        html = editor()
        kind = html[html.index('data-desk-field="change_kind"') :][:2000]
        assert kind.count('type="radio"') == 2
        assert "checked" not in kind

    def test_words_of_a_draft_are_shown_as_words(self, editor: Any, policy: Any) -> None:
        page = policy.get_latest_revision_as_object()
        page.body, page.change_summary = NEW, "<script>alert(1)</script>"
        page.save_revision()
        assert "<script>alert(1)</script>" not in editor()

    def test_the_hotfix_and_the_forthcoming_version(
        self, send: Any, publish: Any, policy: Any, desk: Any
    ) -> None:
        publish(policy, NEW, kind="material")
        desk.post(reverse("policies_desk:start", args=[policy.pk, 1]))
        fixed = OLD.replace("your name", "your full name")
        answers = {
            **ANSWERS,
            "change_kind": "editorial",
            "effective_date": "2026-06-01",
            "editorial_reason": "A word left out.",
        }
        assert "meanwhile" in errors(send("action-publish", body=fixed, **answers))
        send("action-publish", body=fixed, meanwhile="until_then", **answers)
        now = timezone.now()
        assert PolicyVersion.objects.in_force(now).get().number == 3
        assert PolicyVersion.objects.in_force(now + timedelta(days=31)).get().number == 2

    def test_a_hotfix_begun_from_the_forthcoming_text_must_be_confirmed(
        self, send: Any, publish: Any, policy: Any, editor: Any
    ) -> None:
        publish(policy, NEW, kind="material")
        assert "based on version 2, the newest" in editor()
        mended = NEW.replace("your name", "your full name")
        answers = {
            **ANSWERS,
            "change_kind": "editorial",
            "effective_date": "2026-06-01",
            "editorial_reason": "A word left out.",
            "meanwhile": "until_then",
        }
        refused = send("action-publish", body=mended, **answers)
        assert "all of it would apply at once" in errors(refused)["base_confirmed"]
        assert "I have compared the two" in refused.content.decode()
        assert PolicyVersion.objects.in_force(timezone.now()).get().number == 1
        confirmed = {"base_confirmed": "on", "compared_with": "2"}
        assert 'name="compared_with" value="2"' in refused.content.decode()
        send("action-publish", body=mended, **confirmed, **answers)
        assert PolicyVersion.objects.in_force(timezone.now()).get().number == 3

    def test_a_hotfix_begun_from_the_text_in_force_says_so(
        self, editor: Any, publish: Any, policy: Any, desk: Any, send: Any
    ) -> None:
        publish(policy, NEW, kind="material")
        desk.post(reverse("policies_desk:start", args=[policy.pk, 1]))
        assert "I have compared the two" in editor()
        send(None, meanwhile="until_then")
        html = editor()
        assert "based on version 1, which is in force" in html
        assert "I have compared the two" not in html


class TestAfterAWithdrawal:
    @pytest.fixture
    def withdrawn(self, clock: Any, policy: Any, publish: Any) -> PolicyVersion:
        publish(policy, NEW)
        second = PolicyVersion.objects.get(number=2)
        return withdraw_version(version=second, at=timezone.now(), reason="Not agreed upon.")

    @pytest.mark.usefixtures("withdrawn")
    def test_the_withdrawn_text_is_no_base(self, editor: Any, policy: Any, send: Any) -> None:
        html = editor()
        assert "the text of version 2, which was withdrawn" in html
        assert "the newest" not in html
        assert reverse("policies_desk:compare", args=[policy.pk, 1, 2]) in html
        refused = send("action-publish", body=NEWER, **ANSWERS)
        assert "which was withdrawn" in errors(refused)["base_confirmed"]
        confirmed = {"base_confirmed": "on", "compared_with": "2"}
        assert send("action-publish", body=NEWER, **confirmed, **ANSWERS).status_code == 302
        assert PolicyVersion.objects.get(number=3).based_on == 2

    @pytest.mark.usefixtures("withdrawn")
    def test_the_withdrawn_text_does_not_return_without_a_word(
        self, policy: Any, send: Any
    ) -> None:
        page = PolicyPage.objects.get(pk=policy.pk)
        assert page.body == NEW
        assert set(errors(send("action-publish"))) == {
            "change_kind",
            "change_summary",
            "base_confirmed",
        }
        with pytest.raises(PublishingRefused):
            page.save_revision().publish()
        said = {**ANSWERS, "base_confirmed": "on", "compared_with": "2"}
        send("action-publish", **said)
        assert PolicyVersion.objects.get(number=3).source == NEW

    @pytest.mark.usefixtures("withdrawn")
    def test_the_text_that_applies_again_is_the_base(
        self, desk: Any, policy: Any, editor: Any, send: Any
    ) -> None:
        desk.post(reverse("policies_desk:start", args=[policy.pk, 1]))
        assert "based on version 1, which is in force" in editor()
        # To put it back on the page records nothing: it is what applies.
        said = send("action-publish", follow=True).content.decode()
        assert "those of version 1, so no version was recorded" in said
        page = PolicyPage.objects.get(pk=policy.pk)
        assert (page.body.strip(), page.based_on) == (OLD.strip(), 1)
        assert PolicyVersion.objects.count() == 2
        assert send("action-publish", body=NEWER, **ANSWERS).status_code == 302
        assert PolicyVersion.objects.get(number=3).based_on == 1

    def test_a_tick_made_before_the_withdrawal_covers_nothing(
        self, policy: Any, publish: Any, clock: Any
    ) -> None:
        publish(policy, NEW)
        page = PolicyPage.objects.get(pk=policy.pk)
        page.body, page.based_on, page.base_confirmed = NEWER, 2, True
        page.change_kind, page.change_summary = "editorial", "A name."
        page.editorial_reason = "No new buyer."
        waiting = page.save_revision()
        clock.shift(timedelta(hours=1))
        second = PolicyVersion.objects.get(number=2)
        withdraw_version(version=second, at=timezone.now(), reason="Not agreed upon.")
        with pytest.raises(PublishingRefused, match="which was withdrawn"):
            waiting.publish()

    @pytest.mark.usefixtures("withdrawn")
    def test_where_nothing_stands_it_is_asked_all_the_same(self, editor: Any, send: Any) -> None:
        first = PolicyVersion.objects.get(number=1)
        withdraw_version(version=first, at=timezone.now(), reason="Both are void.")
        assert "the text of version 2, which was withdrawn" in editor()
        said = {**ANSWERS, "base_confirmed": "on", "compared_with": "2"}
        assert send("action-publish", body=NEWER, **said).status_code == 302


class TestTheRedlineBesideTheText:
    def test_it_stands_in_the_editor(self, editor: Any, policy: Any) -> None:
        assert "The text is the same." in editor()
        page = policy.get_latest_revision_as_object()
        page.body = NEW
        page.save_revision()
        html = editor()
        assert "1 change in 1 section" in html
        assert "“30 days” became “90 days”" in html

    def test_autosave_brings_the_newest(self, desk: Any, policy: Any, form_of: Any) -> None:
        url = reverse("wagtailadmin_pages:edit", args=[policy.pk])
        data = {**form_of(desk, url).dict(), "body": NEWER}
        answer = desk.post(url, data, headers={"Accept": "application/json"}).json()
        assert answer["success"] is True
        partial = answer["html"]
        assert (
            "[data-side-panel='redline']" in partial or "data-side-panel=&#x27;redline" in partial
        )
        assert "Acme Ltd." in partial

    def test_the_comparison_is_with_the_forthcoming_version_unless_until_then(
        self, editor: Any, publish: Any, policy: Any
    ) -> None:
        publish(policy, NEW, kind="material")
        assert "Draft against version 2, which is forthcoming." in editor()
        page = PolicyPage.objects.get(pk=policy.pk).get_latest_revision_as_object()
        page.meanwhile, page.body = "until_then", OLD
        page.save_revision()
        assert "Draft against version 1, which is in force." in editor()

    def test_revisions_are_compared_by_the_redline(self, desk: Any, policy: Any) -> None:
        page = policy.get_latest_revision_as_object()
        page.body = NEW
        page.save_revision()
        url = reverse("wagtailadmin_pages:revisions_compare", args=[policy.pk, "live", "latest"])
        html = desk.get(url).content.decode()
        assert "policies-redline" in html
        assert ">30</del>" in html
