"""What was meant, held against what every public address says. It asks nothing of the product.

Which version binds is worked out here from what somebody meant to do, in a dozen lines of its own:
were it asked of ``policies.timeline``, a fault there would be found right here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import feedparser
from bs4 import BeautifulSoup
from django.test import Client

ARTICLE = "article.policies-text, .policies-text, article"


@dataclass
class Meant:
    """One version as somebody meant it: ``says`` stands in its text and in no other's."""

    number: int
    says: str
    title: str
    kind: str
    effective: date
    published: datetime
    withdrawn: datetime | None = None
    redacted: bool = False

    def binds_from(self, zone: ZoneInfo) -> datetime:
        return max(self.published, datetime.combine(self.effective, time.min, tzinfo=zone))


@dataclass
class Policy:
    """A policy at ``address`` and the versions that it is meant to have."""

    address: str
    zone: ZoneInfo
    versions: list[Meant] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    """Words that no public address may ever show: drafts, titles to come, redacted names."""

    def in_force(self, at: datetime) -> Meant | None:
        standing = [
            (version.binds_from(self.zone), version.number, version)
            for version in self.versions
            if version.binds_from(self.zone) <= at
            and not (version.withdrawn and version.withdrawn <= at)
        ]
        return max(standing)[2] if standing else None

    def forthcoming(self, at: datetime) -> list[Meant]:
        return [
            version
            for version in self.versions
            if version.binds_from(self.zone) > at and not version.withdrawn
        ]

    def at_the_end_of(self, day: date) -> Meant | None:
        end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=self.zone)
        return self.in_force(end - timedelta(microseconds=1))


def untrue(policy: Policy, at: datetime) -> list[str]:
    """A sentence for each public address that says another thing than what was meant."""
    return list(_untrue(policy, at, Client(headers={"accept-language": "en-gb"})))


def _untrue(policy: Policy, at: datetime, client: Client) -> Iterator[str]:
    shown = policy.in_force(at) or next(iter(policy.forthcoming(at)), None)
    yield from _pages(policy, shown, client)
    yield from _data(policy, at, client)
    yield from _days(policy, at, client)
    yield from _machines(policy, at, client)
    for address in _addresses(policy):
        body = client.get(address, follow=True).content.decode()
        yield from (f"{address} shows {word!r}" for word in policy.hidden if word in body)


def _addresses(policy: Policy) -> Iterator[str]:
    base = policy.address
    for rest in (
        "",
        "versions/",
        "versions.json",
        "feed/",
        "timemap/",
        "timemap/json/",
        "nothing/",
    ):
        yield f"{base}{rest}"
    yield from ("/policies-api/notice.json", "/policies-api/policies.json", "/sitemap.xml")
    numbers = [version.number for version in policy.versions]
    for number in numbers:
        for rest in ("", "document.html", "document.md", "document.txt", "document.json"):
            yield f"{base}versions/{number}/{rest}"
        yield f"{base}changes/{number}/"
        for old in numbers:
            if old != number:
                yield f"{base}compare/{old}/{number}/"


def _text_of(answer: Any) -> str:
    found = _soup(answer).select_one(ARTICLE)
    return " ".join(found.get_text().split()) if found else ""


def _soup(answer: Any) -> BeautifulSoup:
    return BeautifulSoup(answer.content.decode(), "html.parser")


def _pages(policy: Policy, shown: Meant | None, client: Client) -> Iterator[str]:
    pages = [(f"{policy.address}versions/{v.number}/", v, v.redacted) for v in policy.versions]
    if shown:
        pages.append((policy.address, shown, shown.redacted))
    for address, meant, redacted in pages:
        answer = client.get(address)
        wanted = 451 if redacted else 200
        if redacted and answer.status_code in (410, 451):
            continue
        if answer.status_code != wanted:
            yield f"{address} answers {answer.status_code}, not {wanted}"
            continue
        text = _text_of(answer)
        if meant.says not in text:
            yield f"{address} does not say {meant.says!r}: {text[:200]}"
        for other in policy.versions:
            if other is not meant and other.says in text:
                yield f"{address} says what version {other.number} says: {other.says!r}"
        heading = _soup(answer).h1
        if heading is None or meant.title not in heading.get_text():
            yield f"{address} is not headed {meant.title!r}"


