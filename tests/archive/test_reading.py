"""What visitors read at a policy's addresses."""

from __future__ import annotations

import re
from datetime import date

import pytest

from policies.standing.sentences import validity

pytestmark = pytest.mark.django_db

TEXT = """\
## 1. Who we are

We are a shop.

## 2. What we keep

### 2.1 Names

| What | How long |
| --- | --- |
| Name | 30 days |

#### Deeper

Words.
"""


def read(client, address: str, status: int = 200) -> str:
    """The page as readers see it: its HTML with white space made single spaces."""
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def test_the_policy_shows_the_version_in_force_and_announces_the_next(
    clock, policy, publish, client
):
    publish(policy, "# Data we keep\n\nWe keep your name for 90 days.\n", kind="material")
    page = read(client, "/privacy/")
    assert "30 days" in page
    assert "90 days" not in page
    assert "Version 2 takes effect on 1 Jul 2026, in 30 days." in page
    assert 'href="/privacy/compare/1/2/">See what changes</a>' in page
    clock.move_to("2026-06-30T22:59:59Z")
    page = read(client, "/privacy/")
    assert "30 days" in page
    assert "Version 2 takes effect on 1 Jul 2026, in 1 day." in page
    clock.move_to("2026-06-30T23:00:00Z")
    page = read(client, "/privacy/")
    assert "90 days" in page
    assert "In force since 1 Jul 2026." in page


def test_every_earlier_permalink_keeps_its_text_after_the_third_publication(
    clock, policy, publish, client
):
    texts = {1: policy.body}
    promises = {1: client.get("/privacy/versions/1/document.md").content}
    for number, days in ((2, 60), (3, 90)):
        texts[number] = f"# Data we keep\n\nWe keep your name for {days} days.\n"
        publish(policy, texts[number], kind="material")
        clock.shift(40 * 86400)
        promises[number] = client.get(f"/privacy/versions/{number}/document.md").content
    for number, text in texts.items():
        again = client.get(f"/privacy/versions/{number}/document.md").content
        assert again == promises[number] == text.encode()
        assert text.splitlines()[-1] in read(client, f"/privacy/versions/{number}/")


def test_three_dates_stand_apart_each_with_its_meaning(clock, policy, publish, client):
    publish(policy, "New.\n", kind="material", effective=date(2026, 7, 20))
    clock.move_to("2026-08-01T12:00:00Z")
    publish(policy, "Newer.\n")
    head = read(client, "/privacy/").partition("<article")[0]
    facts = re.findall(r"<dt>(.*?)</dt> ?<dd>(.*?)</dd>", head)
    said = {name: " ".join(re.sub("<[^>]+>", " ", value).split()) for name, value in facts}
    assert said["Last updated"] == "1 Aug 2026 when the newest text in effect was published"
    assert said["Effective"] == "1 Aug 2026 the first day on which this text binds"
    assert said["Last material change"] == "20 Jul 2026 when rights or duties last changed"
    assert said["Version"] == "3 all 3 versions"


def test_before_anything_binds_the_first_forthcoming_version_says_so(clock, make_policy, client):
    make_policy(effective_date=date(2026, 6, 20))
    page = read(client, "/privacy/")
    assert "We keep your name" in page
    assert (
        "Not in force yet.</strong> This version takes effect on 20 Jun 2026, in 19 days." in page
    )
    assert "Last updated" not in page


def test_a_superseded_version_warns_and_leads_to_what_binds(clock, policy, publish, client):
    clock.shift(3 * 3600)
    publish(policy, "New.\n")
    clock.move_to("2026-06-03T12:00:00Z")
    page = read(client, "/privacy/versions/1/")
    assert "This version no longer applies.</strong> It was in force on 1 Jun 2026." in page
    assert '<a href="/privacy/">Read the version in force</a>' in page
    assert '<a href="/privacy/compare/1/2/">See what has changed since</a>' in page


def test_a_version_that_came_back_names_each_time_it_was_in_force(clock, past):
    from policies.actions.withdraw_version import withdraw_version
    from policies.models import PolicyVersion
    from policies.standing.history import History

    version = PolicyVersion.objects.get(policy=past.policy.pk, number=3)
    clock.move_to("2026-11-10T12:00:00Z")
    from django.utils import timezone

    withdraw_version(version=version, at=timezone.now(), reason="It was a mistake.")
    clock.move_to("2027-02-01T12:00:00Z")
    history = History(past.policy, timezone.now())
    said = validity(history, history.get(2))
    assert said.lead == "This version no longer applies."
    assert said.detail == (
        "It was in force from 1 Jul 2026 until 5 Oct 2026, 10:30; "
        "from 10 Nov 2026 until 31 Dec 2026."
    )
    said = validity(history, history.get(3))
    assert said.lead == "Withdrawn on 10 Nov 2026."
    assert "It had been in force from 5 Oct 2026 until 10 Nov 2026" in said.detail
    assert said.detail.endswith("The reason given: It was a mistake.")


