"""What can be done to a published version, what it does, and the sentence where it cannot."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import querydict_from_html

from policies.actions.correct_version import correct_version
from policies.exceptions import FrozenRecord, PolicyError
from policies.models import ChangeNotice, PolicyPage, PolicyReview, PolicyVersion
from policies.records.review import months_later
from tests.desk.conftest import NEW, NEWER, OLD

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def opened(desk: Any, policy: Any) -> Any:
    """``opened("withdraw", 2)``: the form of an operation, as a browser would send it back."""

    def read(name: str, *args: int) -> dict[str, str]:
        url = reverse(f"policies_desk:{name}", args=[policy.pk, *args])
        return fields_of(desk.get(url, follow=True))

    return read


@pytest.fixture
def ask(desk: Any, policy: Any, opened: Any) -> Any:
    """``ask("withdraw", 2, reason="…")``: fill in the form of an operation and send it."""

    def send(name: str, *args: int, **fields: Any) -> Any:
        url = reverse(f"policies_desk:{name}", args=[policy.pk, *args])
        return desk.post(url, {**opened(name, *args), "confirm": "on", **fields}, follow=True)

    return send


def fields_of(response: Any) -> dict[str, str]:
    """The fields of an operation's form; none where a sentence stands in its place."""
    page = response.content.decode()
    if "operation-form" not in page:
        return {}
    # A browser drops the first line end of a text area, and ends lines as forms do.
    told = querydict_from_html(page, form_id="operation-form").dict()
    return {name: "\r\n".join(said.strip().splitlines()) for name, said in told.items()}


@pytest.fixture
def announced(policy: Any, publish: Any) -> Any:
    return publish(policy, NEW, kind="material", summary="We keep it longer.")


def version(number: int) -> Any:
    return PolicyVersion.objects.get(number=number)