def _data(policy: Policy, at: datetime, client: Client) -> Iterator[str]:
    address = f"{policy.address}versions.json"
    told = json.loads(client.get(address).content)
    current = policy.in_force(at)
    wanted: dict[str, Any] = {
        "in_force": current.number if current else None,
        "forthcoming": [version.number for version in policy.forthcoming(at)],
    }
    for name, value in wanted.items():
        if told[name] != value:
            yield f"{address}: {name} is {told[name]}, not {value}"
    listed = {version["number"]: version for version in told["versions"]}
    if sorted(listed) != [version.number for version in policy.versions]:
        yield f"{address} lists {sorted(listed)}"
        return
    for meant in policy.versions:
        one = listed[meant.number]
        facts = {"kind": meant.kind, "effective_date": meant.effective.isoformat()}
        for name, value in facts.items():
            if one[name] != value:
                yield f"{address}: version {meant.number}, {name} is {one[name]}, not {value}"
        told_at = datetime.fromisoformat(one["takes_effect_at"])
        if abs(told_at - meant.binds_from(policy.zone)) > timedelta(minutes=10):
            yield f"{address}: version {meant.number} takes effect at {told_at}"
        if (one["withdrawn"] is not None) != (meant.withdrawn is not None):
            yield f"{address}: version {meant.number}, withdrawn is {one['withdrawn']}"


def _days(policy: Policy, at: datetime, client: Client) -> Iterator[str]:
    days = {
        meant.binds_from(policy.zone).astimezone(policy.zone).date() for meant in policy.versions
    }
    for day in sorted(days | {d - timedelta(days=1) for d in days}):
        address = f"{policy.address}as-of/{day.isoformat()}/"
        answer = client.get(address)
        meant = policy.at_the_end_of(day)
        # A correction or a withdrawal to come may still change what a later day holds.
        if meant is None:
            if answer.status_code != 404:
                yield f"{address} answers {answer.status_code}, though nothing bound on that day"
        elif f"/versions/{meant.number}/" not in answer.get("Location", ""):
            yield f"{address} leads to {answer.get('Location')}, not to version {meant.number}"


def _machines(policy: Policy, at: datetime, client: Client) -> Iterator[str]:
    timemap = client.get(f"{policy.address}timemap/").content.decode()
    numbers = {int(n) for n in re.findall(r"/versions/([0-9]+)/", timemap)}
    bound = {
        v.number for v in policy.versions if v.binds_from(policy.zone) <= at and not v.redacted
    }
    # What was withdrawn before it took effect never bound anybody.
    bound -= {
        v.number for v in policy.versions if v.withdrawn and v.withdrawn < v.binds_from(policy.zone)
    }
    if not bound <= numbers | {v.number for v in policy.versions if v.redacted}:
        yield f"the TimeMap lacks {sorted(bound - numbers)}"
    if ahead := numbers & {v.number for v in policy.forthcoming(at)}:
        yield f"the TimeMap names {sorted(ahead)}, which have not taken effect"
    entries = feedparser.parse(client.get(f"{policy.address}feed/").content)["entries"]
    if len(entries) != len(policy.versions):
        yield f"the feed has {len(entries)} entries for {len(policy.versions)} versions"
    notices = json.loads(client.get("/policies-api/notice.json").content)["notices"]
    announced = {n["version"]: n["effective"] for n in notices if policy.address in n["read"]}
    for meant in policy.forthcoming(at):
        if meant.kind == "material" and announced.get(meant.number) != meant.effective.isoformat():
            yield f"the notice of version {meant.number} says {announced.get(meant.number)}"
    for number in set(announced) - {v.number for v in policy.versions if v.kind == "material"}:
        yield f"a notice announces version {number}, which is not material"
    page = _soup(client.get(policy.address))
    found = [json.loads(s.text) for s in page.select('script[type="application/ld+json"]')]
    current = policy.in_force(at)
    versions = {str(one["version"]) for one in found if "version" in one}
    if current and versions and versions != {str(current.number)}:
        yield f"JSON-LD names version {versions}, not {current.number}"
