"""Which version binds when, from dates alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.timeline import (
    Interval,
    Point,
    State,
    Turn,
    before,
    could_begin,
    in_force,
    intervals,
    next_change,
    start_of,
    state,
    takes_effect_at,
    turn,
)

LONDON = ZoneInfo("Europe/London")


def day(n: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=n)


ONE, TWO, THREE = Point(day(0), 1), Point(day(10), 2), Point(day(20), 3)


class TestTakingEffect:
    def test_the_effective_date_begins_in_the_site_s_zone(self):
        published = datetime(2026, 5, 1, tzinfo=UTC)
        effect = takes_effect_at(published, date(2026, 7, 1), LONDON)
        assert effect.astimezone(UTC) == datetime(2026, 6, 30, 23, tzinfo=UTC)

    def test_a_text_never_binds_before_it_was_published(self):
        published = datetime(2026, 7, 1, 15, tzinfo=UTC)
        assert takes_effect_at(published, date(2026, 7, 1), LONDON) == published

    def test_a_midnight_that_does_not_exist_is_the_first_instant_after_it(self):
        # In Beirut, clocks went from 23:59 on 28 March 2026 to 01:00 on the 29th.
        beirut = ZoneInfo("Asia/Beirut")
        assert start_of(date(2026, 3, 29), beirut).astimezone(UTC) == datetime(
            2026, 3, 28, 22, tzinfo=UTC
        )

    @given(
        st.dates(date(1950, 1, 1), date(2040, 1, 1)),
        st.sampled_from(
            [
                *("Europe/London", "America/Santiago", "Africa/Cairo", "Asia/Beirut"),
                *("America/Havana", "America/St_Johns", "Pacific/Apia", "America/Asuncion"),
                *("America/Scoresbysund", "Pacific/Kiritimati", "Asia/Kathmandu"),
            ]
        ),
    )
    def test_a_day_begins_with_its_first_instant(self, day, name):
        zone = ZoneInfo(name)
        start = start_of(day, zone)
        assert start.tzinfo is UTC
        assert start.astimezone(zone).date() >= day
        assert (start - timedelta(seconds=1)).astimezone(zone).date() < day
        assert could_begin(day, start)
        if start.astimezone(zone).date() == day:
            assert turn(start, zone) == Turn(day)
            assert turn(start, zone).last_day == day - timedelta(days=1)
            later = turn(start + timedelta(minutes=1), zone)
            assert (later.day, later.last_day) == (day, day)

    def test_a_day_that_was_left_out_begins_with_the_next(self):
        apia = ZoneInfo("Pacific/Apia")
        assert start_of(date(2011, 12, 30), apia) == start_of(date(2011, 12, 31), apia)

    def test_no_day_begins_further_off_than_a_zone_is(self):
        midnight = datetime(2026, 7, 1, tzinfo=UTC)
        for hours, may in ((-15, False), (-14, True), (0, True), (12, True), (13, False)):
            assert could_begin(date(2026, 7, 1), midnight + timedelta(hours=hours)) is may
        assert not could_begin(date(2026, 7, 1), midnight + timedelta(microseconds=1))

    def test_the_first_day_of_all_begins_when_time_does(self):
        assert start_of(date.min, ZoneInfo("Asia/Tokyo")) == datetime.min.replace(tzinfo=UTC)


class TestInForce:
    def test_each_until_the_next(self):
        assert intervals([THREE, ONE, TWO]) == (
            Interval(1, day(0), day(10)),
            Interval(2, day(10), day(20)),
            Interval(3, day(20), None),
        )

    def test_a_mended_text_applies_until_the_forthcoming_one_comes(self):
        mended = Point(day(5), 3)
        announced = Point(day(10), 2)
        assert [i.number for i in intervals([ONE, announced, mended])] == [1, 3, 2]

    def test_of_two_on_one_day_the_later_number(self):
        assert in_force([ONE, Point(day(0), 2)], day(0)) == 2
        assert intervals([ONE, Point(day(0), 2)]) == (Interval(2, day(0), None),)

    def test_one_withdrawn_before_it_took_effect_never_was(self):
        assert intervals([ONE, Point(day(10), 2, day(5))]) == (Interval(1, day(0), None),)

    def test_one_withdrawn_later_gives_way_to_the_one_before(self):
        found = intervals([ONE, Point(day(10), 2, day(15))])
        assert found == (
            Interval(1, day(0), day(10)),
            Interval(2, day(10), day(15)),
            Interval(1, day(15), None),
        )
        assert before(found, 2) == 1
        assert before(found, 1) is None

    def test_after_the_last_is_withdrawn_there_is_none(self):
        assert intervals([Point(day(0), 1, day(3))]) == (Interval(1, day(0), day(3)),)
        assert in_force([Point(day(0), 1, day(3))], day(3)) is None

    def test_before_the_first_there_is_none(self):
        assert in_force([ONE], day(-1)) is None
        assert before((), 1) is None


moments = st.integers(0, 12).map(day)
policies = st.lists(st.tuples(moments, st.none() | moments), max_size=8).map(
    lambda rows: [Point(effect, n, gone) for n, (effect, gone) in enumerate(rows, 1)]
)


@given(policies)
def test_the_intervals_say_at_every_instant_what_is_in_force(points):
    found = intervals(points)
    for half in range(-2, 27):
        moment = day(0) + timedelta(hours=12 * half)
        holding = [i.number for i in found if moment in i]
        number = in_force(points, moment)
        assert holding == ([] if number is None else [number])
    for earlier, later in zip(found, found[1:], strict=False):
        assert earlier.end is not None
        assert earlier.end <= later.start


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (5, State.FORTHCOMING),
        (10, State.IN_FORCE),
        (20, State.SUPERSEDED),
        (30, State.WITHDRAWN),
    ],
)
def test_a_state_is_a_question_about_dates(at, expected):
    two = Point(day(10), 2, day(30))
    assert state(two, [ONE, two, THREE], day(at)) is expected


def test_an_answer_holds_until_the_next_change():
    assert next_change([day(3), None, day(1), day(9)], day(2)) == day(3)
    assert next_change([day(1), None], day(1)) is None
