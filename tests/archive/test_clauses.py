"""The history of a section, and what stands beside its heading."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import html

from policies.actions.correct_version import correct_version
from policies.actions.import_version import import_version
from policies.actions.withdraw_version import withdraw_version
from policies.archive.clauses.traces import trace, traces_of
from policies.models import ClauseTraces, PolicyVersion
from policies.redline import clause_history
from policies.standing.history import History
from policies.standing.lineage import keys, lineage
from tests.archive.test_caching import plain  # noqa: F401 - a site that asks the database nothing

pytestmark = pytest.mark.django_db

WHO = "## 1. Who we are\n\nWe are a shop in Lewes.\n"
KEEP = """
## 2. What we keep

We keep your name. See [who we are](#who-we-are).

- your name for 30 days
- your address for 30 days
- your orders for 6 years

### 2.1 Pictures

We keep none.
"""
SHARE = "\n## 3. Who sees it\n\nThe carrier sees your address.\n"
LONGER = KEEP.replace("your address for 30", "your address for 90")


@pytest.fixture
def told(clock, make_policy, publish):
    """Five versions: 2 keeps addresses longer, 3 has a new heading and a new section, 4 has lost
    "Who sees it", and 5, which is forthcoming, keeps orders longer."""
    policy = make_policy(WHO + KEEP + SHARE)
    publish(policy, WHO + LONGER + SHARE, kind="material", summary="Addresses for longer.")
    clock.move_to("2026-07-10T12:00:00Z")
    third = WHO + LONGER.replace("2. What we keep", "2. What we store") + SHARE
    third += "\n## 4. Children\n\nWe sell to grown-ups.\n"
    publish(policy, third, summary="A clearer heading.")
    clock.move_to("2026-08-10T12:00:00Z")
    fourth = third.replace(SHARE, "").replace("4. Children", "3. Children")
    publish(policy, fourth, summary="We have no carrier.")
    clock.move_to("2026-09-10T12:00:00Z")
    publish(
        policy,
        fourth.replace("6 years", "7 years"),
        kind="material",
        summary="Orders for longer.",
        effective=date(2027, 1, 1),
    )
    return policy


def tree(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return html.fromstring(response.content.decode())


def words(element):
    return " ".join(element.text_content().split())


def beside(page):
    """What stands beside each heading of a text, by the heading's anchor."""
    found = {}
    for link in page.find_class("policies-since"):
        (heading,) = link.getparent().xpath("./h2 | ./h3")
        found[heading.get("id")] = (link.text, link.get("href"))
    return found


def passages(page):
    """Each passage of a section with what is said of it."""
    return [
        (words(box.find_class("policies-text")[0]), words(box.find_class("policies-story")[0]))
        for box in page.find_class("policies-passage")
    ]


# Beside the headings.


def test_each_heading_says_since_when_its_section_reads_so(told, client):
    assert beside(tree(client, "/privacy/")) == {
        "who-we-are": ("since version 1", "/privacy/clauses/who-we-are/"),
        "what-we-keep": ("changed in version 3", "/privacy/clauses/what-we-keep/"),
        "pictures": ("since version 1", "/privacy/clauses/pictures/"),
        "children": ("changed in version 4", "/privacy/clauses/children/"),
    }


def test_every_version_speaks_of_its_own_past(told, client):
    said = {n: beside(tree(client, f"/privacy/versions/{n}/")) for n in range(1, 6)}
    assert said[1] == {}, "there is nothing before it"
    assert {text for text, _href in said[2].values()} == {"since version 1", "changed in version 2"}
    assert said[3]["children"][0] == "new in version 3"
    assert said[3]["who-sees-it"] == ("since version 1", "/privacy/clauses/who-sees-it/")
    assert said[5]["what-we-keep"] == (
        "changed in version 5",
        "/privacy/clauses/what-we-keep/?version=5",
    )


def test_headings_keep_their_names_and_documents_their_bytes(told, client):
    version = PolicyVersion.objects.get(policy=told.pk, number=4)
    page = tree(client, "/privacy/")
    article = page.xpath("//article")[0]
    named = [words(heading) for heading in article.iter("h2", "h3")]
    assert named == ["1. Who we are", "2. What we store", "2.1 Pictures", "3. Children"]
    link = page.find_class("policies-since")[0]
    assert words(link) == "since version 1: 1. Who we are"
    document = client.get("/privacy/versions/4/document.html").content.decode()
    assert document == version.document
    assert "policies-since" not in document


def test_a_policy_with_one_version_says_nothing_of_its_past(policy, client):
    page = tree(client, "/privacy/")
    assert beside(page) == {}
    section = tree(client, "/privacy/clauses/data-we-keep/")
    assert "Version 1 brought this section." in words(section)


# The page of a section.


def test_it_tells_what_brought_and_what_changed_a_section(told, client):
    page = tree(client, "/privacy/clauses/what-we-keep/")
    (title,) = page.iter("h1")
    assert words(title) == "2. What we store history of the section"
    assert "Version 1 brought this section, and 2 later versions changed it, version 3 last." in (
        words(page)
    )
    steps = [words(item) for item in page.find_class("policies-lives")[0].iter("li")]
    assert [step.split()[1] for step in steps] == ["3", "2", "1"]
    assert "changed this section Editorial A clearer heading." in steps[0]
    assert "Addresses for longer." in steps[1]
    assert "the first version" in steps[2]
    ways = [a.get("href") for a in page.xpath("//ol//*[contains(@class, 'doors')]/a")]
    assert ways == ["/privacy/compare/2/3/#change-1", "/privacy/compare/1/2/#change-1"]
    compared = tree(client, "/privacy/compare/1/2/")
    assert "90" in words(compared.get_element_by_id("change-1").getparent())


def test_each_paragraph_has_a_story_of_its_own(told, client):
    page = tree(client, "/privacy/clauses/what-we-keep/")
    ((text, story),) = passages(page)
    assert story == "Since version 1"
    assert "your address for 90 days [changed in version 2]" in text
    assert "your name for 30 days your address" in text, "what most share is said once"
    ((text, story),) = passages(tree(client, "/privacy/clauses/children/"))
    assert (text, story) == ("We sell to grown-ups.", "Since version 3")
    assert [words(li) for li in page.find_class("policies-sections")[0]] == [
        "2.1 Pictures since version 1"
    ]


def test_links_in_a_section_lead_into_the_whole_text(told, client):
    text = tree(client, "/privacy/clauses/what-we-keep/").find_class("policies-text")[0]
    assert [a.get("href") for a in text.iter("a")] == ["/privacy/#who-we-are"]
    old = tree(client, "/privacy/clauses/what-we-keep/?version=2")
    text = old.find_class("policies-text")[0]
    assert [a.get("href") for a in text.iter("a")] == ["/privacy/versions/2/#who-we-are"]


def test_what_is_to_come_is_announced_where_it_will_happen(told, client):
    page = tree(client, "/privacy/clauses/what-we-keep/")
    (coming,) = page.find_class("policies-coming")
    assert words(coming) == (
        "Version 5, effective 1 Jan 2027, changes this section. Orders for longer. See what changes"
    )
    assert next(coming.iter("a")).get("href") == "/privacy/compare/4/5/#change-1"
    assert tree(client, "/privacy/clauses/who-we-are/").find_class("policies-coming") == []


def test_a_section_that_will_go_says_so(told, publish, client):
    publish(
        told,
        WHO + KEEP,
        summary="Anybody may buy.",
        effective=date(2027, 2, 1),
        kind="material",
        meanwhile="afterwards",
    )
    (coming,) = tree(client, "/privacy/clauses/children/").find_class("policies-coming")
    assert words(coming).startswith("Version 6, effective 1 Feb 2027, takes this section out.")
    assert next(coming.iter("a")).get("href").startswith("/privacy/compare/5/6/#change-")


def test_a_forthcoming_version_has_a_history_of_its_own(told, client):
    page = tree(client, "/privacy/clauses/what-we-keep/?version=5")
    assert "Not in force yet. This version takes effect on 1 Jan 2027" in words(page)
    assert "The text in version 5" in words(page)
    assert passages(page)[0][0].endswith("your orders for 7 years [changed in version 5]")
    doors = {a.get("href") for a in page.xpath("//*[contains(@class, 'policies-state')]//a")}
    assert doors == {"/privacy/versions/5/", "/privacy/clauses/what-we-keep/"}


def test_a_section_that_only_a_forthcoming_version_has(told, publish, client):
    text = PolicyVersion.objects.get(policy=told.pk, number=5).source
    publish(
        told,
        text + "\n## 5. Chats\n\nWe keep your chats for 90 days.\n",
        kind="material",
        effective=date(2027, 2, 1),
        meanwhile="afterwards",
    )
    page = tree(client, "/privacy/clauses/chats/")
    assert "Not in force yet." in words(page)
    assert "Version 6 brought this section." in words(page)


def test_a_section_that_went_says_when_and_where_it_can_still_be_read(told, client):
    page = tree(client, "/privacy/clauses/who-sees-it/")
    state = page.find_class("policies-state")[0]
    assert words(state).startswith(
        "This section is no longer in force. Version 4 (10 Aug 2026) has it no longer. "
        "This is its text in version 3, the last one that had it."
    )
    assert [a.get("href") for a in state.iter("a")] == [
        "/privacy/compare/3/4/#change-1",
        "/privacy/",
    ]
    assert passages(page) == [("The carrier sees your address.", "Since version 1")]
    removed = tree(client, "/privacy/compare/3/4/").get_element_by_id("change-1")
    assert "Who sees it" in words(removed.getparent())


def test_a_section_that_became_another_leads_there(clock, make_policy, client):
    policy = make_policy("## Who we are\n\nWe are a shop.\n")
    version = PolicyVersion.objects.get(policy=policy.pk)
    # Anchors last, so only a text that came in from elsewhere has lost one.
    from policies.actions.record_version import write_version
    from policies.publishing.locking import lock

    text = version.html.replace('id="who-we-are"', 'id="us"')
    clock.shift(86400)
    write_version(
        lock(policy),
        html=text,
        effect=timezone.now(),
        previous=version,
        title=version.title,
        language=version.language,
        source=version.source,
        kind="editorial",
        published_at=timezone.now(),
        effective_date=timezone.localdate(),
    )
    page = tree(client, "/privacy/clauses/who-we-are/")
    door = page.find_class("policies-state")[0].xpath(".//a")[1]
    assert (words(door), door.get("href")) == (
        "In its place: “Who we are”",
        "/privacy/clauses/us/",
    )


def test_a_section_of_a_version_that_was_pulled(told, publish, clock, client):
    text = PolicyVersion.objects.get(policy=told.pk, number=4).source
    pulled = publish(
        told, text + "\n## 4. Robots\n\nRobots read your orders.\n", meanwhile="until_then"
    )
    clock.shift(3600)
    withdraw_version(version=pulled, reason="They do not.", at=timezone.now())
    page = tree(client, "/privacy/clauses/robots/")
    assert "Withdrawn on 10 Sep 2026." in words(page)
    assert "The reason given: They do not." in words(page)
    assert beside(tree(client, "/privacy/"))["children"][0] == "changed in version 4"


def test_what_no_version_has_is_not_found_with_a_sentence(told, client):
    for address, sentence in {
        "clauses/robots/": "No version of this policy has a section “robots”.",
        "clauses/children/?version=2": "Version 2 of this policy has no section “children”.",
        "clauses/children/?version=9": "There is no version 9 of this policy; the newest is",
        "clauses/children/?version=x": "There is no version x of this policy; the newest is",
    }.items():
        assert sentence in words(tree(client, f"/privacy/{address}", 404))
        assert client.get(f"/privacy/{address}")["Cache-Control"] == "no-store"


def test_its_place_on_the_web(told, client):
    response = client.get("/privacy/clauses/what-we-keep/?other=1")
    assert response["X-Robots-Tag"] == "noindex, follow"
    page = html.fromstring(response.content.decode())
    (canonical,) = page.xpath("//link[@rel='canonical']/@href")
    assert canonical == "http://localhost/privacy/clauses/what-we-keep/"
    own = tree(client, "/privacy/clauses/what-we-keep/?version=5")
    assert own.xpath("//link[@rel='canonical']/@href") == [f"{canonical}?version=5"]


def test_anchors_in_any_script(make_policy, client):
    make_policy("## 数据\n\n我们保留你的姓名。\n\n## البيانات\n\nx\n")
    assert "数据" in words(tree(client, "/privacy/clauses/数据/"))
    assert "البيانات" in words(tree(client, "/privacy/clauses/البيانات/"))


# Which versions are the past of a version.


def numbers(policy, of=None):
    history = History(policy, timezone.now())
    return [entry.number for entry in lineage(history, history.get(of) or history.shown)]


def test_the_past_is_told_in_the_order_of_binding(clock, policy, publish):
    clock.shift(3600)
    publish(policy, "Two.\n", kind="material", effective=date(2026, 12, 1))
    publish(policy, "Three.\n", meanwhile="until_then")
    assert numbers(policy) == [1, 3]
    assert numbers(policy, 2) == [1, 3, 2]
    clock.move_to("2026-12-02T12:00:00Z")
    assert numbers(policy) == [1, 3, 2]


def test_what_was_withdrawn_has_no_part_in_it(clock, policy, publish):
    clock.shift(3600)
    two = publish(policy, "Two.\n", kind="material", effective=date(2026, 12, 1))
    withdraw_version(version=two, reason="No.", at=timezone.now())
    three = publish(policy, "Three.\n")
    assert numbers(policy) == [1, 3]
    clock.shift(3600)
    withdraw_version(version=three, reason="No.", at=timezone.now())
    clock.shift(3600)
    publish(policy, "Four.\n")
    assert numbers(policy) == [1, 4], "version 1 had come back"


def test_a_corrected_date_makes_another_past(
    clock, policy, publish, client, django_capture_on_commit_callbacks, monkeypatch
):
    # As it could be before what is to come kept its order.
    monkeypatch.setattr("policies.publishing.correctable._check_order", lambda *_: None)
    with django_capture_on_commit_callbacks(execute=True):
        publish(policy, "# Data we keep\n\nTwo.\n", kind="material", effective=date(2026, 12, 1))
        publish(
            policy,
            "# Data we keep\n\nThree.\n",
            kind="material",
            effective=date(2026, 12, 10),
            meanwhile="afterwards",
        )
    before = beside(tree(client, "/privacy/versions/2/"))
    with django_capture_on_commit_callbacks(execute=True):
        correct_version(
            version=PolicyVersion.objects.get(policy=policy.pk, number=2),
            reason="Later.",
            at=timezone.now(),
            effective_date=date(2026, 12, 20),
        )
    assert numbers(policy, 2) == [1, 3, 2]
    assert before != {}
    assert beside(tree(client, "/privacy/versions/3/"))["data-we-keep"][0] == "changed in version 3"
    history = History(policy, timezone.now())
    rows = dict(ClauseTraces.objects.values_list("version__number", "lineage"))
    line = lineage(history, history.get(2))
    assert rows == dict(zip([1, 3, 2], keys(line), strict=True))


# Worked out once a publication.


def queries(ask):
    with CaptureQueriesContext(connection) as captured:
        answer = ask()
    return answer, [query["sql"] for query in captured.captured_queries]


def texts(asked):
    return [sql for sql in asked if '"policies_policyversion"."html"' in sql]


def test_a_publication_works_out_one_step_and_keeps_it(
    told, publish, django_capture_on_commit_callbacks
):
    history = History(told, timezone.now())
    trace(history)
    assert set(ClauseTraces.objects.values_list("version__number", flat=True)) == {1, 2, 3, 4, 5}
    text = PolicyVersion.objects.get(policy=told.pk, number=4).source
    with django_capture_on_commit_callbacks() as callbacks:
        publish(told, text + "\nMore.\n", meanwhile="until_then")

    def commit():
        for callback in callbacks:
            callback()

    _none, asked = queries(commit)
    read = [re.search(r'"number" IN (\(.*?\))', sql) for sql in texts(asked)]
    # Version 6 after 4, and 5, which now follows 6.
    assert [found[1] for found in read if found] == ["(4, 6)", "(6, 5)"]
    assert ClauseTraces.objects.count() == 6


def test_what_is_kept_is_what_the_whole_history_says(told):
    history = History(told, timezone.now())
    trace(history)
    cache.clear()
    versions = PolicyVersion.objects.filter(policy=told.pk).order_by("number")
    for last in range(1, 6):
        expected = clause_history([(v.number, v.html) for v in versions[:last]])
        found = traces_of(history, history.get(last)).sections
        # What stands before the first heading has a trace, but is no section without words.
        assert [(t.since, t.touched) for t in found[1:]] == [(c.since, c.touched) for c in expected]


def test_nobody_waits_for_what_has_been_worked_out(told, plain, client):  # noqa: F811
    trace(History(told, timezone.now()))
    for address in ("/privacy/", "/privacy/versions/3/", "/privacy/clauses/what-we-keep/"):
        for _warm in range(2):
            client.get(address)
        cache.clear()
        client.get("/privacy/versions/")  # remembers the way, and what every page bears
        cold, asked = queries(lambda place=address: client.get(place))
        # Its own text, and for a section that of the version to come.
        assert len(texts(asked)) <= (2 if "clauses" in address else 1)
        assert len(asked) <= (7 if "clauses" in address else 5)
        warm, asked = queries(lambda place=address: client.get(place))
        assert len(asked) == 3
        assert warm.content == cold.content


def test_without_anything_kept_it_is_the_same_page(told, client):
    assert not ClauseTraces.objects.exists()
    made = client.get("/privacy/clauses/what-we-keep/").content
    assert not ClauseTraces.objects.exists(), "reading writes nothing"
    trace(History(told, timezone.now()))
    cache.clear()
    assert client.get("/privacy/clauses/what-we-keep/").content == made


def test_an_import_works_out_its_history_once(
    make_policy, home, client, django_capture_on_commit_callbacks
):
    policy = make_policy(title="Old", slug="old", live=False)
    with django_capture_on_commit_callbacks() as callbacks:
        for year in range(2001, 2011):
            import_version(
                policy=policy,
                title="Old",
                language="en-gb",
                source=f"## A\n\nText of {year}.\n\n## B\n\nAlways.\n",
                published_at=datetime(year, 1, 1, tzinfo=UTC),
                effective_date=date(year, 1, 1),
                at=timezone.now(),
            )
    _none, asked = queries(lambda: [callback() for callback in callbacks])
    assert len([sql for sql in asked if "INSERT INTO" in sql and "clausetraces" in sql]) == 1
    assert ClauseTraces.objects.count() == 10
    assert str(ClauseTraces.objects.first()) == "Old, version 1"
    row = ClauseTraces.objects.get(version__number=10)
    assert row.data["sections"][2] == [[1], [0]]


def test_nothing_is_worked_out_for_a_policy_without_a_version_that_stands(
    clock, policy, django_capture_on_commit_callbacks
):
    version = PolicyVersion.objects.get(policy=policy.pk)
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_version(version=version, reason="Wrong.", at=timezone.now())
    assert not ClauseTraces.objects.exists()