class TestCorrecting:
    def test_a_postponed_date_is_public_with_its_reason(
        self, ask: Any, announced: Any, client: Any
    ) -> None:
        ask(
            "correct", 2, effective_date="2026-09-01", summary="We keep it longer.", reason="Later."
        )
        assert version(2).effective_date == date(2026, 9, 1)
        public = client.get("/privacy/versions/2/").content.decode()
        assert "1 Sep 2026" in public
        assert "Later." in public

    def test_a_date_cannot_be_brought_below_the_notice_period_without_the_permission(
        self, announced: Any, person: Any
    ) -> None:
        somebody = person("change", "correct_policyversion")
        sooner = announced.effective_date - timedelta(days=10)
        with pytest.raises(PolicyError, match="30 days ahead"):
            correct_version(
                version=announced,
                effective_date=sooner,
                reason="Hurry.",
                at=timezone.now(),
                by=somebody,
            )
        assert version(2).effective_date == announced.effective_date

    def test_an_editorial_change_called_material_later_needs_the_notice_period_too(
        self, policy: Any, publish: Any, person: Any
    ) -> None:
        soon = timezone.localdate() + timedelta(days=5)
        two = publish(policy, NEW, effective=soon)
        asked = {"version": two, "kind": "material", "reason": "It is.", "at": timezone.now()}
        somebody = person("change", "correct_policyversion")
        with pytest.raises(PolicyError, match="30 days ahead"):
            correct_version(**asked, by=somebody)
        correct_version(**asked, by=somebody, effective_date=soon + timedelta(days=60))
        assert ChangeNotice.objects.get().version_id == two.pk

    def test_a_mended_summary_does_not_shorten_an_extended_notice(
        self, ask: Any, announced: Any
    ) -> None:
        ask("extend_notice", 2, last_day="2026-12-24", reason="Many are away.")
        ask("correct", 2, effective_date="2026-07-01", summary="We keep it for longer.", reason="x")
        assert version(2).summary == "We keep it for longer."
        assert ChangeNotice.objects.get().closes_at.date() == date(2026, 12, 25)

    def test_a_postponed_date_takes_an_extended_notice_with_it(
        self, ask: Any, announced: Any, desk: Any, policy: Any
    ) -> None:
        ask("extend_notice", 2, last_day="2026-12-24", reason="Many are away.")
        url = reverse("policies_desk:correct", args=[policy.pk, 2])
        assert "as many days after the new effective date" in desk.get(url).content.decode()
        told = {"summary": "We keep it longer.", "reason": "x"}
        ask("correct", 2, effective_date="2026-07-11", **told)
        closing = timezone.localtime(ChangeNotice.objects.get().closes_at)
        assert closing == datetime(2027, 1, 4, tzinfo=timezone.get_default_timezone())
        ask("correct", 2, effective_date="2026-07-04", **told)
        assert ChangeNotice.objects.get().closes_at == closing

    def test_below_the_notice_period_is_confirmed_and_nobody_is_taken_by_surprise(
        self, ask: Any, announced: Any, desk: Any, policy: Any, client: Any
    ) -> None:
        told = {"effective_date": "2026-06-20", "reason": "The law asks for it."}
        asked = ask("correct", 2, **told)
        assert "This leaves 19 days of notice, and you promise 30" in asked.content.decode()
        assert not version(2).corrections.exists()
        again = {**fields_of(asked), "shorten": "on", "confirm": "on"}
        desk.post(reverse("policies_desk:correct", args=[policy.pk, 2]), again)
        assert version(2).effective_date == date(2026, 6, 20)
        assert "The law asks for it." in client.get("/privacy/versions/2/").content.decode()

    def test_called_material_too_late_is_confirmed_as_well(
        self, ask: Any, policy: Any, publish: Any
    ) -> None:
        publish(policy, NEW, effective=date(2026, 6, 10))
        told = {"kind": "material", "reason": "It is one."}
        assert "This leaves 9 days of notice" in ask("correct", 2, **told).content.decode()
        assert version(2).kind == "editorial"
        ask("correct", 2, shorten="on", **told)
        assert version(2).kind == "material"

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"reason": "", "summary": "Other."}, "Write the reason"),
            ({"reason": "x", "summary": "We keep it longer."}, "Nothing differs"),
            ({"reason": "x", "summary": ""}, "cannot be emptied"),
            ({"reason": "x", "effective_date": "2026-05-01"}, "day still to come"),
            ({"reason": "x", "effective_date": "9999-12-31"}, "slip of the pen"),
            ({"reason": "x", "summary": "Other.", "confirm": ""}, "Confirm that you have read"),
        ],
    )
    def test_what_cannot_be_ends_in_a_sentence(
        self, ask: Any, announced: Any, fields: dict[str, str], sentence: str
    ) -> None:
        told = {"effective_date": "2026-07-01", "summary": "We keep it longer.", **fields}
        response = ask("correct", 2, **told)
        assert sentence in response.content.decode()
        assert not version(2).corrections.exists()

    def test_it_says_whether_a_notice_opens(
        self, desk: Any, policy: Any, publish: Any, clock: Any
    ) -> None:
        publish(policy, NEW)
        url = reverse("policies_desk:correct", args=[policy.pk, 2])
        assert "material opens a notice at once" in desk.get(url).content.decode()
        clock.shift(timedelta(days=15))
        assert "opens no notice: its days are over" in desk.get(url).content.decode()

    def test_a_mended_word_does_not_put_back_the_date_that_a_colleague_has_postponed(
        self, ask: Any, announced: Any, opened: Any, desk: Any, policy: Any
    ) -> None:
        form = opened("correct", 2)
        ask("correct", 2, effective_date="2026-09-01", reason="The partner is late.")
        mended = {**form, "summary": "We keep it for longer.", "reason": "A word.", "confirm": "on"}
        desk.post(reverse("policies_desk:correct", args=[policy.pk, 2]), mended)
        assert version(2).effective_date == date(2026, 9, 1)
        assert version(2).summary == "We keep it for longer."
        assert [c.fact for c in version(2).corrections.order_by("pk")] == [
            "effective_date",
            "summary",
        ]

    def test_a_fact_that_two_people_correct_is_decided_by_who_has_read_both(
        self, ask: Any, announced: Any, opened: Any, desk: Any, policy: Any
    ) -> None:
        form = {**opened("correct", 2), "confirm": "on", "reason": "Late."}
        form |= {"effective_date": "2026-10-01", "summary": "Told better."}
        ask("correct", 2, effective_date="2026-09-01", reason="Another reason.")
        url = reverse("policies_desk:correct", args=[policy.pk, 2])
        refused = desk.post(url, form)
        assert "corrected meanwhile and says “1 Sep 2026” now" in refused.content.decode()
        assert version(2).effective_date == date(2026, 9, 1)
        again = fields_of(refused)
        assert (again["effective_date"], again["summary"], again["reason"]) == (
            "2026-10-01",
            "Told better.",
            "Late.",
        )
        desk.post(url, {**again, "confirm": "on"})
        assert version(2).effective_date == date(2026, 10, 1)
        assert version(2).corrections.filter(before="2026-09-01", after="2026-10-01").exists()

    def test_two_people_who_say_the_same_say_it_once(
        self, ask: Any, announced: Any, opened: Any, desk: Any, policy: Any
    ) -> None:
        form = {**opened("correct", 2), "effective_date": "2026-09-01", "reason": "Late."}
        ask("correct", 2, effective_date="2026-09-01", reason="Late.")
        url = reverse("policies_desk:correct", args=[policy.pk, 2])
        assert "Nothing differs" in desk.post(url, {**form, "confirm": "on"}).content.decode()
        assert version(2).corrections.count() == 1

    @pytest.mark.parametrize("told", [{}, {"initial-effective_date": "some day"}])
    def test_a_post_that_does_not_say_what_it_has_read_corrects_nothing(
        self, announced: Any, desk: Any, policy: Any, told: dict[str, str]
    ) -> None:
        url = reverse("policies_desk:correct", args=[policy.pk, 2])
        form = {"effective_date": "2026-09-01", "summary": "Other.", "reason": "x", "confirm": "on"}
        assert "corrected meanwhile" in desk.post(url, {**form, **told}).content.decode()
        assert not version(2).corrections.exists()

    def test_the_line_ends_of_a_browser_are_no_correction(
        self, ask: Any, policy: Any, publish: Any
    ) -> None:
        publish(policy, NEW, kind="material", summary="We keep it longer.\nNothing else changed.")
        ask("correct", 2, effective_date="2026-09-01", reason="Later.")
        assert [c.fact for c in version(2).corrections.all()] == ["effective_date"]

    def test_a_version_in_force_keeps_its_date(self, desk: Any, policy: Any) -> None:
        form = desk.get(reverse("policies_desk:correct", args=[policy.pk, 1])).context["form"]
        assert "effective_date" not in form.fields


