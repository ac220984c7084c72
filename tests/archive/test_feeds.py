"""Atom feeds, held against RFC 4287 rule by rule and read by an independent parser."""

from __future__ import annotations

import base64
import re
from datetime import date

import feedparser
import pytest
from django.utils import timezone
from lxml import etree, html
from wagtail.models import Locale, Page, PageViewRestriction

from policies.actions.correct_version import correct_version
from policies.actions.withdraw_version import withdraw_version
from policies.models import PolicyVersion

pytestmark = pytest.mark.django_db

P = "http://localhost/privacy/"
ATOM = "{http://www.w3.org/2005/Atom}"
TAG = re.compile(r"tag:[\w.-]+,\d{4}(-\d\d(-\d\d)?)?:\S+")
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def version(policy, number):
    return PolicyVersion.objects.get(policy=policy.pk, number=number)


def fetch(client, address="/privacy/feed/"):
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    valid(response.content)
    return feedparser.parse(response.content)


def valid(content):
    """The rules of RFC 4287, sections 3 and 4, that a feed like ours can break."""
    feed = etree.fromstring(content)
    assert feed.tag == f"{ATOM}feed"
    for container in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(container.findall(f"{ATOM}{name}")) == 1, name
        assert re.fullmatch(
            r"tag:[\w.-]+,\d{4}(-\d\d(-\d\d)?)?:\S+", container.findtext(f"{ATOM}id")
        )
        for name in ("updated", "published"):
            for moment in container.findall(f"{ATOM}{name}"):
                assert RFC3339.fullmatch(moment.text)
        seen = set()
        for link in container.findall(f"{ATOM}link"):
            assert link.get("href").startswith("http://")
            rel = link.get("rel", "alternate")
            if rel == "alternate":
                key = (link.get("type"), link.get("hreflang"))
                assert key not in seen, "two alternates of one type"
                seen.add(key)
            assert not (link.text or "").strip()
        assert len(container.findall(f"{ATOM}summary")) <= 1
        assert len(container.findall(f"{ATOM}content")) <= 1
        for text in container.findall(f"{ATOM}title") + container.findall(f"{ATOM}summary"):
            assert text.get("type", "text") == "text"
            assert not len(text)
        for category in container.findall(f"{ATOM}category"):
            assert category.get("term")
    assert feed.findall(f"{ATOM}author/{ATOM}name")[0].text
    assert len(feed.findall(f"{ATOM}link[@rel='self']")) == 1
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(ids) == len(set(ids))
    updated = [entry.findtext(f"{ATOM}updated") for entry in feed.findall(f"{ATOM}entry")]
    assert feed.findtext(f"{ATOM}updated") >= max(updated, default="")


def test_an_entry_a_version_the_newest_first(past, client):
    told = fetch(client)
    assert not told.bozo
    assert told.version == "atom10"
    assert told.feed.title == "Privacy policy"
    assert told.feed.link == P
    assert told.feed.language == "en-gb"
    assert [entry.link for entry in told.entries] == [f"{P}versions/{n}/" for n in (4, 3, 2, 1)]
    newest = told.entries[0]
    assert newest.title == "Privacy policy, version 4"
    assert newest.summary == "We keep it longer."
    assert newest.published == "2026-11-01T12:00:00+00:00"
    assert [tag.term for tag in newest.tags] == ["material"]
    related = {link.href for link in newest.links if link.rel == "related"}
    assert f"{P}changes/4/" in related
    assert f"{P}versions/4/document.md" in related


def test_every_entry_bears_the_digest_for_people_and_for_programs(past, client):
    for entry in fetch(client).entries:
        number = int(entry.link.rstrip("/").rpartition("/")[2])
        digest = version(past.policy, number).digest
        words = html.fromstring(entry.content[0].value).text_content()
        assert f"SHA-256 of the record: {digest}" in words
        encoded = entry.dcterms_identifier.removeprefix("ni:///sha-256;")
        assert base64.urlsafe_b64decode(encoded + "=").hex() == digest


def test_material_changes_alone(past, client):
    told = fetch(client, "/privacy/feed/?kind=material")
    assert [entry.link for entry in told.entries] == [f"{P}versions/{n}/" for n in (4, 2)]
    assert told.feed.id != fetch(client).feed.id
    assert [link.href for link in told.feed.links if link.rel == "self"] == [
        f"{P}feed/?kind=material"
    ]
    assert told.feed.title == "Privacy policy: Material"


def test_a_feed_without_an_entry_is_valid_all_the_same(clock, policy, client):
    assert fetch(client, "/privacy/feed/?kind=material").entries == []


def test_identifiers_last_when_the_policy_is_renamed_and_later_versions_come(
    past, publish, clock, client
):
    first = {e.title: e.id for e in fetch(client).entries}
    past.policy.refresh_from_db()
    past.policy.slug = "data-protection"
    past.policy.save_revision().publish()
    clock.move_to("2027-06-01T00:00:00Z")
    publish(past.policy, "# Data\n\nWe keep it for a year.\n", kind="material")
    later = {e.title: e.id for e in fetch(client, "/data-protection/feed/").entries}
    assert len(later) == 5
    assert first.items() <= later.items()


