"""What an editor must say when publishing, and the sentence for each thing left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from policies.decisions.answers import Answers, Kind, Meanwhile, problems, settled
from policies.decisions.situation import Forthcoming, Situation
from policies.exceptions import PublishingRefused

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
SECOND = Situation(now=NOW, zone=LONDON, notice_period=30, newest=1, in_force=1)
COMING = replace(
    SECOND,
    newest=2,
    forthcoming=(Forthcoming(2, datetime(2026, 7, 31, 23, tzinfo=UTC), date(2026, 8, 1)),),
)
EDITORIAL = Answers("editorial", "A typo.", date(2026, 6, 1), based_on=1)
MATERIAL = Answers("material", "We keep data longer.", date(2026, 7, 1), based_on=1)


def test_the_first_version_asks_nothing():
    first = Situation(now=NOW, zone=LONDON, notice_period=30)
    assert problems(Answers(), first) == {}
    assert settled(Answers(), first) == (Kind.INITIAL, date(2026, 6, 1))
    assert settled(Answers(effective_date=date(2027, 1, 1)), first)[1] == date(2027, 1, 1)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1899, 12, 31), date(3000, 1, 1), date.max])
def test_a_year_that_nobody_means_is_taken_for_a_slip(day):
    first = Situation(now=NOW, zone=LONDON, notice_period=30)
    for situation, answers in ((first, Answers()), (SECOND, EDITORIAL), (COMING, MATERIAL)):
        found = problems(replace(answers, effective_date=day), situation)
        assert "slip of the pen" in found["effective_date"]
    assert problems(replace(EDITORIAL, effective_date=date(2999, 12, 31)), SECOND) == {}


@pytest.mark.parametrize("answers", [EDITORIAL, MATERIAL])
def test_complete_answers_are_taken(answers):
    assert settled(answers, SECOND) == (Kind(answers.kind), answers.effective_date)


def test_each_thing_left_out_gets_its_sentence():
    with pytest.raises(PublishingRefused) as refusal:
        settled(Answers(based_on=1), SECOND)
    assert set(refusal.value.errors) == {"kind", "summary"}
    assert "Say in plain words what changed" in str(refusal.value)


def test_initial_is_no_kind_for_a_second_version():
    assert "kind" in problems(replace(EDITORIAL, kind="initial"), SECOND)


class TestTheNoticePeriod:
    def test_a_material_change_is_announced_ahead(self):
        early = replace(MATERIAL, effective_date=date(2026, 6, 30))
        assert problems(early, SECOND) == {
            "short_notice_reason": "A material change is announced 30 days ahead: choose "
            "1 Jul 2026 or a later day, or write why the notice has to be shorter."
        }
        assert problems(replace(early, short_notice_reason="A court order."), SECOND) == {}

    def test_going_below_needs_the_permission(self):
        early = replace(MATERIAL, effective_date=date(2026, 6, 30), short_notice_reason="Please.")
        found = problems(early, replace(SECOND, may_shorten=False))
        assert "needs a permission that you do not have" in found["effective_date"]

    def test_it_never_takes_effect_before_it_is_published(self):
        past = replace(MATERIAL, effective_date=date(2026, 5, 31), short_notice_reason="Really.")
        assert "before it is published" in problems(past, SECOND)["effective_date"]

    def test_no_version_takes_effect_before_it_is_published(self):
        first = Situation(now=NOW, zone=LONDON, notice_period=30)
        for situation in (SECOND, first):
            found = problems(replace(EDITORIAL, effective_date=date(2026, 5, 31)), situation)
            assert "31 May 2026 is past: choose “on publication”, 1 Jun" in found["effective_date"]
        assert "is imported, with its own dates" in found["effective_date"]


class TestOnPublication:
    def test_an_editorial_change_without_a_day_applies_when_it_is_published(self):
        answers = replace(EDITORIAL, effective_date=None)
        assert settled(answers, SECOND) == (Kind.EDITORIAL, date(2026, 6, 1))
        # 23:30 UTC is the next day in London's summer.
        late = replace(SECOND, now=datetime(2026, 6, 4, 23, 30, tzinfo=UTC))
        assert settled(answers, late)[1] == date(2026, 6, 5)

    def test_a_material_change_has_a_day(self):
        found = problems(replace(MATERIAL, effective_date=None), SECOND)
        assert found == {"effective_date": "Choose the day on which this version takes effect."}

    def test_a_day_that_is_still_to_be_chosen_is_asked_for(self):
        open_day = replace(EDITORIAL, effective_date=None, on_a_day=True)
        first = Situation(now=NOW, zone=LONDON, notice_period=30)
        for situation in (SECOND, first):
            assert "or say “on publication”" in problems(open_day, situation)["effective_date"]

    def test_it_does_not_follow_what_comes_later(self):
        answers = replace(EDITORIAL, effective_date=None, based_on=2, meanwhile="afterwards")
        assert "on 1 Aug 2026 or later" in problems(answers, COMING)["effective_date"]
        until = replace(answers, meanwhile="until_then", based_on=1)
        assert problems(until, COMING) == {}


def test_editorial_against_the_signals_takes_a_reason():
    loud = replace(SECOND, signals=2)
    assert "editorial_reason" in problems(EDITORIAL, loud)
    assert problems(replace(EDITORIAL, editorial_reason="Same meaning."), loud) == {}
    assert problems(MATERIAL, loud) == {}


class TestWhileAVersionIsForthcoming:
    def test_the_editor_says_which_is_meant(self):
        found = problems(replace(EDITORIAL, based_on=2), COMING)
        assert found["meanwhile"].startswith("Version 2 takes effect on 1 Aug 2026.")

    def test_until_then_may_be_based_on_the_one_in_force(self):
        answers = replace(EDITORIAL, meanwhile=Meanwhile.UNTIL_THEN)
        assert problems(answers, COMING) == {}
        gone = replace(COMING, standing_redacted=True)
        assert problems(replace(answers, meanwhile="instead"), gone) == {}

    def test_until_then_does_not_put_what_is_forthcoming_into_force_at_once(self):
        answers = replace(EDITORIAL, meanwhile="until_then", based_on=2)
        found = problems(answers, COMING)["base_confirmed"]
        assert "the text of version 2, which is forthcoming" in found
        assert problems(replace(answers, base_confirmed=True), COMING) == {}

    def test_until_then_from_a_text_that_no_longer_binds_is_asked_about(self):
        mended = replace(COMING, newest=3, in_force=3)
        answers = replace(EDITORIAL, meanwhile="until_then")
        found = problems(answers, mended)["base_confirmed"]
        assert "begun from version 1, and version 3" in found

    def test_until_then_comes_before(self):
        late = replace(EDITORIAL, meanwhile="until_then", effective_date=date(2026, 8, 1))
        assert "must take effect before 1 Aug 2026" in problems(late, COMING)["effective_date"]

    def test_afterwards_comes_after(self):
        early = replace(MATERIAL, meanwhile="afterwards", based_on=2)
        assert "on 1 Aug 2026 or later" in problems(early, COMING)["effective_date"]
        assert problems(replace(early, effective_date=date(2026, 9, 1)), COMING) == {}

    def test_instead_may_come_at_any_time(self):
        assert problems(replace(EDITORIAL, meanwhile="instead", based_on=2), COMING) == {}


def test_a_draft_from_an_older_version_must_be_confirmed():
    found = problems(EDITORIAL, replace(SECOND, newest=3))
    assert "begun from version 1, and version 3" in found["base_confirmed"]
    assert problems(replace(EDITORIAL, base_confirmed=True), replace(SECOND, newest=3)) == {}