class TestWithdrawing:
    def test_it_says_what_will_apply_then(self, desk: Any, policy: Any, publish: Any) -> None:
        publish(policy, NEW)
        url = reverse("policies_desk:withdraw", args=[policy.pk, 2])
        assert "version 1 applies again" in desk.get(url).content.decode()
        url = reverse("policies_desk:withdraw", args=[policy.pk, 1])
        assert "what is in force stays" in desk.get(url).content.decode()

    def test_the_only_version_leaves_nothing_in_force(self, desk: Any, policy: Any) -> None:
        url = reverse("policies_desk:withdraw", args=[policy.pk, 1])
        assert "No version of this policy will be in force" in desk.get(url).content.decode()

    def test_it_is_public_and_closes_the_notice(
        self, ask: Any, announced: Any, client: Any
    ) -> None:
        ask("withdraw", 2, reason="The partner left.")
        assert "The partner left." in client.get("/privacy/versions/2/").content.decode()
        assert not ChangeNotice.objects.live(timezone.now()).exists()

    def test_a_second_time_says_so(self, ask: Any, announced: Any) -> None:
        ask("withdraw", 2, reason="The partner left.")
        assert "is withdrawn" in ask("withdraw", 2, reason="Again.").content.decode()
        assert version(2).withdrawal_reason == "The partner left."


