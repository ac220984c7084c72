"""Versions as Mementos: RFC 7089, sections 2 to 5, with pattern 2.1, and the links of RFC 5829."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from memento_client import MementoClient
from wagtail.models import Site

from policies.actions.withdraw_version import withdraw_version
from policies.models import PolicyVersion

pytestmark = pytest.mark.django_db

P = "http://localhost/privacy/"
RFC1123 = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}"
    r" \d{2}:\d{2}:\d{2} GMT"
)


def links(text):
    """Target to relations and attributes, read by the Memento project's own parser."""
    return MementoClient.parse_link_header(text) or {}


def related(response, rel):
    """The targets that stand in a relation to an answer."""
    return [target for target, link in links(response["Link"]).items() if rel in link["rel"]]


def ask(client, when, address="/privacy/timegate/"):
    return client.get(address, headers={"Accept-Datetime": when} if when else {})


def mementos(client):
    listed = links(client.get("/privacy/timemap/").content.decode())
    return {
        target: link["datetime"][0] for target, link in listed.items() if "memento" in link["rel"]
    }


# Section 2 and 4.2.1: what must and must not stand on each kind of resource.

ORIGINAL = "/privacy/"
TIMEGATE = "/privacy/timegate/"
MEMENTO = "/privacy/versions/2/"
TIMEMAP = "/privacy/timemap/"

MUSTS = [
    (ORIGINAL, "is found", lambda r: r.status_code == 200),
    (ORIGINAL, "names one TimeGate", lambda r: related(r, "timegate") == [f"{P}timegate/"]),
    (ORIGINAL, "names the TimeMap", lambda r: related(r, "timemap") == [f"{P}timemap/"]),
    (ORIGINAL, "is no Memento: names no original", lambda r: related(r, "original") == []),
    (ORIGINAL, "is no Memento: has no datetime", lambda r: "Memento-Datetime" not in r),
    (ORIGINAL, "is not negotiated", lambda r: "accept-datetime" not in r.get("Vary", "").lower()),
    (TIMEGATE, "redirects", lambda r: r.status_code == 302),
    (TIMEGATE, "to a Memento", lambda r: r["Location"] == f"{P}versions/3/"),
    (TIMEGATE, "varies", lambda r: "accept-datetime" in r["Vary"].lower()),
    (TIMEGATE, "has no Memento-Datetime", lambda r: "Memento-Datetime" not in r),
    (TIMEGATE, "names one original", lambda r: related(r, "original") == [P]),
    (TIMEGATE, "names the TimeMap", lambda r: related(r, "timemap") == [f"{P}timemap/"]),
    (MEMENTO, "is found", lambda r: r.status_code == 200),
    (MEMENTO, "has a datetime", lambda r: RFC1123.fullmatch(r["Memento-Datetime"])),
    (MEMENTO, "names one original", lambda r: related(r, "original") == [P]),
    (MEMENTO, "names the TimeGate", lambda r: related(r, "timegate") == [f"{P}timegate/"]),
    (MEMENTO, "names the TimeMap", lambda r: related(r, "timemap") == [f"{P}timemap/"]),
    (MEMENTO, "is not negotiated", lambda r: "accept-datetime" not in r.get("Vary", "").lower()),
    (
        MEMENTO,
        "tells its own datetime in its link, the same as in the header",
        lambda r: links(r["Link"])[f"{P}versions/2/"]["datetime"] == [r["Memento-Datetime"]],
    ),
    (
        MEMENTO,
        "every memento link has one valid datetime",
        lambda r: all(
            RFC1123.fullmatch(link["datetime"][0]) and len(link["datetime"]) == 1
            for link in links(r["Link"]).values()
            if "memento" in link["rel"]
        ),
    ),
    (TIMEMAP, "is found", lambda r: r.status_code == 200),
    (TIMEMAP, "is in the link format", lambda r: r["Content-Type"] == "application/link-format"),
]


@pytest.mark.parametrize(("address", "what", "holds"), MUSTS, ids=[f"{a} {w}" for a, w, _ in MUSTS])
def test_what_each_resource_must_say(past, client, address, what, holds):
    for response in (client.get(address), client.head(address)):
        assert holds(response), dict(response.headers)


def test_every_address_is_absolute_and_each_target_stands_once(past, client):
    for address in (ORIGINAL, TIMEGATE, *(f"/privacy/versions/{n}/" for n in range(1, 5))):
        targets = re.findall(r"<([^>]*)>", client.get(address)["Link"])
        assert len(targets) == len(set(targets))
        assert all(t.startswith("http://localhost/") and ";" not in t for t in targets)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_version_bears_the_instant_from_which_it_was_in_force(past, client, number):
    assert client.get(f"/privacy/versions/{number}/")["Memento-Datetime"] == past.starts[number]


