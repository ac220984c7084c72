"""A policy translated through wagtail-localize, as its screens and its API do it."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import String, StringTranslation, Translation, TranslationSource

from policies.actions.redact_version import redact_version
from policies.decisions.grounds import Ground
from policies.models import PolicyPage, PolicyVersion
from tests.confirming import press

pytestmark = pytest.mark.django_db(transaction=True)

SOURCE = "# Data\n\nWe keep your name for **30 days** & no longer.\n\n* a < b\n* c\n"
GERMAN = "# Daten\n\nWir behalten Ihren Namen **30 Tage** & nicht länger.\n\n* a < b\n* c\n"


@pytest.fixture
def german(clock, home):
    locale = Locale.objects.get_or_create(language_code="de")[0]
    home.copy_for_translation(locale).save_revision().publish()
    return locale


@pytest.fixture
def policy(make_policy, german):
    return make_policy(body=SOURCE)


def translate(policy, german, **texts):
    """What a translator fills in: a text for each field."""
    source = TranslationSource.objects.get_for_instance(policy)
    for field, text in texts.items():
        segment = source.stringsegment_set.get(context__path=field)
        StringTranslation.objects.update_or_create(
            translation_of=segment.string,
            locale=german,
            context=segment.context,
            defaults={"data": text, "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL},
        )


def submit(client, policy, german):
    address = reverse("wagtail_localize:submit_page_translation", args=[policy.pk])
    response = client.post(address, {"locales": [german.pk]})
    assert response.status_code == 302, response.context["form"].errors
    return PolicyPage.objects.get(translation_key=policy.translation_key, locale=german)


def numbers(page):
    return list(PolicyVersion.objects.filter(policy=page.pk).values_list("number", flat=True))


def press_publish(client, page):
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(edit, {"action": "publish"}, follow=True)


@pytest.fixture
def submitted(admin_client, policy, german):
    return submit(admin_client, policy, german)


def test_only_the_text_the_title_and_the_address_are_translated():
    fields = {f.field_name: f for f in get_translatable_fields(PolicyPage)}
    page = PolicyPage(title="A", slug="a", body="b", change_summary="s", based_on=4)
    assert {"body", "title", "slug"} <= {n for n, f in fields.items() if f.is_translated(page)}
    for name in (
        "change_kind",
        "change_summary",
        "effective_date",
        "meanwhile",
        "based_on",
        "base_confirmed",
        "editorial_reason",
        "short_notice_reason",
    ):
        field = fields[name]
        told = field.is_translated(page), field.is_synchronized(page), field.is_overridable(page)
        assert told == (False, False, False), name


def test_a_translation_begins_with_the_text_in_force(admin_client, policy, german, publish):
    later = SOURCE.replace("30", "90")
    publish(policy, later, kind="material", effective=date(2026, 7, 15), title="Data protection")
    page = PolicyPage.objects.get(pk=policy.pk)
    assert page.body == later
    page.body = SOURCE.replace("30", "7")
    page.save_revision()
    submitted = submit(admin_client, policy, german)
    (body,) = String.objects.filter(segments__context__path="body")
    assert "30 days" in body.data
    translate(policy, german, body=GERMAN.rstrip("\n"))
    press_publish(admin_client, submitted)
    version = PolicyVersion.objects.get(policy=submitted.pk)
    assert (version.source, version.title) == (GERMAN, "Privacy policy")


def test_submitting_records_nothing(submitted, policy):
    assert not submitted.live
    assert numbers(submitted) == []
    assert numbers(policy) == [1]


def test_publishing_the_translation_records_it_as_its_first_version(
    submitted, policy, german, admin_client, client
):
    translate(policy, german, title="Datenschutz", body=GERMAN.rstrip("\n"))
    response = press_publish(admin_client, submitted)
    assert response.status_code == 200
    version = PolicyVersion.objects.get(policy=submitted.pk)
    assert (version.number, version.language, version.title) == (1, "de", "Datenschutz")
    assert version.source == GERMAN
    assert version.publisher_name
    assert numbers(policy) == [1]
    page = client.get("/de/privacy/")
    assert "Wir behalten Ihren Namen" in page.content.decode()
    assert 'hreflang="de"' in client.get("/privacy/").content.decode()
    assert client.get("/de/privacy/versions/1/document.md").content.decode() == GERMAN


@pytest.fixture
def published(submitted, policy, german, admin_client):
    translate(policy, german, title="Datenschutz", body=GERMAN.rstrip("\n"))
    press_publish(admin_client, submitted)
    return PolicyPage.objects.get(pk=submitted.pk)


@pytest.fixture
def changed(published, policy, publish, german, clock):
    """The original has a second version, material, which localize has been told of."""
    publish(policy, SOURCE.replace("30", "90"), kind="material", effective=date(2026, 7, 1))
    source = TranslationSource.objects.get_for_instance(policy)
    source.update_from_db()
    translate(policy, german, body=GERMAN.replace("30", "90").rstrip("\n"))
    return published


def test_the_answers_of_the_original_do_not_come_along(changed, policy):
    page = PolicyPage.objects.get(pk=changed.pk)
    assert (page.change_kind, page.based_on) == ("", 1)
    assert numbers(policy) == [1, 2]


def test_saving_a_draft_of_a_live_translation_records_nothing(changed, policy, german, client):
    translation = Translation.objects.get(source__object_id=policy.translation_key)
    translation.save_target(publish=False)
    assert numbers(changed) == [1]
    assert "30 Tage" in client.get("/de/privacy/").content.decode()
    call_command("verify_policies")


def test_a_later_version_asks_as_every_publication_does(changed, admin_client, client):
    response = press_publish(admin_client, changed)
    assert response.status_code == 200
    assert numbers(changed) == [1]
    told = [str(message) for message in response.context["messages"]]
    assert any("Stop synced translation" in sentence for sentence in told)
    assert "30 Tage" in client.get("/de/privacy/").content.decode()


def test_it_is_published_from_the_editor_once_the_questions_are_answered(
    changed, policy, admin_client, client, clock
):
    press_publish(admin_client, changed)
    edit = reverse("wagtailadmin_pages:edit", args=[changed.pk])
    translation = Translation.objects.get(source__object_id=policy.translation_key)
    admin_client.post(reverse("wagtail_localize:stop_translation", args=[translation.pk]))
    draft = PolicyPage.objects.get(pk=changed.pk).get_latest_revision_as_object()
    assert "90 Tage" in draft.body
    response = press(
        admin_client,
        edit,
        {
            "title": draft.title,
            "slug": draft.slug,
            "body": draft.body,
            "based_on": draft.based_on,
            "change_kind": "material",
            "change_summary": "90 Tage statt 30.",
            "effective_date": "2026-07-01",
            "action-publish": "1",
            "comments-TOTAL_FORMS": 0,
            "comments-INITIAL_FORMS": 0,
            "comments-MIN_NUM_FORMS": 0,
            "comments-MAX_NUM_FORMS": "",
        },
    )
    assert response.status_code == 302, response.context["form"].errors
    assert numbers(changed) == [1, 2]
    clock.move_to("2026-07-02T12:00:00Z")
    assert "90 Tage" in client.get("/de/privacy/").content.decode()
    call_command("verify_policies")


def test_updating_all_translations_at_once_leaves_the_rest_of_the_site_alone(
    changed, policy, admin_client
):
    source = TranslationSource.objects.get_for_instance(policy)
    address = reverse("wagtail_localize:update_translations", args=[source.pk])
    response = admin_client.post(address, {"publish_translations": "on"}, follow=True)
    assert "Stop synced translation" in response.content.decode()
    assert numbers(changed) == [1]
    assert numbers(policy) == [1, 2]


def test_the_first_version_of_a_converted_alias_is_what_was_read_there(
    policy, german, admin_client, client
):
    alias = PolicyPage.objects.get(pk=policy.pk).copy_for_translation(german, alias=True)
    assert numbers(alias) == []
    page = submit(admin_client, policy, german)
    assert page.pk == alias.pk
    assert PolicyVersion.objects.get(policy=page.pk).source == SOURCE
    translate(policy, german, title="Datenschutz", body=GERMAN.rstrip("\n"))
    told = [str(m) for m in press_publish(admin_client, page).context["messages"]]
    assert any("Stop synced translation" in sentence for sentence in told)
    assert numbers(page) == [1]


def test_strings_are_kept_whole(submitted, policy):
    (body,) = String.objects.filter(segments__context__path="body")
    assert "**30 days** &amp; no longer" in body.data


def test_a_redaction_reaches_the_tables_of_localize(client, admin_user, policy, german, publish):
    client.force_login(admin_user)
    page = submit(client, policy, german)
    translate(policy, german, title="Datenschutz", body=GERMAN)
    press_publish(client, page)
    publish(policy, "# Data\n\nWe keep nothing.\n")
    first = PolicyVersion.objects.get(policy=policy.pk, number=1)
    held = "We keep your name"
    assert String.objects.filter(data__contains=held).exists()
    redact_version(version=first, ground=Ground.values[0], reason="By order.", at=timezone.now())
    assert not String.objects.filter(data__contains=held).exists()
    assert not StringTranslation.objects.filter(data__contains="Wir behalten").exists()
    assert not TranslationSource.objects.filter(content_json__contains=held).exists()
    # The editor opens all the same.
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert client.get(edit).status_code == 200
