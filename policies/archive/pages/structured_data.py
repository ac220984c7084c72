"""What search engines and other readers of linked data learn from the page in force."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

from policies.chain import instant
from policies.records.version import PolicyVersion
from policies.standing.history import History
from policies.standing.links import Links
from policies.standing.mirrors import every_alias, source_of


def in_force(history: History, links: Links) -> dict[str, Any] | None:
    """The page as schema.org describes one (JSON-LD); None before any version is in force.

    ``temporalCoverage`` is the interval in which this version binds, in ISO 8601: open where
    nothing ends it yet. The permalink of the text that stands here now is ``archivedAt``.
    """
    entry = history.in_force
    if entry is None:
        return None
    version, interval = entry.version, entry.interval_at(history.at)
    first = history.entries[0].version.published_at
    updated = history.last_updated or version.published_at
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "@id": links.base,
        "url": links.base,
        "name": version.title,
        "inLanguage": version.language,
        "identifier": f"urn:uuid:{version.policy_uuid}",
        "version": version.number,
        "datePublished": instant(first),
        "dateModified": instant(updated),
        "archivedAt": links.version(version.number),
    }
    if interval is not None:
        until = instant(interval.end) if interval.end else ".."
        found["temporalCoverage"] = f"{instant(interval.start)}/{until}"
    return found


def last_change(policy: Page, at: datetime, request: HttpRequest | None = None) -> datetime | None:
    """When the policy's address began to show the text it shows; None where it shows none.

    A ``request`` keeps what one query tells of all policies, so that a sitemap asks no more.
    """
    history = History(policy, at, _published(policy, at, request) if request else None)
    if entry := history.in_force:
        interval = entry.interval_at(at)
        return interval.start if interval else entry.version.takes_effect_at
    return history.shown.version.published_at if history.shown else None


def _published(policy: Page, at: datetime, request: HttpRequest) -> list[PolicyVersion]:
    known: dict[int, list[PolicyVersion]] | None = getattr(request, "policies_published", None)
    if known is None:
        every = PolicyVersion.objects.as_published(at)
        known = {key: list(found) for key, found in groupby(every, lambda v: v.policy_id)}
        request.policies_published = known  # type: ignore[attr-defined]
    return known.get(_source(policy, request), [])


def _source(policy: Page, request: HttpRequest) -> int:
    if policy.alias_of_id is None:
        return source_of(policy)
    known: dict[int, int] | None = getattr(request, "policies_aliases", None)
    if known is None:
        known = request.policies_aliases = every_alias()  # type: ignore[attr-defined]
    return source_of(policy, known.get)
