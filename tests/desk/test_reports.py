"""The reports: which rows, which filters, files that cannot act, and how many queries."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.users.models import UserProfile

from policies.actions.correct_version import correct_version
from policies.actions.review_policy import review_policy
from policies.desk import overview
from policies.desk.home import PoliciesPanel
from policies.desk.mail.occasions import due
from policies.models import PolicyVersion
from tests.desk.conftest import NEW, NEWER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

NAMES = ["versions", "notices", "corrections", "reviews", "approvals"]


def address(name: str) -> str:
    return reverse(f"policies_desk:report_{name}")


@pytest.fixture
def told(policy: Any, publish: Any, lawyer: Any) -> Any:
    """Two versions, a notice, a correction."""
    two = publish(policy, NEW, kind="material", summary="=HYPERLINK(“x”)")
    correct_version(version=two, summary="-1+1 days", reason="@now", at=timezone.now(), by=lawyer)
    return two


@pytest.fixture
def person_s_zone(lawyer: Any) -> None:
    """The lawyer works in Tokyo: the days of the records are those of the site all the same."""
    UserProfile.objects.update_or_create(user=lawyer, defaults={"current_time_zone": "Asia/Tokyo"})


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, [2, 1]),
        ({"state": "forthcoming"}, [2]),
        ({"state": "in_force"}, [1]),
        ({"state": "withdrawn"}, []),
        ({"kind": "material"}, [2]),
        ({"title": "privacy"}, [2, 1]),
        ({"title": "cookies"}, []),
        ({"effective_date_from": "2026-06-15"}, [2]),
        ({"ordering": "published_at"}, [1, 2]),
    ],
)
def test_versions_by_filter(desk: Any, told: Any, query: Any, numbers: list[int]) -> None:
    response = desk.get(address("versions"), query)
    assert [version.number for version in response.context["object_list"]] == numbers


def test_each_report_names_what_it_is_about(desk: Any, told: Any, clock: Any) -> None:
    assert "forthcoming" in desk.get(address("versions")).content.decode()
    assert "14 Jul 2026" in desk.get(address("notices")).content.decode()
    corrections = desk.get(address("corrections")).content.decode()
    assert "-1+1 days" in corrections
    assert "Laura Marsh" in corrections
    assert "1 Jun 2027" in desk.get(address("reviews")).content.decode()
    assert desk.get(address("notices"), {"live": "live"}).context["object_list"].count() == 1
    clock.shift(timedelta(days=100))
    assert desk.get(address("notices"), {"live": "live"}).context["object_list"].count() == 0


def test_a_review_puts_the_next_one_off(desk: Any, policy: Any, lawyer: Any, clock: Any) -> None:
    def listed() -> list[Any]:
        return list(desk.get(address("reviews"), {"due": "due"}).context["object_list"])

    assert listed() == []
    clock.shift(timedelta(days=366))
    assert [version.policy_id for version in listed()] == [policy.pk]
    review_policy(policy=policy, at=timezone.now(), by=lawyer)
    assert listed() == []


def test_dashboard_report_and_mail_agree_that_nobody_reviews_what_is_unpublished(
    desk: Any, policy: Any, make_policy: Any, clock: Any
) -> None:
    gone = make_policy(title="Old terms", slug="old-terms")
    clock.shift(timedelta(days=366))

    def told() -> list[Any]:
        now = timezone.now()
        panel = PoliciesPanel().get_context_data({"request": desk.get("/admin/").wsgi_request})
        listed = desk.get(address("reviews"), {"due": "due"}).context["object_list"]
        mails = [occasion.policy.pk for occasion in due(now) if "review" in occasion.key]
        dashboard = [version.policy_id for version, _day in panel["due"]]
        return [dashboard, [v.policy_id for v in listed], mails, panel["in_force"]]

    both = [policy.pk, gone.pk]
    assert told() == [both, both, both, 2]
    gone.unpublish()
    assert told() == [[policy.pk], [policy.pk], [policy.pk], 1]


def test_the_newest_are_the_same_versions_in_whichever_way_they_are_asked_for(
    make_policy: Any, person: Any, publish: Any, admin_user: Any
) -> None:
    """Somebody with one policy of twelve, somebody with all of them, and an administrator."""
    made = [make_policy(title=f"Terms {number}", slug=f"terms-{number}") for number in range(12)]
    publish(made[3], NEW)
    few, many = person("change", name="few", at=made[3]), person("change", name="many")
    for somebody, number in ((few, 2), (many, 13), (admin_user, 13)):
        found = overview.newest(somebody)
        assert found.count() == number
        assert set(found) == set(overview.versions(somebody))
    assert "EXISTS" not in str(overview.newest(few).query)
    assert "EXISTS" in str(overview.newest(many).query)
    assert "WHERE" not in str(overview.newest(admin_user).query)


@pytest.mark.parametrize("name", ["versions", "corrections"])
def test_no_cell_of_an_export_is_a_formula(desk: Any, told: Any, name: str) -> None:
    response = desk.get(address(name), {"export": "csv"})
    rows = list(csv.reader(b"".join(response.streaming_content).decode().splitlines()))
    cells = [cell for row in rows for cell in row]
    assert any(cell.startswith("'") for cell in cells)
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]
    response = desk.get(address(name), {"export": "xlsx"})
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_an_export_tells_days_as_days_and_instants_by_the_clock_of_the_site(
    desk: Any, told: Any, person_s_zone: Any
) -> None:
    """Version 2 takes effect on 1 July in London, which is 30 June, 11 p.m., in UTC."""
    response = desk.get(address("versions"), {"export": "csv"})
    heads, *rows = csv.reader(b"".join(response.streaming_content).decode().splitlines())
    row = dict(zip(heads, rows[0], strict=True))
    assert row["Effective date"] == "2026-07-01"
    assert row["Time zone of the effective date"] == "Europe/London"
    assert row["Takes effect at (Europe/London)"] == "2026-07-01 00:00:00+01:00"
    assert row["Published at (Europe/London)"] == "2026-06-01 13:00:00+01:00"
    response = desk.get(address("versions"), {"export": "xlsx"})
    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    heads, first = list(sheet.iter_rows(values_only=True))[:2]
    cells = dict(zip(heads, first, strict=True))
    assert cells["Effective date"] in (date(2026, 7, 1), datetime(2026, 7, 1))  # noqa: DTZ001
    assert cells["Takes effect at (Europe/London)"] == datetime(2026, 7, 1)  # noqa: DTZ001
    response = desk.get(address("notices"), {"export": "csv"})
    heads, row = csv.reader(b"".join(response.streaming_content).decode().splitlines())
    assert dict(zip(heads, row, strict=True))["Closes at (Europe/London)"] == (
        "2026-07-15 00:00:00+01:00"
    )


def test_a_filter_counts_the_days_of_the_site_as_the_rows_do(
    desk: Any, make_policy: Any, clock: Any, person_s_zone: Any
) -> None:
    clock.move_to(datetime(2026, 7, 1, 23, 30, tzinfo=UTC))
    make_policy(title="Terms", slug="terms")
    for day, found in (("2026-07-01", 0), ("2026-07-02", 1), ("2026-07-03", 0)):
        query = {"title": "Terms", "published_at_from": day, "published_at_to": day}
        response = desk.get(address("versions"), query)
        assert len(response.context["object_list"]) == found, day
    assert "2 Jul 2026" in desk.get(address("versions")).content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_every_report_downloads(desk: Any, told: Any, name: str) -> None:
    for form in ("csv", "xlsx"):
        response = desk.get(address(name), {"export": form})
        assert b"".join(response.streaming_content)
        assert response.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("url", [*NAMES, "home"])
def test_more_policies_take_no_more_queries(
    desk: Any,
    told: Any,
    url: str,
    make_policy: Any,
    publish: Any,
    lawyer: Any,
    django_assert_max_num_queries: Any,
) -> None:
    url = "/admin/" if url == "home" else address(url)
    desk.get(url)
    with CaptureQueriesContext(connection) as few:
        desk.get(url)
    for number in range(6):
        other = make_policy(title=f"Terms {number}", slug=f"terms-{number}")
        two = publish(other, NEWER, kind="material")
        correct_version(
            version=two, summary="Clearer.", reason="It was not.", at=timezone.now(), by=lawyer
        )
        review_policy(policy=other, at=timezone.now(), by=lawyer)
        other.refresh_from_db()
        other.body = NEW
        other.save_revision()
    assert PolicyVersion.objects.count() == 14
    with django_assert_max_num_queries(len(few)):
        desk.get(url)
