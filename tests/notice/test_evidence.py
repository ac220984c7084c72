"""What can be proved of a notice afterwards."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.utils import timezone
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Page, Site

from policies.actions.close_notice import close_notice
from policies.actions.correct_version import correct_version
from policies.actions.withdraw_version import withdraw_version
from policies.models import PolicyPage, PolicySettings
from policies.notice.evidence import evidence
from tests.notice.conftest import NINETY, SUMMARY

pytestmark = pytest.mark.django_db

YEAR = "# Data we keep\n\nWe keep your name for a year.\n"


@pytest.fixture
def elsewhere(home):
    """The home page of a second site, https://other.example."""
    other = home.get_parent().add_child(instance=Page(title="Other", slug="other"))
    Site.objects.create(hostname="other.example", port=443, root_page=other)
    return other


def told(notice):
    notice.refresh_from_db()
    found = evidence(notice, timezone.now())
    assert json.loads(json.dumps(found)) == found
    return found


def test_it_tells_when_where_and_in_which_words(clock, home, announced):
    clock.move_to("2026-07-20T12:00:00Z")
    found = told(announced.notice)
    assert found["windows"] == [{"from": "2026-06-01T12:00:00Z", "until": "2026-07-14T23:00:00Z"}]
    assert (found["open"], found["version"], found["digest"]) == (False, 2, announced.digest)
    assert found["sites"] == ["http://localhost"]
    before, after = found["showings"]
    assert (before["state"], after["state"]) == ("forthcoming", "in force")
    assert before["until"] == after["from"] == "2026-06-30T23:00:00Z"
    assert before["words"]["de"] == {
        "sentence": "Privacy policy: Änderungen gelten ab dem 1. Juli 2026.",
        "message": SUMMARY,
        "region": "Änderungen unserer Richtlinien",
        "compare": "Änderungen ansehen",
        "since": "Änderungen seit Ihrem letzten Besuch ansehen",
        "read": "Vollständig lesen",
        "close": "Schließen",
    }
    assert set(before["words"]) == {"en-gb", "de", "fr", "es"}


def test_a_later_change_of_words_does_not_change_what_was_shown(clock, home, announced):
    clock.move_to("2026-06-10T12:00:00Z")
    settings = PolicySettings.for_site(Site.objects.get())
    settings.notice_wording = {"en-gb": {"close": "Got it"}}
    settings.save()
    clock.move_to("2026-06-12T12:00:00Z")
    correct_version(version=announced, at=timezone.now(), reason="More time, plainer words.",
                    summary="We keep it longer.", effective_date=date(2026, 8, 1))  # fmt: skip
    clock.move_to("2026-06-20T12:00:00Z")
    found = told(announced.notice)
    english = [showing["words"]["en-gb"] for showing in found["showings"]]
    assert [words["close"] for words in english] == ["Close", "Got it", "Got it"]
    assert [words["message"] for words in english] == [SUMMARY, SUMMARY, "We keep it longer."]
    assert [words["sentence"][-12:] for words in english] == [
        " 1 Jul 2026.",
        " 1 Jul 2026.",
        " 1 Aug 2026.",
    ]
    assert [s["from"] for s in found["showings"]] == [
        "2026-06-01T12:00:00Z",
        "2026-06-10T12:00:00Z",
        "2026-06-12T12:00:00Z",
    ]
    assert found["showings"][-1]["until"] == "2026-06-20T12:00:00Z"
    assert found["open"] is True


def test_every_change_of_the_notice_is_kept_with_its_reason_and_author(
    clock, announced, django_user_model
):
    legal = django_user_model.objects.create_user("legal", first_name="Ada", last_name="Ley")
    clock.move_to("2026-06-05T12:00:00Z")
    close_notice(notice=announced.notice, at=timezone.now(), reason="Told by letter.", by=legal)
    clock.move_to("2026-06-20T12:00:00Z")
    found = told(announced.notice)
    assert found["windows"] == [{"from": "2026-06-01T12:00:00Z", "until": "2026-06-05T12:00:00Z"}]
    opened, closed = found["changes"]
    assert (opened["closed_at"], opened["closes_at"]) == (None, "2026-07-14T23:00:00Z")
    assert (closed["closed_at"], closed["by"]) == ("2026-06-05T12:00:00Z", "Ada Ley")
    assert closed["reason"] == closed["close_reason"] == "Told by letter."