class TestNotices:
    def test_extending_keeps_the_reason_in_the_trail(
        self, ask: Any, announced: Any, desk: Any, policy: Any
    ) -> None:
        ask("extend_notice", 2, last_day="2026-12-24", reason="Many are away.")
        page = desk.get(reverse("policies_desk:version", args=[policy.pk, 2])).content.decode()
        assert "Many are away." in page
        assert "Laura Marsh" in page

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"last_day": "2026-06-02", "reason": "x"}, "already stays until 14 Jul 2026"),
            ({"last_day": "2026-12-24", "reason": ""}, "Write why the notice stays longer"),
            ({"last_day": "", "reason": "x"}, "This field is required"),
            ({"last_day": "9999-12-31", "reason": "x"}, "slip of the pen"),
        ],
    )
    def test_what_would_not_lengthen_it_is_refused(
        self, ask: Any, announced: Any, fields: dict[str, str], sentence: str
    ) -> None:
        before = ChangeNotice.objects.get().closes_at
        assert sentence in ask("extend_notice", 2, **fields).content.decode()
        assert ChangeNotice.objects.get().closes_at == before

    def test_closing_takes_it_from_the_storefront(
        self, ask: Any, announced: Any, desk: Any, policy: Any
    ) -> None:
        url = reverse("policies_desk:close_notice", args=[policy.pk, 2])
        assert "has not taken effect yet" in desk.get(url).content.decode()
        ask("close_notice", 2, reason="Everybody was told by letter.")
        assert not ChangeNotice.objects.live(timezone.now()).exists()
        assert "has ended" in desk.get(url, follow=True).content.decode()
        assert (
            "has ended"
            in ask("extend_notice", 2, last_day="2026-12-24", reason="x").content.decode()
        )

    def test_a_version_without_a_notice_says_so(self, ask: Any, policy: Any) -> None:
        assert "has no notice" in ask("close_notice", 1, reason="x").content.decode()


class TestStarting:
    def test_the_draft_holds_the_old_text_and_says_what_it_is_based_on(
        self, ask: Any, announced: Any, policy: Any, desk: Any
    ) -> None:
        response = ask("start", 1)
        assert response.redirect_chain[-1][0] == f"/admin/pages/{policy.pk}/edit/"
        draft = PolicyPage.objects.get(pk=policy.pk).get_latest_revision_as_object()
        assert (draft.body, draft.based_on) == (OLD, 1)
        assert "begun from version 1, and version 2 has been published since" in (
            response.content.decode()
        )
        assert PolicyVersion.objects.count() == 2

    def test_answers_given_to_another_change_are_forgotten(
        self, ask: Any, announced: Any, policy: Any
    ) -> None:
        page = PolicyPage.objects.get(pk=policy.pk)
        page.body, page.change_kind, page.change_summary = NEWER, "material", "We sell it."
        page.save_revision()
        ask("start", 2)
        draft = PolicyPage.objects.get(pk=policy.pk).get_latest_revision_as_object()
        assert (draft.body, draft.change_kind, draft.change_summary) == (NEW, "", "")

    def test_a_reverted_publication_keeps_none_of_its_answers(
        self, policy: Any, publish: Any, desk: Any, form_of: Any
    ) -> None:
        two = publish(policy, NEW, summary="Ninety days.")
        publish(policy, NEWER)
        url = reverse("wagtailadmin_pages:revisions_revert", args=[policy.pk, two.revision_number])
        data = form_of(desk, url)
        assert data["body"].replace("\r\n", "\n").strip() == NEW.strip()
        assert (data["based_on"], data["change_summary"].strip()) == ("2", "")

    def test_a_locked_page_keeps_its_draft(self, ask: Any, policy: Any) -> None:
        PolicyPage.objects.filter(pk=policy.pk).update(locked=True)
        assert "The page is locked" in ask("start", 1).content.decode()


class TestReviewing:
    def test_a_review_is_recorded_once_and_for_good(
        self, ask: Any, policy: Any, clock: Any
    ) -> None:
        clock.move_to(datetime(2027, 7, 1, 12, tzinfo=timezone.get_default_timezone()))
        page = ask("review", note="Read against the new guidance.").content.decode()
        assert "The next review is due on 1 Jul 2028" in page
        assert "Read against the new guidance." in page
        review = PolicyReview.objects.get()
        assert (review.version.number, review.reviewer_name) == (1, "Laura Marsh")
        review.note = "Other."
        for change in (review.save, review.delete, PolicyReview.objects.all().delete):
            with pytest.raises(FrozenRecord):
                change()

    def test_nothing_in_force_cannot_be_reviewed(self, ask: Any, policy: Any) -> None:
        ask("withdraw", 1, reason="All of it.")
        assert "there is nothing to review" in ask("review").content.decode()
        assert not PolicyReview.objects.exists()

    @pytest.mark.parametrize(
        ("day", "months", "later"),
        [
            (date(2026, 1, 31), 1, date(2026, 2, 28)),
            (date(2027, 12, 15), 2, date(2028, 2, 15)),
            (date(2028, 2, 29), 12, date(2029, 2, 28)),
            (date(2026, 3, 31), -1, date(2026, 2, 28)),
        ],
    )
    def test_months_are_counted_as_people_count_them(
        self, day: date, months: int, later: date
    ) -> None:
        assert months_later(day, months) == later