def test_neighbours_in_time_and_in_the_version_history(past, client):
    links_of_2 = links(client.get("/privacy/versions/2/")["Link"])
    assert set(links_of_2[f"{P}versions/1/"]["rel"]) == {
        "first",
        "prev",
        "memento",
        "predecessor-version",
    }
    assert set(links_of_2[f"{P}versions/3/"]["rel"]) == {
        "next",
        "last",
        "memento",
        "successor-version",
        "latest-version",
    }
    assert links_of_2[f"{P}versions/2/"]["rel"] == ["memento"]
    assert links_of_2[f"{P}versions/"]["rel"] == ["version-history"]
    assert "working-copy" not in client.get("/privacy/")["Link"]


def test_a_forthcoming_version_is_no_memento_until_its_instant(past, clock, client):
    before = client.get("/privacy/versions/4/")
    assert "Memento-Datetime" not in before
    assert related(before, "original") == []
    assert related(before, "predecessor-version") == [f"{P}versions/3/"]
    assert related(before, "latest-version") == [f"{P}versions/3/"]
    assert f"{P}versions/4/" not in mementos(client)
    assert ask(client, "Fri, 01 Jan 2027 00:00:00 GMT")["Location"] == f"{P}versions/3/"
    clock.move_to("2027-01-01T00:00:00Z")
    assert client.get("/privacy/versions/4/")["Memento-Datetime"] == "Fri, 01 Jan 2027 00:00:00 GMT"
    assert mementos(client)[f"{P}versions/4/"] == "Fri, 01 Jan 2027 00:00:00 GMT"
    assert ask(client, "Fri, 01 Jan 2027 00:00:00 GMT")["Location"] == f"{P}versions/4/"


# Section 4.5: datetimes in and out of range, absent and malformed.


@pytest.mark.parametrize(
    ("when", "number"),
    [
        ("Mon, 01 Jan 1900 00:00:00 GMT", 1),
        ("Mon, 01 Jan 0001 00:00:00 GMT", 1),
        ("Mon, 01 Jun 2026 12:00:00 GMT", 1),
        ("Tue, 30 Jun 2026 22:59:59 GMT", 1),
        ("Tue, 30 Jun 2026 22:59:60 GMT", 1),
        ("Tue, 30 Jun 2026 23:00:00 GMT", 2),
        ("Mon, 05 Oct 2026 09:30:14 GMT", 2),
        # Its Memento-Datetime, told to the second, though it began a quarter of a second later.
        ("Mon, 05 Oct 2026 09:30:15 GMT", 3),
        ("Sun, 01 Nov 2026 12:00:00 GMT", 3),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 3),
        (None, 3),
    ],
)
def test_the_timegate_finds_what_was_in_force(past, client, when, number):
    assert ask(client, when)["Location"] == f"{P}versions/{number}/"
    # A query that other software adds is ignored, and does not become part of the answer.
    assert ask(client, when, "/privacy/timegate/?u=1&b=2")["Location"] == f"{P}versions/{number}/"


@pytest.mark.parametrize(
    "when",
    [
        "",
        "2026-07-01",
        "Wednesday, 01-Jul-26 10:00:00 GMT",
        "Wed Jul  1 10:00:00 2026",
        "Wed, 01 Jul 2026 10:00:00",
        "Wed, 01 Jul 2026 10:00:00 UTC",
        "Wed, 01 Jul 2026 10:00:00 +0000",
        "Wed, 1 Jul 2026 10:00:00 GMT",
        "wed, 01 jul 2026 10:00:00 gmt",
        "Thu, 01 Jul 2026 10:00:00 GMT",
        "Wed, 31 Jun 2026 10:00:00 GMT",
        "Wed, 01 Jul 2026 24:00:00 GMT",
        "Sat, 01 Jan 0000 00:00:00 GMT",
        "Wed, 01 Jul 2026 10:00:00 GMT, Wed, 01 Jul 2026 10:00:00 GMT",
        "Wed, ٠١ Jul 2026 10:00:00 GMT".encode().decode("latin-1"),
        "x" * 10_000,
    ],
)
def test_a_malformed_datetime_is_refused_in_a_sentence(past, client, when):
    response = client.get("/privacy/timegate/", headers={"Accept-Datetime": when})
    assert response.status_code == 400
    assert "Thu, 31 May 2007 20:35:00 GMT" in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert "accept-datetime" in response["Vary"].lower()


def test_a_timegate_without_mementos_says_so(clock, make_policy, client):
    make_policy(effective_date=timezone.localdate().replace(year=2027))
    response = ask(client, "Wed, 01 Jul 2026 10:00:00 GMT")
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-store"
    listed = links(client.get("/privacy/timemap/").content.decode())
    assert [target for target, link in listed.items() if "memento" in link["rel"]] == []
    assert listed[P]["rel"] == ["original"]


# Section 5: the TimeMap.


