"""The archive: every version, read at a glance and as a table."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.utils import timezone, translation

from policies.archive.pages.timeline_strip import strip
from policies.standing.history import History

pytestmark = pytest.mark.django_db


def read(client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def rows(page: str) -> dict[int, str]:
    """The words of each row of the table, by the number of its version, in the table's order."""
    found = re.findall(r'<tr class="[^"]*" id="version-(\d+)">(.*?)</tr>', page)
    return {int(n): " ".join(re.sub("<[^>]+>", " ", row).split()) for n, row in found}


def test_every_version_stands_in_the_table_newest_first(past, client):
    table = rows(read(client, "/privacy/versions/"))
    assert list(table) == [4, 3, 2, 1]
    assert table[4].startswith("Version 4 forthcoming from 1 Jan 2027 published 1 Nov 2026")
    assert "Material We keep it longer." in table[4]
    assert table[3].startswith("Version 3 in force from 5 Oct 2026 until 31 Dec 2026")
    assert "Editorial A number in words." in table[3]
    assert table[2].startswith("Version 2 superseded from 1 Jul 2026 until 5 Oct 2026, 10:30")
    assert table[1].startswith("Version 1 superseded from 1 Jun 2026 until 30 Jun 2026")
    assert "Compare version 3 with 4" in table[4]
    assert "Compare" not in table[1]


def test_material_changes_alone_keep_their_filter_from_page_to_page(past, client, settings):
    settings.POLICIES = {**settings.POLICIES, "PAGE_SIZE": 2}
    page = read(client, "/privacy/versions/?kind=material")
    assert list(rows(page)) == [4, 2]
    assert 'rel="next" href="?p=2&amp;kind=material"' in page
    assert "Page 1 of 2" in page
    page = read(client, "/privacy/versions/?kind=material&p=2")
    assert list(rows(page)) == [1]
    assert 'rel="prev" href="?p=1&amp;kind=material"' in page
    assert list(rows(read(client, "/privacy/versions/?p=900"))) == [2, 1]
    assert list(rows(read(client, "/privacy/versions/?p=x"))) == [4, 3]


def test_a_withdrawal_and_a_correction_are_shown_with_their_reasons(past, client):
    from policies.actions.correct_version import correct_version
    from policies.actions.withdraw_version import withdraw_version
    from policies.models import PolicyVersion

    version = PolicyVersion.objects.get(policy=past.policy.pk, number=4)
    now = timezone.now()
    correct_version(version=version, effective_date=date(2027, 2, 1), reason="Too soon.", at=now)
    assert (
        "corrected from “1 Jan 2027” to “1 Feb 2027”. Too soon."
        in rows(read(client, "/privacy/versions/"))[4]
    )
    withdraw_version(version=version, reason="Nobody wanted it.", at=now)
    row = rows(read(client, "/privacy/versions/"))[4]
    assert "Withdrawn on 1 Nov 2026. It was never in force." in row
    assert "The reason given: Nobody wanted it." in row


def test_one_version_is_told_as_one_and_has_nothing_to_be_compared_with(clock, policy, client):
    page = read(client, "/privacy/versions/")
    assert "One version has been published." in page
    assert list(rows(page)) == [1]
    assert 'name="from"' not in page
    assert "Material changes only" not in page


def test_no_version_is_told_as_none(clock, make_policy, client):
    empty = make_policy(live=False)
    type(empty).objects.filter(pk=empty.pk).update(live=True)
    page = read(client, "/privacy/versions/")
    assert "No version has been published yet." in page
    assert "<svg" not in page
    assert "<table" not in page


def test_an_imported_version_says_that_it_was_not_published_here(clock, make_policy, client):
    from policies.actions.import_version import import_version

    page = make_policy(live=False)
    import_version(
        policy=page,
        title="Privacy policy",
        language="en-gb",
        source="Old words.\n",
        published_at=datetime(2009, 5, 4, 9, tzinfo=UTC),
        effective_date=date(2009, 5, 4),
        at=timezone.now(),
        source_name="www/privacy.html",
    )
    type(page).objects.filter(pk=page.pk).update(live=True)
    row = rows(read(client, "/privacy/versions/"))[1]
    assert "Imported; not published here at the time" in row
    assert "published 4 May 2009" not in row
    text = read(client, "/privacy/versions/1/")
    assert "Imported; not published here at the time." in text
    assert "www/privacy.html" in text


def test_any_two_versions_are_compared_through_the_form(past, client):
    page = read(client, "/privacy/versions/")
    for name, chosen in (("from", 3), ("to", 4)):
        select = re.search(rf'<select id="[^"]+" name="{name}">(.*?)</select>', page)[1]
        assert re.findall(r'value="(\d)"', select) == ["4", "3", "2", "1"]
        assert re.findall(r'value="(\d)" selected', select) == [str(chosen)]
    response = client.get("/privacy/compare/?from=1&to=4")
    assert response.status_code == 302
    assert response["Location"].endswith("/privacy/compare/1/4/")


@pytest.mark.parametrize("query", ["", "?from=1", "?from=a&to=2", "?from=-1&to=2", "?from=²&to=1"])
def test_a_form_without_two_numbers_says_what_would_be_right(past, client, query):
    response = client.get(f"/privacy/compare/{query}")
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store"
    assert "Choose two versions by their numbers." in response.content.decode()


def test_a_day_is_asked_for_through_the_form(past, client):
    assert 'action="/privacy/as-of/"' in read(client, "/privacy/versions/")
    response = client.get("/privacy/as-of/?date=2026-07-14")
    assert response.status_code == 302
    assert response["Location"].endswith("/privacy/versions/2/")


@pytest.mark.parametrize("day", ["", "14 July", "2026-02-30", "2026-07-14/../..", "<b>"])
def test_a_day_that_is_none_shows_the_form_again(past, client, day):
    page = read(client, f"/privacy/as-of/?date={day}", 404)
    assert "is no date: write it as year-month-day, for example 2016-05-01." in page
    assert '<input type="date"' in page
    assert "<b>" not in page


def test_the_strip_covers_every_interval_without_gap_or_overlap(past):
    drawn = strip(History(past.policy, timezone.now()))
    places = [(float(bar.x[:-1]), float(bar.width[:-1])) for bar in drawn.bars]
    assert [bar.number for bar in drawn.bars] == [1, 2, 3, 4]
    for (x, width), (following, _) in zip(places, places[1:], strict=False):
        assert x + width == pytest.approx(following, abs=0.02)
    assert places[0][0] == 0
    assert sum(places[-1]) == pytest.approx(100, abs=0.02)
    assert places[2][0] < float(drawn.today[:-1]) < places[3][0]
    assert [mark.year for mark in drawn.years] == [2027]


def test_the_strip_runs_the_other_way_for_readers_of_such_languages(past):
    history = History(past.policy, timezone.now())
    drawn = strip(history)
    with translation.override("ar"):
        mirrored = strip(history)
    for bar, other in zip(drawn.bars, mirrored.bars, strict=True):
        start, width = float(bar.x[:-1]), float(bar.width[:-1])
        assert float(other.x[:-1]) == pytest.approx(100 - start - width, abs=0.02)


def test_the_archive_costs_three_queries_however_many_versions_there_are(
    past, publish, client, django_assert_num_queries
):
    for more in (0, 8):
        for number in range(more):
            publish(past.policy, f"Until then {number}.\n", meanwhile="until_then")
        for _warm in range(2):
            client.get("/privacy/versions/")
        with django_assert_num_queries(3):
            client.get("/privacy/versions/")
