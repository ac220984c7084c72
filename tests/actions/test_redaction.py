"""A text is taken from the public, once and lawfully, and nothing else is touched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from wagtail.models import Locale, Revision

from policies.actions.import_version import import_version
from policies.actions.record_version import record_version
from policies.actions.redact_version import redact_version
from policies.actions.withdraw_version import withdraw_version
from policies.decisions.answers import Answers
from policies.decisions.grounds import Ground
from policies.desk.writing.starting import start_from
from policies.exceptions import FrozenRecord, PolicyError, PublishingRefused
from policies.exchange.importing.staging import stage
from policies.exchange.verification import doubts
from policies.models import ImportBatch, ImportText, PolicyPage, PolicyVersion
from policies.publishing.situation import draft_problems
from policies.records.columns import FACTS, FROZEN, TEXTS
from policies.records.guards import triggers
from policies.signals import version_redacted
from policies.text import canonical

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SECRET = "Our clerk Ada Vell lives at 7 Mill Lane."
ONE = f"# Data we keep\n\nWe keep your name for 30 days. {SECRET}\n"
TWO = "# Data we keep\n\nWe keep your name for 30 days.\n"


@pytest.fixture
def leaked(make_policy, publish):
    """A policy whose first version holds what it should not, and whose second does not."""
    policy = make_policy(body=ONE)
    publish(policy, TWO, summary="Mended.")
    return policy


def version(number):
    return PolicyVersion.objects.get(number=number)


def redact(number=1, **options):
    options = {"ground": Ground.PERSONAL_DATA, "reason": "A name.", **options}
    return redact_version(version=version(number), at=timezone.now(), **options)


def run(sql, *parameters):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def everything():
    """Every text that the database holds, of every table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            for row in cursor.fetchall():
                yield table, "\n".join(map(str, row))


def test_the_text_goes_and_all_else_stays(leaked):
    before = version(1)
    person = get_user_model().objects.create_superuser("laura", first_name="Laura")
    after = redact(ground=Ground.LEGAL_ORDER, note="Order 12/26.", by=person)
    assert after == version(1)
    assert [getattr(version(1), name) for name in TEXTS] == ["", "", ""]
    for name in {*FROZEN, *FACTS} - {*TEXTS}:
        assert getattr(version(1), name) == getattr(before, name), name
    assert (after.redaction_ground, after.redaction_reason) == ("legal order", "A name.")
    assert after.redacted_at == timezone.now()
    row = version(1).history.first()
    assert (row.history_user_name, row.redaction_note) == ("Laura", "Order 12/26.")
    assert not list(doubts())


def test_no_table_holds_it_any_more(leaked):
    assert {table for table, text in everything() if "Ada Vell" in text}
    redact()
    assert not {table for table, text in everything() if "Ada Vell" in text}


def test_an_upload_of_it_that_waits_is_thrown_away(leaked):
    person = get_user_model().objects.create_superuser("laura")
    batch = ImportBatch.objects.create(policy_id=leaked.pk, owner=person)
    for name, text in (("one.md", ONE), ("two.md", TWO)):
        stage(batch, text.encode(), name, UTC)
    redact()
    assert [text.name for text in ImportText.objects.all()] == ["two.md"]
    assert not {table for table, text in everything() if "Ada Vell" in text}


def test_it_is_done_once_and_told_once(leaked, django_capture_on_commit_callbacks):
    told = []

    def listen(instance, **kwargs):
        told.append(instance.number)

    version_redacted.connect(listen)
    with django_capture_on_commit_callbacks(execute=True):
        redact()
    with django_capture_on_commit_callbacks(execute=True):
        again = redact(reason="Another.")
    assert told == [1]
    assert again.redaction_reason == "A name."
    assert version(1).history.count() == 2


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"reason": "  "}, "Write why the text is redacted"),
        ({"ground": "shame"}, "“shame” is no ground for a redaction: the grounds are legal order"),
        ({"number": 2}, "Version 2 is in force: what binds people must be there to be read."),
    ],
)
def test_what_cannot_be_ends_in_a_sentence(leaked, options, sentence):
    with pytest.raises(PolicyError, match=sentence):
        redact(**options)
    assert version(options.get("number", 1)).source


def test_what_is_still_to_come_is_withdrawn_first(leaked, publish):
    publish(leaked, ONE + "\nMore.\n", kind="material")
    with pytest.raises(PolicyError, match="Version 3 is still to come: withdraw it"):
        redact(3)
    withdraw_version(version=version(3), at=timezone.now(), reason="It named somebody.")
    redact(3)
    assert version(3).source == ""
    assert not list(doubts())


