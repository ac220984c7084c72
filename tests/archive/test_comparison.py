"""The comparison that everyone can read."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from policies.comparison import page as comparison

pytestmark = pytest.mark.django_db

SECTIONS = "".join(
    f"## {number}. Section {number}\n\nThis section says a thing number {number}.\n\n"
    f"It says a second thing number {number} too.\n\n"
    for number in range(1, 7)
)
OLD = SECTIONS + (
    "## 7. The end\n\nWe keep **your name** for 30 days. See [our page](https://a.example/).\n\n"
    "This paragraph is long enough to be known again when it stands in another place.\n\n"
    "- one item\n- two items\n"
)
NEW = (
    "This paragraph is long enough to be known again when it stands in another place.\n\n"
    + SECTIONS
    + "## 7. The end\n\nWe keep your name for 90 days. See [our page](https://b.example/).\n\n"
    "- one item\n- a new item\n- two items\n"
)
SUMMARY = "We keep your name for longer."


@pytest.fixture
def compared(clock, make_policy, publish, client):
    """``compared("?marks=text")``: the page of the comparison of OLD with NEW, as a tree."""
    policy = make_policy(OLD, title="Privacy policy")
    publish(policy, NEW, kind="material", summary=SUMMARY, effective=date(2026, 12, 1))

    def get(query: str = "", address: str = "/privacy/compare/1/2/"):
        response = client.get(f"{address}{query}")
        assert response.status_code == 200
        return html.fromstring(response.content.decode())

    return get


def words(element) -> str:
    return " ".join(element.text_content().split())


def one(tree, query: str):
    """The only element of a class."""
    (found,) = tree.find_class(query)
    return found


def text(tree) -> str:
    """The words of the text compared, without what the page adds to it."""
    (article,) = tree.find_class("policies-sides") or tree.find_class("policies-redline")
    for name in ("policies-step", "policies-steps", "policies-note", "policies-moved"):
        for element in article.find_class(name):
            element.drop_tree()
    for summary in article.iter("summary"):
        summary.text = ""
    return words(article)


def test_it_says_what_is_compared_before_anything_else(compared):
    page = compared()
    (title,) = page.iter("h1")
    assert words(title) == (
        "What changed between version 1 (1 Jun 2026) and version 2 (effective 1 Dec 2026)"
    )
    head = words(one(page, "policies-head"))
    assert head.index(SUMMARY) < head.index("In force since 1 Jun 2026.")
    assert "Not in force yet. This version takes effect on 1 Dec 2026, in 183 days." in head
    assert re.search(r"\d changes in 2 sections: \d+ words added, \d+ removed\.", head)


def test_every_change_is_a_link_that_leads_to_it(compared):
    for query in ("", "?context=all", "?marks=text", "?view=side-by-side"):
        page = compared(query)
        listed = [a.get("href") for a in one(page, "policies-changes").iter("a")]
        count = int(re.search(r"(\d+) changes in", words(page))[1])
        assert listed == [f"#change-{n}" for n in range(1, count + 1)]
        for address in listed:
            assert len(page.xpath(f"//*[@id='{address[1:]}']")) == 1, (query, address)


def test_from_each_change_the_neighbours_are_a_link_away(compared):
    page = compared()
    article = one(page, "policies-redline")
    total = len(list(one(page, "policies-changes").iter("a")))
    ways = {}
    for box in article.find_class("policies-changed"):
        numbers = [int(i[7:]) for i in box.xpath(".//@id") if re.fullmatch(r"change-\d+", i)]
        for step in box.find_class("policies-step"):
            ways[min(numbers), max(numbers)] = [a.get("href") for a in step.iter("a")]
        for number in numbers if len(numbers) > 1 else []:
            near = [a.get("href") for s in box.find_class("policies-steps") for a in s.iter("a")]
            for neighbour in {number - 1, number + 1} & set(range(1, total + 1)):
                assert f"#change-{neighbour}" in near
    assert sorted(ways) == sorted(ways, key=lambda pair: pair[1])
    for (first, last), links in ways.items():
        expected = [n for n in (first - 1, last + 1) if 1 <= n <= total]
        assert links == [f"#change-{n}" for n in expected]


def test_a_change_deep_in_the_text_keeps_every_heading_above_it(clock, policy, publish, client):
    deep = (
        "## A\n\n### A.1\n\nOne.\n\nTwo.\n\n### A.2\n\nThree.\n\nFour.\n\n"
        "#### A.2.1\n\nFive.\n\nWe keep it {} days.\n"
    )
    for days in (30, 60):
        publish(policy, deep.format(days))
    tree = html.fromstring(client.get("/privacy/compare/2/3/").content.decode())
    shown = one(tree, "policies-redline")
    folds = shown.find_class("policies-fold")
    assert len(folds) == 2
    for fold in folds:
        fold.drop_tree()
    headings = [words(h) for h in shown.iter("h2", "h3", "h4") if "policies" not in h.get("id", "")]
    assert headings == ["A", "A.2", "A.2.1"]


@pytest.mark.parametrize("query", ["", "?view=side-by-side"])
def test_where_levels_change_none_is_skipped_for_those_who_listen(
    clock, policy, publish, client, query
):
    publish(policy, "## A\n\n### B\n\nOne.\n\n#### C\n\nTwo.\n\nThree.\n")
    publish(policy, "## A\n\n## B\n\nOne.\n")
    tree = html.fromstring(client.get(f"/privacy/compare/2/3/{query}").content.decode())
    shown = one(tree, "policies-sides" if query else "policies-redline")
    told = [(int(h.get("aria-level", h.tag[1])), h.tag) for h in shown.iter("h2", "h3", "h4")]
    levels = [2, *(level for level, _tag in told)]
    assert all(next_ <= level + 1 for level, next_ in pairwise(levels))
    assert told[-1] == (3, "h4")


def test_unchanged_stretches_are_folded_and_nothing_is_lost_in_them(compared):
    folded, whole = compared(), compared("?context=all")
    folds = folded.find_class("policies-fold")
    assert [words(next(fold.iter("summary"))) for fold in folds] == ["12 unchanged paragraphs"]
    assert whole.find_class("policies-fold") == []
    assert text(folded) == text(whole)
    shown = one(folded, "policies-redline")
    for fold in shown.find_class("policies-fold"):
        fold.drop_tree()
    assert "7. The end" in words(shown)
    assert "This section says" not in words(shown)


def test_marks_are_spelt_out_for_those_who_hear_them(compared):
    page = compared("?marks=text")
    article = one(page, "policies-redline")
    assert "[removed: 30][added: 90] days" in text(page)
    for mark in article.iter("ins", "del"):
        said = words(mark)
        assert said.startswith(("[added: ", "[removed: ", "[moved here: ", "[moved away: "))
        assert said.endswith("]")
    assert "[" not in words(one(compared(), "policies-key"))


def test_moved_words_lead_to_where_they_were_and_back(compared):
    article = one(compared(), "policies-redline")
    here, there = article.find_class("policies-moved")
    assert words(here) == "moved to here"
    assert words(there) == "moved from here"
    for link, other in ((here, there), (there, here)):
        end = article.get_element_by_id(link.get("href")[1:])
        assert other in end.iter()


def test_what_only_looks_different_is_named(compared):
    page = compared()
    notes = [words(note) for note in page.find_class("policies-note")]
    assert notes == ["[no longer bold]", "[link changed]"]
    listed = words(one(page, "policies-changes"))
    assert "Formatting of “your name”: no longer bold" in listed
    assert "Link at “our page”: from https://a.example/ to https://b.example/" in listed


def test_sections_are_summed_up_with_links_to_their_first_changes(compared):
    rows = [words(li) for li in one(compared(), "policies-sections").iter("li")]
    assert rows[0] == "Before the first heading 1 change"
    assert re.fullmatch(r"7\. The end \d changes", rows[-1])


def test_side_by_side_has_each_text_whole_in_its_own_column(compared):
    page = compared("?view=side-by-side")
    table = one(page, "policies-sides")
    text(page)
    old, new = (
        " ".join(words(td) for td in table.xpath(f"./tbody/tr/td[{column}]")) for column in (1, 2)
    )
    assert "We keep your name for 30 days." in old
    assert "We keep your name for 90 days." in new
    assert "a new item" in new
    assert "a new item" not in old
    assert [words(th) for th in table.xpath("./thead//th")] == ["Version 1", "Version 2"]


def test_each_way_of_seeing_keeps_the_other_choices(compared):
    page = compared("?marks=text&context=all&evil=%22%3E%3Cb%3E")
    current = [a.get("href") for a in page.xpath("//*[@aria-current='true']")]
    assert current == ["?marks=text&context=all"] * 3
    offered = {a.get("href") for a in one(page, "policies-options").iter("a")}
    assert "?view=side-by-side&marks=text&context=all" in offered
    assert "?context=all" in offered
    assert all("evil" not in href for href in offered)


def test_over_several_versions_each_summary_is_told(compared, publish):
    from policies.models import PolicyPage

    policy = PolicyPage.objects.get(slug="privacy")
    publish(
        policy,
        NEW + "\nMore.\n",
        kind="material",
        summary="More.",
        effective=date(2027, 1, 1),
        meanwhile="afterwards",
    )
    said = words(one(compared(address="/privacy/compare/1/3/"), "policies-summary"))
    assert said == f"In a few words Version 2: {SUMMARY}Version 3: More."


def test_backwards_is_called_backwards(compared):
    page = compared(address="/privacy/compare/2/1/")
    aside = one(page, "policies-aside")
    assert "version 2 is the later one" in words(aside)
    assert next(aside.iter("a")).get("href") == "/privacy/compare/1/2/"


def test_a_withdrawn_version_on_a_side_is_stated(compared):
    from django.utils import timezone

    from policies.actions.withdraw_version import withdraw_version
    from policies.models import PolicyVersion

    version = PolicyVersion.objects.get(policy__slug="privacy", number=2)
    withdraw_version(version=version, reason="Nobody wanted it.", at=timezone.now())
    page = compared()
    assert "version 2 (withdrawn)" in words(next(page.iter("h1")))
    assert "The reason given: Nobody wanted it." in words(one(page, "policies-two"))


def test_the_same_text_under_another_title_is_said_to_be_the_same(clock, policy, publish, client):
    publish(policy, policy.body, title="Privacy notice")
    page = html.fromstring(client.get("/privacy/compare/1/2/").content.decode())
    assert "The two texts are the same." in words(page)
    assert "The title changed from “Privacy policy” to “Privacy notice”." in words(page)
    assert page.find_class("policies-changes") == []


@pytest.mark.parametrize(
    "address", ["compare/1/1/", "compare/1/9/", "compare/9/1/", "compare/0/1/"]
)
def test_what_cannot_be_compared_is_not_found_and_not_kept(compared, client, address):
    response = client.get(f"/privacy/{address}")
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store"


def test_it_is_kept_out_of_search_engines_and_leads_on(compared, client):
    assert client.get("/privacy/compare/1/2/")["X-Robots-Tag"] == "noindex, follow"


@pytest.mark.parametrize("query", ["", "?view=side-by-side"])
def test_a_second_reader_waits_for_no_text_and_no_redline(compared, client, query):
    texts = []
    for _reader in range(2):
        with CaptureQueriesContext(connection) as captured:
            first = client.get(f"/privacy/compare/1/2/{query}").content
        asked = [q["sql"] for q in captured.captured_queries]
        texts.append([sql for sql in asked if '"policies_policyversion"."html"' in sql])
    assert [len(queries) for queries in texts] == [1, 0]
    assert first == client.get(f"/privacy/compare/1/2/{query}").content


def test_what_is_too_large_for_a_cache_is_made_anew(compared, client, monkeypatch):
    monkeypatch.setattr(comparison, "LARGEST_KEPT", 100)
    pages = []
    for _reader in range(2):
        with CaptureQueriesContext(connection) as captured:
            pages.append(client.get("/privacy/compare/1/2/").content)
        asked = [q["sql"] for q in captured.captured_queries]
        assert any('"policies_policyversion"."html"' in sql for sql in asked)
    assert pages[0] == pages[1]


def test_it_costs_three_queries_however_many_versions_there_are(
    compared, client, publish, django_assert_num_queries
):
    from policies.models import PolicyPage

    for more in (0, 6):
        for number in range(more):
            policy = PolicyPage.objects.get(slug="privacy")
            publish(policy, f"{OLD}\nUntil then {number}.\n", meanwhile="until_then")
        for _warm in range(2):
            client.get("/privacy/compare/1/2/")
        with django_assert_num_queries(3):
            client.get("/privacy/compare/1/2/")