class TestRedacting:
    FIELDS = {"ground": "legal order", "reason": "It named a clerk.", "note": "Order 12/26."}

    def test_it_says_what_it_does_and_does_it(
        self, ask: Any, policy: Any, publish: Any, desk: Any, client: Any
    ) -> None:
        publish(policy, NEW)
        publish(policy, OLD)
        url = reverse("policies_desk:redact", args=[policy.pk, 1])
        page = desk.get(url).content.decode()
        assert "is emptied in every form, with its comparisons" in page
        assert "“Privacy policy”, version 3, has the same text: redact that as well." in page
        assert "A redaction cannot be undone." in page
        assert (
            "The text of version 1 is redacted." in ask("redact", 1, **self.FIELDS).content.decode()
        )
        assert client.get("/privacy/versions/1/").status_code == 451
        assert version(1).redaction_note == "Order 12/26."
        trail = desk.get(reverse("policies_desk:version", args=[policy.pk, 1])).content.decode()
        assert "A court or an authority has ordered it" in trail
        assert "Laura Marsh" in trail

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"reason": ""}, "Write the reason"),
            ({"ground": ""}, "Say on which ground the text is redacted."),
            ({"confirm": ""}, "Confirm that you have read"),
        ],
    )
    def test_what_is_left_out_is_asked_for(
        self, ask: Any, policy: Any, publish: Any, fields: dict[str, str], sentence: str
    ) -> None:
        publish(policy, NEW)
        assert sentence in ask("redact", 1, **{**self.FIELDS, **fields}).content.decode()
        assert version(1).source

    def test_where_else_the_words_stand_is_told_before(
        self, ask: Any, policy: Any, publish: Any, make_policy: Any
    ) -> None:
        """A name that has to go stands in the next version as well, in a draft and elsewhere."""
        publish(policy, "# Data we keep\n\nAsk **Karl** Muster, clerk. It is thirty days.\n")
        publish(policy, "# Data we keep\n\nAsk our clerk.\n")
        make_policy(slug="terms", title="Terms", body="# Terms\n\nAsk Karl Muster, too.\n")
        told = {**self.FIELDS, "words": "karl  muster"}
        page = ask("redact", 1, **told).content.decode()
        assert "“Privacy policy”, version 2: redact that as well." in page
        assert "“Terms”, version 1: redact that as well." in page
        assert PolicyVersion.objects.get(policy=policy.pk, number=1).source
        ask("redact", 1, elsewhere="on", **told)
        assert not PolicyVersion.objects.get(policy=policy.pk, number=1).source
        assert PolicyVersion.objects.get(policy=policy.pk, number=2).source

    def test_the_reason_does_not_repeat_them(self, ask: Any, policy: Any, publish: Any) -> None:
        publish(policy, NEW)
        told = {**self.FIELDS, "words": "clerk", "reason": "It named a Clerk."}
        assert "repeats them: say it without them." in ask("redact", 1, **told).content.decode()
        assert version(1).source

    def test_what_binds_is_not_redacted(self, ask: Any, policy: Any) -> None:
        said = ask("redact", 1, **self.FIELDS).content.decode()
        assert "what binds people must be there to be read" in said
        assert version(1).source

    def test_a_second_time_says_so_and_a_withdrawal_warns(
        self, ask: Any, policy: Any, publish: Any, desk: Any
    ) -> None:
        publish(policy, NEW)
        ask("redact", 1, **self.FIELDS)
        again = ask("redact", 1, **{**self.FIELDS, "reason": "Again."}).content.decode()
        assert "The text of version 1 was redacted" in again
        assert "The text of version 1 was redacted" in ask("start", 1).content.decode()
        assert version(1).redaction_reason == "It named a clerk."
        page = desk.get(reverse("policies_desk:withdraw", args=[policy.pk, 2])).content.decode()
        assert "nobody will be able to read what binds" in page