class TestGuards:
    """What the database lets through is a redaction and nothing that looks like one."""

    def test_only_empty_texts_with_a_date_and_nothing_else(self, leaked):
        table = PolicyVersion._meta.db_table
        empty = "source = '', html = '', plain = ''"
        now = "redacted_at = published_at"
        for change in (
            empty,
            f"{now}, source = '', html = ''",
            f"{now}, source = 'x', html = '', plain = ''",
            f"{now}, {empty}, digest = 'x'",
            f"{now}, {empty}, record = ''",
            f"{now}, {empty}, summary = 'x'",
            f"{now}, {empty}, withdrawn_at = published_at",
            now,
        ):
            with pytest.raises(DatabaseError, match="never altered or deleted"):
                run(f"UPDATE {table} SET {change} WHERE number = 1")  # noqa: S608
        run(f"UPDATE {table} SET {now}, {empty} WHERE number = 1")  # noqa: S608
        for change in (
            "source = 'x'",
            "redacted_at = NULL",
            "redaction_reason = 'x'",
            "redaction_ground = 'x'",
            f"{now}, source = 'x'",
        ):
            with pytest.raises(DatabaseError, match="never altered or deleted"):
                run(f"UPDATE {table} SET {change} WHERE number = 1")  # noqa: S608

    def test_the_model_lets_no_text_be_saved_with_it(self, leaked):
        held = version(1)
        held.source = "Another."
        with pytest.raises(FrozenRecord):
            held.save(update_fields=[*TEXTS, "redacted_at", "redaction_ground"])

    def test_a_redaction_behind_its_back_is_found(self, leaked):
        table = PolicyVersion._meta.db_table
        run(f"UPDATE {table} SET redacted_at = published_at, source = '', html = '', plain = ''")  # noqa: S608
        said = " ".join(doubts())
        assert "version 1: its facts are not those of its audit trail." in said
        assert "it is redacted without a ground or a reason." in said

    @pytest.mark.parametrize(
        ("change", "doubt"),
        [
            ("source = 'x'", "it is redacted and has a text all the same"),
            ("redacted_at = NULL", "document.md is not what was published"),
            ("redacted_at = NULL", "bears the reason of a redaction that did not happen"),
            ("redacted_at = '2001-01-01 00:00:00+00:00'", "redacted before it was published"),
            ("redaction_reason = 'Other.'", "gives another reason for the redaction"),
            ("record = '{}'", "the record does not have its digest"),
        ],
    )
    def test_any_other_alteration_is_still_one(self, leaked, change, doubt):
        redact()
        triggers.remove(connection)
        run(f"UPDATE {PolicyVersion._meta.db_table} SET {change} WHERE number = 1")  # noqa: S608
        triggers.install(connection)
        assert doubt in " ".join(doubts())


class TestDrafts:
    def test_those_that_hold_it_are_emptied_and_others_are_not(self, make_policy, publish, clock):
        policy = make_policy(body="# Data we keep\n\nBefore.\n")
        begun = PolicyPage.objects.get(pk=policy.pk)
        for text in (f"A first try. {SECRET}", ONE):
            clock.shift(60)
            begun.body = text
            begun.save_revision()
        clock.shift(60)
        publish(policy, ONE)
        clock.shift(60)
        mending = PolicyPage.objects.get(pk=policy.pk)
        mending.body = f"A half mended one. {SECRET}"
        mending.save_revision()
        clock.shift(60)
        publish(policy, TWO)
        clock.shift(60)
        later = PolicyPage.objects.get(pk=policy.pk)
        later.body = "A draft of what comes next."
        later.save_revision()
        redact(2)
        said = [r.content["body"] for r in Revision.objects.order_by("pk")]
        assert said == ["", "", "", "", TWO, "A draft of what comes next."]
        assert PolicyPage.objects.get().body == TWO

    def test_the_newest_draft_gets_the_text_in_force(self, make_policy, publish):
        policy = make_policy(body=TWO)
        publish(policy, ONE, kind="material")
        withdraw_version(version=version(2), at=timezone.now(), reason="It named somebody.")
        Revision.objects.update(approved_go_live_at=timezone.now() + timedelta(days=3))
        redact(2)
        page = PolicyPage.objects.get(pk=policy.pk)
        draft = page.get_latest_revision_as_object()
        assert (page.body, draft.body, draft.based_on) == (canonical(TWO), canonical(TWO), 1)
        assert not Revision.objects.exclude(approved_go_live_at=None).exists()
        # The text that is in force already makes no version, whoever publishes it.
        call_command("record_missing_versions")
        draft.save_revision().publish()
        assert PolicyVersion.objects.count() == 2

    def test_where_nothing_is_in_force_the_draft_is_empty(self, make_policy):
        make_policy(body=ONE)
        withdraw_version(version=version(1), at=timezone.now(), reason="It named somebody.")
        redact()
        assert PolicyPage.objects.get().body == ""

    def test_an_alias_is_emptied_with_what_it_mirrors(self, leaked, publish, home):
        publish(leaked, ONE)
        withdraw_version(version=version(3), at=timezone.now(), reason="Again.")
        alias = PolicyPage.objects.get().create_alias(parent=home, update_slug="mirror")
        redact(3)
        assert PolicyPage.objects.get(pk=alias.pk).body == canonical(TWO)

    def test_copies_and_translations_begun_lose_it_too(self, leaked, publish, home):
        german = Locale.objects.create(language_code="de")
        home.copy_for_translation(german)
        source = PolicyPage.objects.get(pk=leaked.pk)
        source.body = ONE
        source.save_revision()
        copy = source.copy(update_attrs={"slug": "copy"}, keep_live=False)
        begun = source.copy_for_translation(german)
        PolicyPage.objects.filter(pk__in=(copy.pk, begun.pk)).update(body=ONE)
        for page in (copy, begun):
            page.body = ONE
            page.save_revision()
        redact()
        assert not {table for table, text in everything() if "Ada Vell" in text}

    def test_another_policy_that_says_it_in_public_keeps_it(self, leaked, make_policy):
        other = make_policy(slug="other", body=ONE)
        redact_version(
            version=PolicyVersion.objects.get(policy=leaked.pk, number=1),
            ground=Ground.PERSONAL_DATA,
            reason="A name.",
            at=timezone.now(),
        )
        assert PolicyPage.objects.get(pk=other.pk).body == canonical(ONE)
        assert not list(doubts())