def test_the_timemap_lists_the_original_itself_the_timegate_and_every_memento(past, client):
    response = client.get("/privacy/timemap/")
    text = response.content.decode()
    listed = links(text)
    assert listed[P]["rel"] == ["original"]
    assert text.count('rel="original"') == 1
    assert listed[f"{P}timegate/"]["rel"] == ["timegate"]
    own = listed[f"{P}timemap/"]
    assert own["rel"] == ["self"]
    assert own["type"] == ["application/link-format"]
    assert (own["from"], own["until"]) == ([past.starts[1]], [past.starts[3]])
    assert mementos(client) == {
        f"{P}versions/{number}/": start for number, start in past.starts.items()
    }
    assert listed[f"{P}versions/1/"]["rel"] == ["first", "memento"]
    assert listed[f"{P}versions/3/"]["rel"] == ["last", "memento"]


def test_the_json_timemap_says_the_same(past, client):
    told = client.get("/privacy/timemap/json/").json()
    assert told["original_uri"] == P
    assert told["timegate_uri"] == f"{P}timegate/"
    assert {m["uri"]: m["datetime"] for m in told["mementos"]["list"]} == {
        f"{P}versions/1/": "2026-06-01T12:00:00Z",
        f"{P}versions/2/": "2026-06-30T23:00:00Z",
        f"{P}versions/3/": "2026-10-05T09:30:15Z",
    }
    assert told["mementos"]["first"]["uri"] == f"{P}versions/1/"
    assert told["mementos"]["last"]["uri"] == f"{P}versions/3/"


# Section 4.5.6: a Memento-Datetime can never be taken back.


def test_a_version_that_comes_back_answers_for_both_of_its_intervals(past, clock, client):
    clock.move_to("2026-11-10T00:00:00Z")
    version = PolicyVersion.objects.get(policy=past.policy.pk, number=3)
    withdraw_version(version=version, at=timezone.now(), reason="It was published by mistake.")
    clock.move_to("2026-11-11T00:00:00Z")
    for number, start in past.starts.items():
        assert client.get(f"/privacy/versions/{number}/")["Memento-Datetime"] == start
    assert mementos(client)[f"{P}versions/3/"] == past.starts[3]
    for when, number in (
        ("Sun, 04 Oct 2026 00:00:00 GMT", 2),
        ("Fri, 06 Nov 2026 00:00:00 GMT", 3),
        ("Mon, 09 Nov 2026 23:59:58 GMT", 3),
        ("Tue, 10 Nov 2026 00:00:00 GMT", 2),
        (None, 2),
    ):
        response = ask(client, when)
        assert response["Location"] == f"{P}versions/{number}/", when
        assert related(response, "original") == [P]


def test_where_everything_is_withdrawn_the_last_that_was_in_force_is_found(clock, policy, client):
    version = PolicyVersion.objects.get(policy=policy.pk)
    clock.move_to("2026-07-01T00:00:00Z")
    withdraw_version(version=version, at=timezone.now(), reason="The shop has closed.")
    clock.move_to("2026-08-01T00:00:00Z")
    assert ask(client, "Wed, 15 Jul 2026 00:00:00 GMT")["Location"] == f"{P}versions/1/"


def test_a_version_withdrawn_before_it_took_effect_never_becomes_a_memento(past, clock, client):
    version = PolicyVersion.objects.get(policy=past.policy.pk, number=4)
    withdraw_version(version=version, at=timezone.now(), reason="The plan was dropped.")
    clock.move_to("2027-02-01T00:00:00Z")
    assert "Memento-Datetime" not in client.get("/privacy/versions/4/")
    assert f"{P}versions/4/" not in mementos(client)
    assert ask(client, None)["Location"] == f"{P}versions/3/"


# A client that others wrote, over HTTP.


@pytest.mark.parametrize("start", ["", "versions/1/", "versions/2/", "versions/3/"])
def test_memento_client_finds_the_right_version(live_server, past, start):
    host, port = live_server.url.removeprefix("http://").split(":")
    Site.objects.update(hostname=host, port=int(port))
    Site.clear_site_root_paths_cache()
    base = f"{live_server.url}/privacy/"
    expected = {
        "Mon, 01 Jan 2001 00:00:00 GMT": 1,
        "Mon, 15 Jun 2026 00:00:00 GMT": 1,
        "Tue, 30 Jun 2026 22:59:59 GMT": 1,
        "Tue, 30 Jun 2026 23:00:00 GMT": 2,
        "Tue, 01 Sep 2026 00:00:00 GMT": 2,
        "Mon, 05 Oct 2026 09:30:15 GMT": 3,
        "Tue, 01 Jan 2030 00:00:00 GMT": 3,
    }
    with MementoClient() as memento_client:
        for when, number in expected.items():
            moment = MementoClient.convert_to_datetime(when)
            found = memento_client.get_memento_info(base + start, moment)
            assert found["original_uri"] == base
            assert found["timegate_uri"] == f"{base}timegate/"
            closest = found["mementos"]["closest"]
            assert closest["uri"] == [f"{base}versions/{number}/"], when
            assert closest["http_status_code"] == 200
            told = MementoClient.convert_to_http_datetime(closest["datetime"])
            assert told == past.starts[number]
            assert found["mementos"]["first"]["uri"] == [f"{base}versions/1/"]
            assert found["mementos"]["last"]["uri"] == [f"{base}versions/3/"]