def test_a_correction_stands_beside_the_text_with_its_reason(clock, policy, publish, client):
    from django.utils import timezone

    from policies.actions.correct_version import correct_version

    version = publish(policy, "New.\n", kind="material")
    correct_version(
        version=version,
        effective_date=date(2026, 7, 15),
        reason="The letters went out late.",
        at=timezone.now(),
    )
    page = read(client, "/privacy/versions/2/")
    assert "was corrected from “1 Jul 2026” to “15 Jul 2026”." in page
    assert "The letters went out late." in page
    assert "The letters went out late." not in read(client, "/privacy/versions/1/")


def test_every_heading_has_a_link_and_the_contents_name_two_levels(clock, make_policy, client):
    make_policy(TEXT)
    page = read(client, "/privacy/")
    text = page[page.index("<article") : page.index("</article>")]
    ids = re.findall(r'<h[2-6] id="([^"]+)"', text)
    assert ids == ["who-we-are", "what-we-keep", "names", "deeper"]
    assert re.findall(r'class="policies-anchor" href="#([^"]+)"', text) == ids
    assert "Link to this section: 2. What we keep" in text
    for contents in re.findall(r"<nav class=\"policies-toc.*?</nav>", page):
        assert re.findall(r'href="#([^"]+)"', contents) == ids[:3]
    assert 'role="group" tabindex="0" aria-label="Table: 2.1 Names"' in text


def test_a_short_text_has_no_contents(clock, policy, client):
    assert "policies-toc" not in read(client, "/privacy/")


def test_a_title_that_looks_like_html_is_shown_as_it_is_written(clock, make_policy, client):
    make_policy(title="<script>alert(1)</script> & more")
    for address in ("/privacy/", "/privacy/versions/1/", "/privacy/versions/"):
        page = read(client, address)
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


def test_a_text_keeps_its_own_language_and_direction(clock, make_policy, client):
    from django.utils import timezone

    from policies.actions.record_version import record_version
    from policies.decisions.answers import Answers

    policy = make_policy(live=False)
    record_version(
        policy=policy,
        title="سياسة",
        language="ar",
        source="## سلام\n\nنص\n\n## ب\n\nنص\n\n## ت\n\nنص\n",
        answers=Answers(kind="initial"),
        at=timezone.now(),
    )
    type(policy).objects.filter(pk=policy.pk).update(live=True)
    page = read(client, "/privacy/")
    assert '<html lang="en-gb" dir="ltr">' in page
    assert '<article class="policies-text" lang="ar" dir="rtl"' in page
    assert '<span class="policies-unseen" lang="en-gb" dir="auto">Link to this section' in page


def test_a_preview_says_that_nobody_else_sees_it_and_leaves_the_versions_alone(clock, policy):
    draft = type(policy).objects.get(pk=policy.pk)
    draft.body = "A draft.\n"
    page = draft.make_preview_request().rendered_content
    assert "A draft." in page
    assert "This text is not published" in page
    assert "30 days" not in page


def test_the_list_of_policies_says_what_binds_and_what_comes(clock, home, make_policy, publish):
    from django.test import Client

    from policies.models import PolicyIndexPage

    shelf = home.add_child(instance=PolicyIndexPage(title="Policies", slug="policies"))
    terms = make_policy(parent=shelf, slug="terms", title="Terms")
    make_policy(parent=shelf, slug="later", title="Later", effective_date=date(2026, 6, 9))
    publish(terms, "New.\n", kind="material")
    page = read(Client(), "/policies/")
    assert "Version 1, effective 1 Jun 2026." in page
    assert "Version 2 takes effect on 1 Jul 2026." in page
    assert "Not in force yet: it takes effect on 9 Jun 2026." in page


@pytest.mark.parametrize("address", ["/privacy/", "/privacy/versions/3/"])
def test_a_page_costs_three_queries_however_many_versions_there_are(
    clock, policy, publish, client, django_assert_num_queries, address
):
    for days in (60, 90):
        publish(policy, f"We keep it for {days} days.\n")
    for more in (0, 5):
        for number in range(more):
            publish(policy, f"We keep it for {number} years.\n")
        client.get("/privacy/")
        client.get(address)
        with django_assert_num_queries(3):
            client.get(address)