class TestAfterwards:
    def test_it_never_binds_again(self, leaked, publish):
        redact()
        with pytest.raises(PolicyError, match="version 1 would be in force again, whose text was"):
            withdraw_version(version=version(2), at=timezone.now(), reason="Not ours.")
        publish(leaked, "# Data we keep\n\nNothing.\n")
        withdraw_version(version=version(2), at=timezone.now(), reason="Not ours.")
        assert version(2).withdrawn_at is not None
        assert not list(doubts())

    def test_the_same_text_is_not_published_again(self, leaked):
        redact()
        answers = Answers(kind="editorial", summary="Back.", editorial_reason="It is the same.")
        asked = {
            "policy": leaked,
            "title": leaked.title,
            "source": ONE,
            "answers": answers,
            "at": timezone.now(),
        }
        with pytest.raises(PublishingRefused, match="the text of version 1, which was redacted"):
            record_version(**asked, language="en")
        assert "body" in draft_problems(**asked, by=None)

    def test_the_next_version_keeps_the_anchors_of_the_last_that_can_be_read(
        self, make_policy, publish
    ):
        policy = make_policy(body="# Data we keep\n\nSome.\n\n# Your rights\n\nMany.\n")
        publish(policy, ONE, kind="material")
        withdraw_version(version=version(2), at=timezone.now(), reason="It named somebody.")
        redact(2)
        publish(policy, "# The data that we keep\n\nSome.\n\n# Your rights\n\nMany.\n")
        assert 'id="data-we-keep"' in version(3).html
        assert not list(doubts())

    def test_an_import_that_is_run_again_knows_it(self, make_policy, home):
        policy = PolicyPage(title="Old", slug="old", live=False)
        home.add_child(instance=policy)
        day = datetime(2016, 5, 1, tzinfo=UTC)

        def bring(text, day):
            return import_version(
                policy=policy,
                title="Old",
                language="en",
                source=text,
                published_at=day,
                effective_date=day.date(),
                at=timezone.now(),
            )

        bring(ONE, day)
        bring(TWO, day + timedelta(days=1))
        redact()
        assert bring(ONE, day) is None
        assert bring(TWO, day + timedelta(days=1)) is None
        with pytest.raises(PolicyError, match="which was redacted"):
            bring(ONE, day + timedelta(days=9))
        assert bring("# Data we keep\n\nNew.\n", day + timedelta(days=9)).number == 3

    def test_nothing_is_begun_from_it(self, leaked):
        redact()
        with pytest.raises(PolicyError, match="there is nothing to start from"):
            start_from(version=version(1), policy=leaked, by=None)

    def test_verify_policies_says_how_many(self, leaked, capsys):
        redact()
        call_command("verify_policies")
        said = capsys.readouterr().out
        assert "1 version(s) stand as they were published." in said
        assert "1 version(s) were redacted, and are otherwise as published." in said
        triggers.remove(connection)
        run("UPDATE policies_policyversion SET html = 'x' WHERE number = 2")
        triggers.install(connection)
        with pytest.raises(CommandError):
            call_command("verify_policies")