def test_a_silence_behind_a_later_version_is_told_with_its_end(clock, policy, publish, announced):
    third = publish(policy, YEAR, kind="material", effective=date(2026, 7, 5),
                    meanwhile="afterwards")  # fmt: skip
    clock.move_to("2026-07-06T12:00:00Z")
    withdraw_version(version=third, at=timezone.now(), reason="Refused by the regulator.")
    clock.move_to("2026-07-20T12:00:00Z")
    assert told(announced.notice)["windows"] == [
        {"from": "2026-06-01T12:00:00Z", "until": "2026-07-04T23:00:00Z"},
        {"from": "2026-07-06T12:00:00Z", "until": "2026-07-14T23:00:00Z"},
    ]
    assert told(third.notice)["windows"] == [
        {"from": "2026-06-01T12:00:00Z", "until": "2026-07-06T12:00:00Z"}
    ]


def test_sites_that_mirror_the_policy_are_named_and_what_hid_its_page_too(
    clock, policy, publish, elsewhere
):
    PolicyPage.objects.get(pk=policy.pk).create_alias(parent=elsewhere)
    second = publish(policy, NINETY, kind="material")
    clock.move_to("2026-06-05T12:00:00Z")
    PolicyPage.objects.get(pk=policy.pk).unpublish()
    found = told(second.notice)
    assert found["sites"] == ["http://localhost", "https://other.example"]
    assert {showing["site"] for showing in found["showings"]} == set(found["sites"])
    assert {
        "at": "2026-06-05T12:00:00Z",
        "page": "Privacy policy",
        "action": "wagtail.unpublish",
    } in (found["circumstances"])


def convert(alias):
    ConvertAliasPageAction(alias).execute()


def entries(found):
    return [(entry["at"][:10], entry["action"]) for entry in found["circumstances"]]


def test_an_alias_has_shown_the_notice_since_it_was_made(clock, policy, announced, elsewhere):
    source = PolicyPage.objects.get(pk=policy.pk)
    clock.move_to("2026-06-05T12:00:00Z")
    assert told(announced.notice)["sites"] == ["http://localhost"]
    clock.move_to("2026-06-10T12:00:00Z")
    source.create_alias(parent=elsewhere)
    clock.move_to("2026-06-20T12:00:00Z")
    found = told(announced.notice)
    assert found["windows"] == [{"from": "2026-06-01T12:00:00Z", "until": "2026-06-20T12:00:00Z"}]
    assert [(s["site"], s["from"], s["until"]) for s in found["showings"]] == [
        ("http://localhost", "2026-06-01T12:00:00Z", "2026-06-20T12:00:00Z"),
        ("https://other.example", "2026-06-10T12:00:00Z", "2026-06-20T12:00:00Z"),
    ]
    assert ("2026-06-10", "wagtail.create_alias") in entries(found)


@pytest.mark.parametrize(
    ("end", "action"),
    [(Page.delete, "wagtail.delete"), (convert, "wagtail.convert_alias")],
)
def test_of_an_alias_that_is_no_more_the_log_still_tells(
    clock, policy, make_policy, announced, elsewhere, end, action
):
    terms = make_policy(slug="terms", title="Terms of sale")
    clock.move_to("2026-06-10T12:00:00Z")
    alias = PolicyPage.objects.get(pk=policy.pk).create_alias(parent=elsewhere)
    clock.move_to("2026-06-12T12:00:00Z")
    PolicyPage.objects.get(pk=terms.pk).create_alias(parent=elsewhere).delete()
    clock.move_to("2026-06-15T12:00:00Z")
    end(alias)
    clock.move_to("2026-06-20T12:00:00Z")
    found = told(announced.notice)
    assert found["sites"] == ["http://localhost"]
    assert [entry for entry in entries(found) if "alias" in entry[1] or "delete" in entry[1]] == [
        ("2026-06-10", "wagtail.create_alias"),
        ("2026-06-15", action),
    ]


def test_what_hid_an_alias_is_told_too(clock, policy, announced, elsewhere):
    PolicyPage.objects.get(pk=policy.pk).create_alias(parent=elsewhere)
    clock.move_to("2026-06-05T12:00:00Z")
    elsewhere.unpublish()
    found = told(announced.notice)
    assert {"at": "2026-06-05T12:00:00Z", "page": "Other", "action": "wagtail.unpublish"} in (
        found["circumstances"]
    )


def test_a_translation_is_shown_on_the_site_of_what_it_translates(clock, publish, translate):
    german = publish(translate(), "# Daten\n\n90 Tage.\n", kind="material", summary="Länger.")
    clock.move_to("2026-06-20T12:00:00Z")
    found = told(german.notice)
    assert found["sites"] == ["http://localhost"]
    (showing,) = found["showings"]
    assert (showing["site"], showing["from"]) == ("http://localhost", "2026-06-01T12:00:00Z")
    assert showing["words"]["de"]["message"] == "Länger."
