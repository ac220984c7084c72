"""Corrections, withdrawals and notices: each once, in public, and never the text."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from policies import signals
from policies.actions.close_notice import close_notice
from policies.actions.correct_version import correct_version
from policies.actions.open_notice import open_notice
from policies.actions.withdraw_version import withdraw_version
from policies.exceptions import PolicyError
from policies.models import ChangeNotice, PolicyVersion, VersionCorrection

pytestmark = pytest.mark.django_db
NAMES = [
    "version_recorded",
    "version_corrected",
    "version_withdrawn",
    "notice_opened",
    "notice_closed",
]
NEW = "# Data we keep\n\nWe keep your name for 90 days.\n"


@pytest.fixture
def material(clock, policy, publish):
    """Version 2: material, published on 1 June, effective on 1 July 2026."""
    return publish(policy, NEW, kind="material", summary="We keep your name longer.")


@pytest.fixture
def heard(django_capture_on_commit_callbacks):
    """The names of the signals that are sent, in order."""
    names: list[str] = []
    receivers = []
    for name in (
        "version_recorded",
        "version_corrected",
        "version_withdrawn",
        "notice_opened",
        "notice_closed",
    ):

        def receiver(sender, instance, name=name, **kwargs):
            names.append(name)

        getattr(signals, name).connect(receiver)
        receivers.append((name, receiver))
    with django_capture_on_commit_callbacks(execute=True):
        yield names
    for name, receiver in receivers:
        getattr(signals, name).disconnect(receiver)


class TestCorrecting:
    def test_an_announced_date_is_postponed_in_public(self, material, clock):
        [correction] = correct_version(
            version=material,
            effective_date=date(2026, 8, 1),
            reason="The mail went out late.",
            at=timezone.now() + timedelta(days=1),
        )
        version = PolicyVersion.objects.get(pk=material.pk)
        assert version.takes_effect_at == datetime(2026, 7, 31, 23, tzinfo=UTC)
        assert (correction.before, correction.after) == ("2026-07-01", "2026-08-01")
        assert version.source == material.source
        notice = ChangeNotice.objects.get(version=version)
        assert notice.closes_at == version.takes_effect_at + timedelta(days=14)
        trail = version.history.order_by("history_id")
        assert [str(row.effective_date) for row in trail] == ["2026-07-01", "2026-08-01"]
        assert trail.last().history_change_reason == "The mail went out late."

    def test_what_is_said_already_is_no_correction(self, material):
        assert (
            correct_version(version=material, kind="material", reason="", at=timezone.now()) == []
        )

    @pytest.mark.parametrize(
        ("facts", "reason", "sentence"),
        [
            ({"summary": "Other."}, " ", "Write why the fact is corrected"),
            ({"summary": " "}, "Why.", "cannot be emptied"),
            ({"kind": "editorial"}, "Why.", "only from editorial to material"),
            ({"effective_date": date(2026, 6, 1)}, "Why.", "only move to a day still to come"),
        ],
    )
    def test_bad_input_gets_a_sentence_and_changes_nothing(self, material, facts, reason, sentence):
        with pytest.raises(PolicyError, match=sentence):
            correct_version(version=material, reason=reason, at=timezone.now(), **facts)
        assert not VersionCorrection.objects.exists()

    def test_a_version_does_not_overtake_the_one_that_is_to_follow(self, material, policy, publish):
        august = date(2026, 8, 1)
        third = publish(policy, "Other.", kind="material", effective=august, meanwhile="afterwards")
        move = {"reason": "Later.", "at": timezone.now()}
        with pytest.raises(PolicyError, match="Version 3 is to follow this one, on 1 Aug 2026"):
            correct_version(version=material, effective_date=date(2026, 9, 1), **move)
        with pytest.raises(PolicyError, match="This version is to follow version 2, on 1 Jul 2026"):
            correct_version(version=third, effective_date=date(2026, 6, 30), **move)
        correct_version(version=third, effective_date=date(2026, 10, 1), **move)
        correct_version(version=material, effective_date=date(2026, 9, 1), **move)
        assert PolicyVersion.objects.in_force(datetime(2026, 9, 2, tzinfo=UTC)).get().number == 2
        assert PolicyVersion.objects.in_force(datetime(2026, 10, 2, tzinfo=UTC)).get().number == 3

    def test_once_in_effect_the_date_stands(self, material, clock):
        clock.move_to("2026-07-01T00:00:00+01:00")
        with pytest.raises(PolicyError, match="has taken effect"):
            correct_version(
                version=material,
                effective_date=date(2026, 9, 1),
                reason="Too late.",
                at=timezone.now(),
            )

    def test_a_withdrawn_version_is_left_alone(self, material):
        withdraw_version(version=material, reason="A mistake.", at=timezone.now())
        with pytest.raises(PolicyError, match="is withdrawn"):
            correct_version(version=material, summary="Other.", reason="Why.", at=timezone.now())

    def test_calling_an_editorial_change_material_opens_its_notice(self, clock, policy, publish):
        version = publish(policy, NEW)
        assert not ChangeNotice.objects.exists()
        clock.shift(timedelta(days=2))
        correct_version(version=version, kind="material", reason="It is.", at=timezone.now())
        notice = ChangeNotice.objects.get(version=version)
        assert notice.opens_at == timezone.now()

    def test_an_old_change_called_material_opens_none(self, clock, policy, publish):
        version = publish(policy, NEW)
        clock.shift(timedelta(days=180))
        correct_version(version=version, kind="material", reason="It was.", at=timezone.now())
        assert PolicyVersion.objects.get(pk=version.pk).kind == "material"
        assert not ChangeNotice.objects.exists()


class TestWithdrawing:
    def test_the_version_before_comes_back_and_the_notice_closes(self, material, clock, heard):
        clock.move_to("2026-07-05T12:00:00Z")
        version = withdraw_version(version=material, reason="A mistake.", at=timezone.now())
        assert PolicyVersion.objects.in_force(timezone.now()).get().number == 1
        assert PolicyVersion.objects.in_force(datetime(2026, 7, 3, tzinfo=UTC)).get().number == 2
        assert not ChangeNotice.objects.live(timezone.now()).exists()
        clock.shift(timedelta(days=1))
        again = withdraw_version(version=version, reason="A mistake.", at=timezone.now())
        assert again.withdrawn_at == version.withdrawn_at

    def test_of_two_people_the_second_is_told_that_it_is_withdrawn(self, material):
        withdraw_version(version=material, reason="A mistake.", at=timezone.now())
        with pytest.raises(PolicyError, match="Version 2 is withdrawn already"):
            withdraw_version(version=material, reason="The partner left.", at=timezone.now())
        assert PolicyVersion.objects.get(pk=material.pk).withdrawal_reason == "A mistake."

    def test_a_reason_is_required(self, material):
        with pytest.raises(PolicyError, match="the reason is shown in public"):
            withdraw_version(version=material, reason=" ", at=timezone.now())

    def test_instead_withdraws_the_forthcoming_one_as_replaced(self, material, policy, publish):
        third = publish(policy, "Other.", meanwhile="instead", based_on=2)
        version = PolicyVersion.objects.get(pk=material.pk)
        assert version.replaced_by == third.number == 3
        assert not PolicyVersion.objects.forthcoming(timezone.now()).exists()

    def test_until_then_leaves_the_forthcoming_one_to_come(self, material, policy, publish, clock):
        publish(policy, "We keep your full name.", meanwhile="until_then", based_on=1)
        assert PolicyVersion.objects.in_force(timezone.now()).get().number == 3
        clock.move_to("2026-07-01T00:00:00+01:00")
        assert PolicyVersion.objects.in_force(timezone.now()).get().number == 2
        assert {v.number for v in PolicyVersion.objects.superseded(timezone.now())} == {1, 3}


class TestNotices:
    def test_a_material_version_opens_one_until_some_days_after_its_effect(self, material):
        notice = ChangeNotice.objects.get()
        assert notice.opens_at == material.published_at
        assert notice.closes_at == datetime(2026, 7, 14, 23, tzinfo=UTC)
        assert str(notice) == "Privacy policy, version 2"
        assert open_notice(version=material) == notice

    def test_it_closes_by_itself(self, material):
        [notice] = ChangeNotice.objects.live(datetime(2026, 7, 14, 22, 59, tzinfo=UTC))
        assert notice.is_live(datetime(2026, 7, 14, 22, 59, tzinfo=UTC))
        assert not ChangeNotice.objects.live(datetime(2026, 7, 14, 23, tzinfo=UTC))

    def test_closing_it_is_once_and_has_a_reason(self, material):
        at = timezone.now() + timedelta(days=1)
        notice = close_notice(notice=ChangeNotice.objects.get(), at=at, reason="Told by mail.")
        assert close_notice(notice=notice, at=at + timedelta(days=1)).closed_at == at
        assert notice.history.first().history_change_reason == "Told by mail."


def test_signals_are_sent_on_commit(
    heard, clock, policy, publish, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        version = publish(policy, NEW, kind="material")
        correct_version(version=version, summary="Longer.", reason="Clearer.", at=timezone.now())
        withdraw_version(version=version, reason="A mistake.", at=timezone.now())
    assert heard == [
        "version_recorded",
        "notice_opened",
        "version_corrected",
        "notice_closed",
        "version_withdrawn",
    ]
