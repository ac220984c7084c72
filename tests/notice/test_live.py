"""Which notices a storefront is told of, by the server's clock."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import Page, PageViewRestriction, Site

from policies.actions.close_notice import close_notice
from policies.actions.correct_version import correct_version
from policies.actions.extend_notice import extend_notice
from policies.actions.withdraw_version import withdraw_version
from policies.models import PolicyPage, PolicySettings, PolicyVersion
from tests.notice.conftest import NINETY

pytestmark = pytest.mark.django_db

LATER = "# Data we keep\n\nWe keep your name for a year.\n"


def test_a_change_is_announced_then_in_force_then_over(clock, announced, notices):
    (notice,) = notices()
    assert (notice["state"], notice["effective"]) == ("forthcoming", "2026-07-01")
    clock.move_to("2026-06-30T22:59:59Z")
    assert notices()[0]["state"] == "forthcoming"
    clock.move_to("2026-06-30T23:00:00Z")
    assert notices()[0]["state"] == "in force"
    assert notices()[0]["until"] == "2026-07-14T23:00:00Z"
    clock.move_to("2026-07-14T22:59:59Z")
    assert notices()
    clock.move_to("2026-07-14T23:00:00Z")
    assert notices() == []


def test_the_first_version_and_an_editorial_one_announce_nothing(clock, policy, publish, versions):
    assert versions() == []
    publish(policy, "# Data we keep\n\nWe keep your name for thirty days.\n")
    assert versions() == []


def test_a_typo_mended_after_the_effect_does_not_silence_the_notice(
    clock, policy, publish, announced, versions
):
    clock.move_to("2026-07-02T12:00:00Z")
    publish(policy, NINETY.replace("keep your", "keep  your").replace("90", "ninety"))
    assert PolicyVersion.objects.in_force(timezone.now()).get().number == 3
    assert versions() == [2]


def test_a_later_material_version_speaks_for_the_one_it_supersedes(
    clock, policy, publish, announced, versions, notices
):
    clock.move_to("2026-06-20T12:00:00Z")
    publish(policy, LATER, kind="material", effective=date(2026, 7, 5), meanwhile="afterwards",
            short_notice_reason="A ruling.")  # fmt: skip
    assert versions() == [2, 3]
    assert notices()[0]["until"] == "2026-07-04T23:00:00Z"
    clock.move_to("2026-07-04T22:59:59Z")
    assert versions() == [2, 3]
    clock.move_to("2026-07-04T23:00:00Z")
    assert versions() == [3]


def test_two_changes_still_ahead_are_both_announced(clock, policy, publish, announced, versions):
    publish(policy, LATER, kind="material", effective=date(2026, 6, 15), meanwhile="until_then",
            short_notice_reason="A ruling.")  # fmt: skip
    assert versions() == [3, 2]


def test_a_superseding_version_with_a_closed_notice_still_ends_the_earlier_one(
    clock, policy, publish, announced, versions, client
):
    clock.move_to("2026-06-20T12:00:00Z")
    third = publish(policy, LATER, kind="material", effective=date(2026, 7, 5),
                    meanwhile="afterwards", short_notice_reason="A ruling.")  # fmt: skip
    close_notice(notice=third.notice, at=timezone.now(), reason="Told by letter.")
    clock.move_to("2026-07-04T22:59:59Z")
    assert versions() == [2]
    assert "max-age=1," in client.get("/policies-api/notice.json")["Cache-Control"] + ","
    clock.move_to("2026-07-04T23:00:00Z")
    assert versions() == []


def test_a_withdrawn_version_takes_its_notice_away(clock, announced, versions):
    withdraw_version(version=announced, at=timezone.now(), reason="Published too early.")
    assert versions() == []


def test_a_rollback_lets_the_earlier_notice_speak_again_until_its_own_end(
    clock, policy, publish, announced, versions
):
    third = publish(policy, LATER, kind="material", effective=date(2026, 7, 5),
                    meanwhile="afterwards")  # fmt: skip
    clock.move_to("2026-07-06T12:00:00Z")
    assert versions() == [3]
    withdraw_version(version=third, at=timezone.now(), reason="Refused by the regulator.")
    assert versions() == [2]
    clock.move_to("2026-07-14T23:00:00Z")
    assert versions() == []


def test_a_postponed_date_moves_the_notice_and_a_closed_one_is_gone(clock, announced, notices):
    assert notices()
    correct_version(version=announced, reason="More time.", at=timezone.now(),
                    effective_date=date(2026, 8, 1), summary="We keep it longer.")  # fmt: skip
    (notice,) = notices()
    assert (notice["effective"], notice["message"]) == ("2026-08-01", "We keep it longer.")
    assert notice["until"] == "2026-08-14T23:00:00Z"
    close_notice(notice=announced.notice, at=timezone.now(), reason="Told by letter.")
    assert notices() == []


def test_restricted_unpublished_and_deleted_pages_are_never_announced(
    clock, home, make_policy, publish, versions
):
    folder = home.add_child(instance=Page(title="Partners", slug="partners"))
    secret = make_policy(parent=folder)
    publish(secret, NINETY, kind="material")
    assert versions() == [2]
    restriction = PageViewRestriction.objects.create(
        page=folder, restriction_type=PageViewRestriction.LOGIN
    )
    assert versions() == []
    restriction.delete()
    assert versions() == [2]
    PolicyPage.objects.get(pk=secret.pk).unpublish()
    assert versions() == []


def test_a_site_announces_its_own_policies_and_aliases_alone(
    clock, home, policy, announced, client, versions
):
    root = home.get_parent()
    other = root.add_child(instance=Page(title="Other", slug="other"))
    Site.objects.create(hostname="other.example", port=443, root_page=other)

    def there():
        return client.get("/policies-api/notice.json", HTTP_HOST="other.example").json()["notices"]

    assert versions() == [2]
    assert there() == []
    PolicyPage.objects.get(pk=policy.pk).create_alias(parent=other, update_slug="data")
    (notice,) = there()
    assert notice["policy"] == str(announced.policy_uuid)
    assert notice["read"] == "https://other.example/data/versions/2/"
    assert len(versions()) == 1
    PageViewRestriction.objects.create(page=other, restriction_type=PageViewRestriction.LOGIN)
    assert there() == []
    assert versions() == [2]


def test_an_alias_that_becomes_a_page_of_its_own_announces_nothing(
    clock, home, policy, announced, client
):
    other = home.get_parent().add_child(instance=Page(title="Other", slug="other"))
    Site.objects.create(hostname="other.example", port=443, root_page=other)
    alias = PolicyPage.objects.get(pk=policy.pk).create_alias(parent=other)

    def there():
        return client.get("/policies-api/notice.json", HTTP_HOST="other.example").json()["notices"]

    assert len(there()) == 1
    ConvertAliasPageAction(alias).execute()
    assert there() == []


def test_a_notice_that_is_extended_says_so_at_once(clock, announced, notices):
    assert notices()[0]["until"] == "2026-07-14T23:00:00Z"
    extend_notice(notice=announced.notice, last_day=date(2026, 7, 31), reason="Holidays.",
                  at=timezone.now())  # fmt: skip
    assert notices()[0]["until"] == "2026-07-31T23:00:00Z"


def restrict(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def test_an_alias_is_announced_where_what_is_above_the_policy_is_not_public(
    clock, home, make_policy, publish, notices
):
    folder = home.add_child(instance=Page(title="Partners", slug="partners"))
    source = make_policy(parent=folder)
    publish(source, NINETY, kind="material")
    PolicyPage.objects.get(pk=source.pk).create_alias(parent=home, update_slug="public")
    assert [n["read"] for n in notices()] == ["http://localhost/partners/privacy/versions/2/"]
    restrict(folder)
    assert [n["read"] for n in notices()] == ["http://localhost/public/versions/2/"]


def test_a_restriction_on_the_policy_hides_its_aliases_as_where_they_are_served(
    clock, home, policy, announced, notices, client
):
    source = PolicyPage.objects.get(pk=policy.pk)
    source.create_alias(parent=home, update_slug="public")
    restrict(source)
    assert client.get("/public/").status_code == 302
    assert notices() == []


def test_of_the_translations_of_a_policy_the_visitors_own_speaks(
    clock, announced, publish, notices, translate
):
    copy = translate()
    assert [n["title"] for n in notices(lang="de")] == ["Privacy policy"]
    publish(copy, "# Daten\n\n90 Tage.\n", kind="material", summary="Länger.")
    assert [n["title"] for n in notices(lang="de")] == ["Datenschutz"]
    assert [n["title"] for n in notices(lang="en-gb")] == ["Privacy policy"]
    assert [n["title"] for n in notices(lang="fr")] == ["Privacy policy"]


def test_an_alias_does_not_speak_beside_a_translation_of_what_it_mirrors(
    clock, home, policy, announced, publish, notices, translate
):
    PolicyPage.objects.get(pk=policy.pk).create_alias(parent=home, update_slug="data")
    publish(translate(), "# Daten\n\n90 Tage.\n", kind="material", summary="Länger.")
    assert [n["title"] for n in notices(lang="de")] == ["Datenschutz"]
    assert [n["read"] for n in notices(lang="en-gb")] == ["http://localhost/privacy/versions/2/"]


def test_what_an_editor_sets_is_said_at_once(clock, home, announced, client):
    settings = PolicySettings.for_site(Site.objects.get())
    settings.notice_wording = {"en-gb": {"close": "Got it", "region": "News of our policies"}}
    assert client.get("/policies-api/notice.json").json()["labels"]["close"] == "Close"
    settings.save()
    labels = client.get("/policies-api/notice.json").json()["labels"]
    assert (labels["close"], labels["region"]) == ("Got it", "News of our policies")
    german = client.get("/policies-api/notice.json?lang=de").json()["labels"]
    assert german["close"] == "Schließen"


def test_moving_and_renaming_a_policy_moves_its_links(clock, home, policy, announced, notices):
    folder = home.add_child(instance=Page(title="Legal", slug="legal"))
    assert notices()[0]["read"] == "http://localhost/privacy/versions/2/"
    page = PolicyPage.objects.get(pk=policy.pk)
    page.move(folder, pos="last-child")
    assert notices()[0]["read"] == "http://localhost/legal/privacy/versions/2/"
    page = PolicyPage.objects.get(pk=policy.pk)
    page.slug = "data"
    page.save_revision().publish()
    assert notices()[0]["read"] == "http://localhost/legal/data/versions/2/"
