"""Every overview of the desk with nothing, with far too much, and with what was meant to harm."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html
from openpyxl import load_workbook
from wagtail.models import Site

from policies.actions.correct_version import correct_version
from policies.actions.review_policy import review_policy
from policies.models import PolicyPage, PolicySettings, PolicyVersion
from tests.desk import extremes
from tests.desk.extremes import ARABIC, ARABIC_SUMMARY, HOSTILE, LONG, REPORTS, SORTS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def address(name: str, policy: Any = None) -> str:
    if name in REPORTS:
        return reverse(f"policies_desk:report_{name}")
    if name == "versions page":
        return reverse("policies_desk:versions", args=[policy.pk])
    if name == "one version":
        return reverse("policies_desk:version", args=[policy.pk, 2])
    return reverse("wagtailadmin_home")


SCREENS = ["dashboard", *REPORTS, "versions page", "one version"]


@pytest.fixture
def full(make_policy: Any, publish: Any, lawyer: Any, settings: Any) -> Any:
    """``full("long")``: a policy of a sort that every overview lists."""
    extremes.speak_arabic(settings)

    def make(sort: str) -> Any:
        return extremes.in_every_overview(sort, make_policy=make_policy, publish=publish, by=lawyer)

    return make


def read(desk: Any, address: str) -> Any:
    response = desk.get(address)
    assert response.status_code == 200
    return html.document_fromstring(response.content.decode())


def exported(desk: Any, name: str, form: str) -> list[list[str]]:
    body = b"".join(desk.get(address(name), {"export": form}).streaming_content)
    if form == "csv":
        return list(csv.reader(StringIO(body.decode())))
    sheet = load_workbook(BytesIO(body)).active
    return [["" if value is None else str(value) for value in row] for row in sheet.values]


# Nothing at all.

NOTHING = {
    "versions": "No version has been published yet.",
    "notices": "No change has been announced yet.",
    "corrections": "No fact of a version has been corrected.",
    "reviews": "No policy is in force: there is nothing to review.",
    "approvals": "Nothing has been approved or sent back yet.",
}


@pytest.mark.parametrize("name", REPORTS)
def test_an_empty_report_says_so_and_draws_no_table(desk: Any, name: str) -> None:
    page = read(desk, address(name))
    assert NOTHING[name] in page.text_content()
    assert page.xpath("//table[contains(@class, 'listing')]") == []
    for form in ("csv", "xlsx"):
        assert len(exported(desk, name, form)) == 1, "the headings, and nothing below them"


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("versions", {"title": "cookies"}),
        ("notices", {"title": "cookies"}),
        ("corrections", {"title": "cookies"}),
        ("reviews", {"title": "cookies"}),
        ("approvals", {"label": "cookies"}),
    ],
)
def test_a_filter_that_finds_nothing_says_so(
    desk: Any, full: Any, name: str, query: dict[str, str]
) -> None:
    full("long")
    page = desk.get(address(name), query).content.decode()
    assert "Nothing matches these filters." in page
    assert NOTHING[name] not in page


@pytest.mark.parametrize(
    ("name", "counted"), [("reviews", "1 policy"), ("approvals", "1 decision")]
)
def test_a_report_counts_what_it_lists(desk: Any, full: Any, name: str, counted: str) -> None:
    full("long")
    footer = read(desk, address(name)).xpath("//*[contains(@class, 'pagination')]")[0]
    assert counted in footer.text_content().lower()


def test_a_dashboard_without_a_policy_is_not_told_of_policies(desk: Any) -> None:
    assert read(desk, "/admin/").xpath("//*[@class='desk-home']") == []


def test_a_policy_that_was_never_published_is_told_in_sentences(desk: Any, home: Any) -> None:
    page = home.add_child(instance=PolicyPage(title="New", slug="new", body="A.", live=False))
    page.save_revision()
    panel = read(desk, "/admin/").xpath("//*[@class='desk-home']")[0].text_content()
    for said in (
        "0 policies are in force.",
        "Nothing is about to take effect.",
        "No notice is shown.",
        "No review is due.",
        "New",
    ):
        assert said in panel
    versions = read(desk, address("versions page", page))
    assert "The first publication becomes version 1." in versions.text_content()
    assert (
        versions.xpath("//table[contains(@class, 'listing')] | //form[@class='desk-choose']") == []
    )


def test_settings_that_nobody_touched_say_so(person: Any, browser_of: Any, home: Any) -> None:
    site = Site.objects.get()
    url = reverse("wagtailsettings:edit", args=["policies", "policysettings", site.pk])
    page = read(browser_of(person("change_policysettings", name="mona")), url)
    assert "Nothing has been changed: every setting has its default." in page.text_content()
    assert page.xpath("//table[contains(@class, 'desk-trail')]") == []


def test_a_first_version_says_what_it_has_not(desk: Any, policy: Any) -> None:
    page = read(desk, reverse("policies_desk:version", args=[policy.pk, 1]))
    facts = page.xpath("//dl[@class='desk-facts']")[0].text_content()
    assert "none" in facts
    assert "published without a workflow" in facts
    assert page.xpath("//table[contains(@class, 'desk-trail')]/tbody/tr")
    assert read(desk, address("versions page", policy)).xpath("//form[@class='desk-choose']") == []


# From right to left.


def loose(page: Any, words: str) -> list[str]:
    """Where words of ours stand in no direction of their own."""
    ours = "//*[@id='header-title'] | //main//table | //main//*[contains(@class, 'desk-')]"
    found = []
    for element in {e for part in page.xpath(ours) for e in part.iter() if e.tag != "script"}:
        if words not in (element.text or "") and not any(words in (e.tail or "") for e in element):
            continue
        if not element.xpath("ancestor-or-self::bdi | ancestor-or-self::*[@dir][not(self::html)]"):
            found.append(html.tostring(element, encoding="unicode")[:200])
    return found


@pytest.mark.parametrize("name", SCREENS)
def test_what_runs_from_right_to_left_stands_in_its_own_direction(
    desk: Any, full: Any, name: str
) -> None:
    policy = full("arabic")
    page = read(desk, address(name, policy))
    assert page.get("dir") == "ltr"
    assert ARABIC in page.text_content() or ARABIC_SUMMARY in page.text_content()
    assert loose(page, ARABIC) == []
    assert loose(page, ARABIC_SUMMARY) == []


@pytest.mark.parametrize("name", [name for name in SCREENS if name != "approvals"])
def test_a_screen_reader_is_told_the_language_of_a_title(desk: Any, full: Any, name: str) -> None:
    page = read(desk, address(name, full("arabic")))
    assert page.xpath(f"//main//*[@lang='ar'][contains(., '{ARABIC}')]")


def test_what_is_written_runs_as_its_words_do(browser_of: Any, admin_user: Any, full: Any) -> None:
    policy = full("arabic")
    client = browser_of(admin_user)
    for url, names in (
        (reverse("policies_desk:correct", args=[policy.pk, 2]), ["summary", "reason"]),
        (reverse("wagtailadmin_pages:edit", args=[policy.pk]), ["body", "change_summary"]),
    ):
        page = read(client, url)
        for name in names:
            assert page.xpath(f"//textarea[@name='{name}']/@dir") == ["auto"], name


# Far too much.


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("name", ["versions", "notices", "corrections", "reviews"])
def test_an_export_holds_every_word_as_it_is(desk: Any, full: Any, name: str, sort: str) -> None:
    full(sort)
    title, summary = SORTS[sort]
    for form in ("csv", "xlsx"):
        cells = {cell for row in exported(desk, name, form) for cell in row}
        assert title in cells
        assert summary in cells or name == "reviews"


@pytest.mark.parametrize("name", SCREENS)
def test_a_title_without_a_space_is_told_in_full(desk: Any, full: Any, name: str) -> None:
    page = read(desk, address(name, full("long")))
    assert LONG in page.xpath("//main")[0].text_content()


def test_a_hundred_versions(
    desk: Any,
    policy: Any,
    publish: Any,
    lawyer: Any,
    settings: Any,
    django_assert_max_num_queries: Any,
) -> None:
    def correct_and_review() -> None:
        newest = PolicyVersion.objects.latest("number")
        told = f"Clearer, {newest.number}."
        correct_version(version=newest, summary=told, reason="So.", at=timezone.now(), by=lawyer)
        review_policy(policy=policy, at=timezone.now(), by=lawyer)

    extremes.many_versions(policy, publish, range(2, 4))
    correct_and_review()
    urls = [address(name, policy) for name in SCREENS]
    asked = {}
    for url in urls:
        desk.get(url)
        with CaptureQueriesContext(connection) as few:
            desk.get(url)
        asked[url] = len(few)
    extremes.many_versions(policy, publish, range(4, 101))
    correct_and_review()
    for url in urls:
        desk.get(url)
        with django_assert_max_num_queries(asked[url]):
            desk.get(url)

    first, second = (read(desk, f"{address('versions page', policy)}?p={p}") for p in (1, 2))
    for page, numbers in ((first, range(100, 50, -1)), (second, range(50, 0, -1))):
        shown = page.xpath("//table[contains(@class, 'desk-versions')]/tbody/tr/td[1]/div[1]")
        assert [cell.text_content() for cell in shown] == [f"Version {n}" for n in numbers]
        for select, chosen in (("desk-old", "99"), ("desk-new", "100")):
            options = page.xpath(f"//select[@id='{select}']/option")
            assert [int(option.get("value")) for option in options] == list(range(100, 0, -1))
            assert [o.get("value") for o in options if o.get("selected") is not None] == [chosen]
    report = desk.get(address("versions"))
    assert [v.number for v in report.context["object_list"]] == list(range(100, 50, -1))
    assert len(exported(desk, "versions", "csv")) == 101


# What was meant to harm.


@pytest.mark.parametrize("name", SCREENS)
def test_a_title_is_never_markup(desk: Any, full: Any, name: str) -> None:
    page = read(desk, address(name, full("hostile")))
    assert HOSTILE in page.xpath("//main")[0].text_content()
    assert page.xpath("//script[contains(text(), 'alert(') and not(@type)]") == []
    assert page.xpath("//b[.='Terms'] | //img[@src='x'] | //@onerror") == []


def test_words_of_the_settings_are_never_markup(
    person: Any, browser_of: Any, lawyer: Any, home: Any
) -> None:
    site = Site.objects.get()
    PolicySettings.objects.create(
        site=site, notice_wording={"de": {"close": "<script>alert('close')</script>"}}
    )
    url = reverse("wagtailsettings:edit", args=["policies", "policysettings", site.pk])
    page = read(browser_of(person("change_policysettings", name="mona")), url)
    (trail,) = page.xpath("//table[contains(@class, 'desk-trail')]")
    assert "<script>alert('close')</script>" in trail.text_content()
    assert page.xpath("//script[contains(text(), 'alert(')]") == []
