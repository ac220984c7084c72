"""Days that people type: read as they are meant, or refused by what was typed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.urls import reverse
from django.utils import timezone, translation

from policies.desk.writing.days import DayField, DayInput, InstantField, InstantInput, own_fields
from policies.models import PolicyPage, PolicyVersion
from tests.confirming import press as pressing
from tests.desk.conftest import ANSWERS, NEW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

FORMS = [
    "01/02/2027",
    "15/12/2026",
    "1 February 2027",
    "1.2.2027",
    "2027-2-1",
    "20270201",
    "2027-W05-1",
    "2027-02-30",
    "٢٠٢٧-٠٢-٠١",
    "tomorrow",
]


@pytest.fixture
def send(desk: Any, policy: Any, form_of: Any) -> Any:
    url = reverse("wagtailadmin_pages:edit", args=[policy.pk])

    def press(button: str | None, **fields: Any) -> Any:
        data = {**form_of(desk, url).dict(), **fields}
        return pressing(desk, url, {**data, button: "1"} if button else data)

    return press


def draft(policy: Any) -> Any:
    return PolicyPage.objects.get(pk=policy.pk).get_latest_revision_as_object()


@pytest.mark.parametrize("typed", FORMS)
@pytest.mark.parametrize("language", ["en-gb", "de"])
def test_only_what_the_browsers_field_sends_is_read(typed: str, language: str) -> None:
    with translation.override(language):
        with pytest.raises(forms.ValidationError, match="2027-02-01") as refusal:
            DayField().clean(typed)
        assert f"“{typed}”" in refusal.value.messages[0]
        with pytest.raises(forms.ValidationError, match="2027-02-01T09:00"):
            InstantField().clean(f"{typed} 09:00")
        assert DayField().clean(" 2027-02-01 ") == date(2027, 2, 1)


def test_a_long_text_is_not_said_back_whole() -> None:
    with pytest.raises(forms.ValidationError) as refusal:
        DayField().clean("x" * 5000)
    assert len(refusal.value.messages[0]) < 200


def test_every_date_of_a_form_is_asked_for_in_the_browsers_own_field() -> None:
    class Host(forms.Form):
        day = forms.DateField(help_text="Why.", required=False)
        instant = forms.DateTimeField()

    form = Host()
    own_fields(form)
    assert isinstance(form.fields["day"].widget, DayInput)
    assert (form.fields["day"].help_text, form.fields["day"].required) == ("Why.", False)
    assert isinstance(form.fields["instant"].widget, InstantInput)


class TestInTheEditor:
    def test_no_picker_of_wagtails_stands_on_the_page(self, desk: Any, policy: Any) -> None:
        html = desk.get(reverse("wagtailadmin_pages:edit", args=[policy.pk])).content.decode()
        assert 'type="date" name="effective_date"' in html
        for name in ("go_live_at", "expire_at"):
            assert f'type="datetime-local" name="{name}"' in html
        assert "w-date" not in html
        assert "date-time-chooser" not in html

    @pytest.mark.parametrize("button", [None, "action-publish"])
    @pytest.mark.parametrize("typed", ["01/02/2027", "1 February 2027"])
    def test_what_cannot_be_read_is_refused_and_stands_there_still(
        self, send: Any, policy: Any, typed: str, button: str | None
    ) -> None:
        response = send(button, body=NEW, **{**ANSWERS, "effective_date": typed})
        assert f"“{typed}” is no day that can be read" in response.content.decode()
        assert f'value="{typed}"' in response.content.decode()
        assert PolicyVersion.objects.count() == 1

    def test_autosave_and_comparison_keep_the_day(
        self, send: Any, desk: Any, policy: Any, form_of: Any
    ) -> None:
        url = reverse("wagtailadmin_pages:edit", args=[policy.pk])
        data = {**form_of(desk, url).dict(), **ANSWERS, "body": NEW}
        saved = desk.post(url, data, headers={"Accept": "application/json"})
        assert saved.json()["success"] is True
        assert draft(policy).effective_date == date(2026, 7, 1)
        assert 'value="2026-07-01"' in desk.get(url).content.decode()
        preview = reverse("wagtailadmin_pages:preview_on_edit", args=[policy.pk])
        assert desk.post(preview, data).json()["is_valid"] is True
        first, last = policy.revisions.order_by("pk").first(), policy.revisions.latest("pk")
        compare = reverse(
            "wagtailadmin_pages:revisions_compare", args=[policy.pk, first.pk, last.pk]
        )
        assert desk.get(compare).status_code == 200

    def test_the_schedule_is_typed_by_the_clock_of_the_site(
        self, send: Any, desk: Any, policy: Any
    ) -> None:
        send(None, body=NEW, go_live_at="2026-07-01T09:00")
        assert draft(policy).go_live_at == datetime(2026, 7, 1, 8, tzinfo=UTC)
        html = desk.get(reverse("wagtailadmin_pages:edit", args=[policy.pk])).content.decode()
        assert 'value="2026-07-01T09:00"' in html
        refused = send(None, body=NEW, go_live_at="01/07/2026 09:00")
        assert "“01/07/2026 09:00” is no day and time" in refused.content.decode()


class TestOnPublication:
    EDITORIAL = {
        "change_kind": "editorial",
        "change_summary": "A typo.",
        "editorial_reason": "Only a typo.",
        "effective_date": "",
    }

    def test_it_is_the_day_on_which_the_draft_is_really_published(
        self, send: Any, desk: Any, policy: Any, clock: Any
    ) -> None:
        send(None, body=NEW, **self.EDITORIAL)
        assert draft(policy).effective_date is None
        page = reverse("policies_desk:draft", args=[policy.pk])
        assert "on publication" in desk.get(page).content.decode()
        clock.move_to(datetime(2026, 6, 4, 23, 30, tzinfo=UTC))
        draft(policy).latest_revision.publish()
        version = PolicyVersion.objects.get(number=2)
        assert version.effective_date == date(2026, 6, 5)  # London's summer
        assert version.takes_effect_at == version.published_at

    def test_a_day_that_has_passed_until_the_approval_is_refused(
        self, send: Any, policy: Any, clock: Any
    ) -> None:
        answers = {**self.EDITORIAL, "effective_date": "2026-06-01"}
        send(None, body=NEW, **answers)
        clock.move_to(datetime(2026, 6, 4, 9, tzinfo=UTC))
        refused = send("action-publish")
        assert "1 Jun 2026 is past: choose “on publication”" in refused.content.decode()
        with pytest.raises(Exception, match="1 Jun 2026 is past"):
            draft(policy).latest_revision.publish()
        # The other answer is given, and the day still stands in its field.
        assert send("action-publish", effective_when="on_publication").status_code == 302
        assert PolicyVersion.objects.get(number=2).effective_date == date(2026, 6, 4)

    def test_a_day_that_is_typed_is_meant(self, send: Any) -> None:
        answers = {**self.EDITORIAL, "effective_date": "2026-06-10"}
        assert send("action-publish", body=NEW, **answers).status_code == 302
        assert PolicyVersion.objects.get(number=2).effective_date == date(2026, 6, 10)

    def test_on_a_day_needs_one(self, send: Any) -> None:
        said = {**self.EDITORIAL, "effective_when": "on_a_day"}
        refused = send("action-publish", body=NEW, **said)
        assert "or say “on publication”" in refused.content.decode()
        assert send(None, body=NEW, **said).status_code == 302

    def test_of_a_new_policy_too(self, desk: Any, home: Any, form_of: Any) -> None:
        url = reverse("wagtailadmin_pages:add", args=["policies", "policypage", home.pk])
        said = {"title": "Terms", "slug": "terms", "body": "Pay.", "action-publish": "1"}
        data = {**form_of(desk, url).dict(), **said}
        refused = desk.post(url, {**data, "effective_date": "2020-01-01"})
        assert "is imported, with its own dates" in refused.content.decode()
        assert pressing(desk, url, data).status_code == 302
        version = PolicyVersion.objects.get(title="Terms")
        assert version.effective_date == timezone.localdate()


class TestInReports:
    def test_a_filter_that_cannot_be_read_shows_and_exports_nothing(
        self, desk: Any, policy: Any
    ) -> None:
        url = reverse("policies_desk:report_versions")
        html = desk.get(url).content.decode()
        assert html.count('type="date"') == 4
        assert "w-date" not in html
        for more in ({}, {"export": "csv"}):
            told = desk.get(url, {"published_at_from": "01/02/2027", **more})
            assert "“01/02/2027” is no day that can be read" in told.content.decode()
            assert not told.context["object_list"]
        inside = {"published_at_from": "2026-06-01", "published_at_to": "2026-06-01"}
        assert desk.get(url, inside).context["object_list"].count() == 1
        assert not desk.get(url, {"effective_date_from": "2026-06-02"}).context["object_list"]


class TestNoticeWindows:
    def test_the_last_day_is_the_same_everywhere(
        self, desk: Any, policy: Any, publish: Any
    ) -> None:
        publish(policy, NEW, kind="material", effective=date(2026, 7, 1))
        report = reverse("policies_desk:report_notices")
        version = reverse("policies_desk:version", args=[policy.pk, 2])
        extend = reverse("policies_desk:extend_notice", args=[policy.pk, 2])
        dashboard = reverse("wagtailadmin_home")
        exported = f"{report}?export=csv"
        for url in (report, version, extend, dashboard, exported):
            response = desk.get(url)
            said = getattr(response, "streaming_content", None)
            html = b"".join(said).decode() if said else response.content.decode()
            assert "14 Jul 2026" in html, url
            assert "15 Jul 2026" not in html, url
        refused = desk.post(extend, {"last_day": "16/07/2026", "reason": "Longer."})
        assert "“16/07/2026” is no day that can be read" in refused.content.decode()

    def test_it_ends_with_a_day_also_where_it_began_at_noon_or_clocks_go_back(
        self, policy: Any, publish: Any, clock: Any
    ) -> None:
        noon = publish(
            policy, NEW, kind="material", effective=date(2026, 6, 1), short_notice_reason="Court."
        )
        assert noon.notice.closes_at == datetime(2026, 6, 14, 23, tzinfo=UTC)
        october = publish(policy, "Other.", kind="material", effective=date(2026, 10, 20))
        assert october.notice.closes_at == datetime(2026, 11, 3, tzinfo=UTC)