def test_identifiers_last_when_the_site_moves_and_says_what_it_was_called(past, client, settings):
    before = [entry.id for entry in fetch(client).entries]
    settings.POLICIES = {**settings.POLICIES, "TAG_AUTHORITY": "old.example"}
    after = [entry.id for entry in fetch(client).entries]
    assert [i.replace("localhost", "old.example") for i in before] == after


def test_what_is_decided_later_moves_the_update_and_not_the_publication(past, clock, client):
    clock.move_to("2026-11-03T00:00:00Z")
    correct_version(
        version=version(past.policy, 4),
        reason="The new shop opens later.",
        at=timezone.now(),
        effective_date=date(2027, 2, 1),
    )
    clock.move_to("2026-11-04T00:00:00Z")
    withdraw_version(version=version(past.policy, 3), at=timezone.now(), reason="A mistake.")
    told = fetch(client)
    fourth, third = told.entries[:2]
    assert fourth.updated == "2026-11-03T00:00:00+00:00"
    assert fourth.published == "2026-11-01T12:00:00+00:00"
    assert "Effective date: 1 Feb 2027." in fourth.content[0].value
    assert "Corrected: The new shop opens later." in fourth.content[0].value
    assert third.updated == "2026-11-04T00:00:00+00:00"
    assert "Withdrawn: A mistake." in third.content[0].value
    assert told.feed.updated == "2026-11-04T00:00:00+00:00"


def test_words_of_an_editor_are_words_and_not_markup(past, publish, clock, client):
    publish(
        past.policy,
        "# Data\n\nOther words.\n",
        title="Terms <i>&</i> more",
        summary="Now <script>alert(1)</script> & more\x0b.",
        meanwhile="until_then",
    )
    newest = fetch(client).entries[0]
    assert newest.title_detail.value == "Terms <i>&</i> more, version 5"
    assert newest.summary_detail.value == "Now <script>alert(1)</script> & more."
    assert html.fromstring(newest.content[0].value).findall(".//script") == []


def test_a_long_feed_comes_in_pages(past, client, settings):
    settings.POLICIES = {**settings.POLICIES, "PAGE_SIZE": 3}
    found, address = [], "/privacy/feed/"
    while address:
        told = fetch(client, address)
        found += [entry.link for entry in told.entries]
        rels = {link.rel: link.href for link in told.feed.links}
        assert rels["first"] == f"{P}feed/"
        assert rels["last"] == f"{P}feed/?p=2"
        address = rels.get("next", "").removeprefix("http://localhost")
    assert found == [f"{P}versions/{n}/" for n in (4, 3, 2, 1)]
    assert rels["previous"] == f"{P}feed/"


@pytest.mark.parametrize("address", ["/privacy/feed/", "/policies-api/feed/"])
@pytest.mark.parametrize(
    ("query", "status", "sentence"),
    [
        ("kind=nonsense", 400, "initial, editorial, material"),
        ("kind=", 400, "initial, editorial, material"),
        ("kind=%00", 400, "initial, editorial, material"),
        ("p=0", 404, "This feed has the pages 1 to 1."),
        ("p=99999999999999999999", 404, "This feed has the pages 1 to 1."),
        ("p=-1", 404, "This feed has the pages 1 to 1."),
        ("p=%00", 404, "This feed has the pages 1 to 1."),
    ],
)
def test_a_wrong_question_is_answered_in_a_sentence(past, client, address, query, status, sentence):
    response = client.get(f"{address}?{query}")
    assert response.status_code == status
    assert sentence in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_the_feed_speaks_the_policys_language(clock, make_policy, client):
    page = make_policy()
    german = Locale.objects.create(language_code="de")
    Page.objects.filter(pk=page.pk).update(locale=german)
    page.refresh_from_db()
    page.body = "# Daten\n\nWir behalten Ihren Namen 30 Tage.\n"
    page.change_kind, page.change_summary = "editorial", "Auf Deutsch."
    page.editorial_reason, page.effective_date = "Nur die Sprache.", timezone.localdate()
    page.save_revision().publish()
    assert fetch(client).feed.language == "de"


def test_the_sites_feed_has_the_versions_of_every_public_policy(past, make_policy, clock, client):
    clock.shift(60)
    make_policy(title="Cookies", slug="cookies")
    hidden = make_policy(title="For staff", slug="staff")
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    told = fetch(client, "/policies-api/feed/")
    assert [entry.title for entry in told.entries] == [
        "Cookies, version 1",
        "Privacy policy, version 4",
        "Privacy policy, version 3",
        "Privacy policy, version 2",
        "Privacy policy, version 1",
    ]
    assert told.feed.id == "tag:localhost,2026:policies"
    material = fetch(client, "/policies-api/feed/?kind=material")
    assert [entry.link for entry in material.entries] == [f"{P}versions/{n}/" for n in (4, 2)]
    own = {entry.link: entry.id for entry in fetch(client).entries}
    assert own.items() <= {entry.link: entry.id for entry in told.entries}.items()
