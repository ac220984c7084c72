"""Atom feeds (RFC 4287): an entry a version, kept by readers even after the site has gone.

An entry is identified by a tag URI (RFC 4151) made of what never changes: the policy's UUID, the
version's number and the day of its publication. It bears the digest of the version's record, so
that copies of old feeds are evidence of what was published.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.paginator import Page
from django.utils import feedgenerator
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator

from policies.decisions.answers import Kind
from policies.records.correction import VersionCorrection
from policies.standing.history import Entry
from policies.standing.links import Links
from policies.standing.sentences import redaction

ATOM = "application/atom+xml; charset=utf-8"
DUBLIN_CORE = "http://purl.org/dc/terms/"
UNSPEAKABLE = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


@dataclass(frozen=True)
class Item:
    """A version with what an entry says of it."""

    entry: Entry
    links: Links
    corrections: tuple[VersionCorrection, ...] = ()

    @property
    def published(self) -> datetime:
        return self.entry.version.published_at

    @property
    def updated(self) -> datetime:
        """The last instant at which something about the version was decided."""
        made = [correction.corrected_at for correction in self.corrections]
        decided = (self.entry.version.withdrawn_at, self.entry.version.redacted_at)
        return max([self.published, *made, *(moment for moment in decided if moment)])


@dataclass(frozen=True)
class Pages:
    """Where one part of a long feed stands among the others (RFC 5005, 3)."""

    address: str
    first: str
    last: str
    previous: str | None = None
    next: str | None = None

    @classmethod
    def of(cls, address: str, shown: Page) -> Pages:
        """``shown`` is one page of a paginator over the feed at ``address``."""
        numbers = {"first": 1, "last": shown.paginator.num_pages}
        if shown.has_previous():
            numbers["previous"] = shown.previous_page_number()
        if shown.has_next():
            numbers["next"] = shown.next_page_number()
        mark = "&" if "?" in address else "?"
        addresses = {
            rel: address if number == 1 else f"{address}{mark}p={number}"
            for rel, number in numbers.items()
        }
        here = address if shown.number == 1 else f"{address}{mark}p={shown.number}"
        return cls(address=here, **addresses)


class _Atom(feedgenerator.Atom1Feed):
    content_type = ATOM

    def latest_post_date(self) -> datetime:
        updated: datetime = self.feed["updated"]
        return updated

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:dcterms": DUBLIN_CORE}

    def add_root_elements(self, handler: SimplerXMLGenerator) -> None:
        super().add_root_elements(handler)
        pages: Pages = self.feed["pages"]
        for rel in ("first", "last", "previous", "next"):
            if href := getattr(pages, rel):
                handler.addQuickElement("link", "", {"rel": rel, "href": href})

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        # Django would call the plain words of an editor HTML.
        super().add_item_elements(handler, {**item, "description": None})
        if item["summary"]:
            handler.addQuickElement("summary", item["summary"], {"type": "text"})
        for attributes in item["related"]:
            handler.addQuickElement("link", "", attributes)
        handler.addQuickElement("content", item["content"], {"type": "html"})
        handler.addQuickElement("dcterms:identifier", item["digest_uri"])


def written(
    *,
    identifier: str,
    title: str,
    about: str,
    language: str,
    pages: Pages,
    items: Iterable[Item],
    updated: datetime,
    author: str,
) -> str:
    """The feed's XML; ``updated`` is its date where it has no entry."""
    feed = _Atom(
        title=clean(title),
        link=about,
        description="",
        language=language,
        feed_url=pages.address,
        feed_guid=identifier,
        author_name=author,
        pages=pages,
    )
    listed = list(items)
    for item in listed:
        _add(feed, item)
    feed.feed["updated"] = max((item.updated for item in listed), default=updated)
    return str(feed.writeString("utf-8"))


def _add(feed: _Atom, item: Item) -> None:
    version, links, number = item.entry.version, item.links, item.entry.number
    related = [
        {"rel": "related", "type": "application/json", "href": links.document(number, "json")},
    ]
    if not item.entry.redacted:
        markdown = links.document(number, "md")
        related.append({"rel": "related", "type": "text/markdown", "href": markdown})
    if item.entry.compare_with:
        related.append(
            {"rel": "related", "type": "text/html", "href": links.changes(number)},
        )
    feed.add_item(
        title=clean(
            _("%(title)s, version %(number)s") % {"title": version.title, "number": number}
        ),
        link=links.version(number),
        description="",
        summary=clean(version.summary),
        unique_id=tag(version.policy_uuid, version.published_at, f"version/{number}", links),
        pubdate=version.published_at,
        updateddate=item.updated,
        categories=(version.kind,),
        related=related,
        content=clean(_content(item)),
        digest_uri=digest_uri(version.digest),
    )


def _content(item: Item) -> str:
    version, number = item.entry.version, item.entry.number
    sentences = [
        version.summary,
        _("Change kind: %(kind)s.") % {"kind": Kind(version.kind).label},
        _("Effective date: %(date)s.") % {"date": date_format(version.effective_date)},
    ]
    if version.withdrawn_at:
        sentences.append(
            _("Withdrawn: replaced by version %(number)s.") % {"number": version.replaced_by}
            if version.replaced_by
            else _("Withdrawn: %(reason)s") % {"reason": version.withdrawal_reason}
        )
    sentences.append(redaction(version))
    sentences += [_("Corrected: %(reason)s") % {"reason": made.reason} for made in item.corrections]
    sentences.append(_("SHA-256 of the record: %(digest)s") % {"digest": version.digest})
    addresses = [(item.links.version(number), _("Read this version"))]
    if item.entry.compare_with:
        addresses.append((item.links.changes(number), _("See what changed")))
    return format_html(
        "{}<p>{}</p>",
        format_html_join("", "<p>{}</p>", ((sentence,) for sentence in sentences if sentence)),
        format_html_join(" · ", '<a href="{}">{}</a>', addresses),
    )


def clean(text: str) -> str:
    """The text without the control characters that no XML document can hold."""
    return UNSPEAKABLE.sub("", text)


def tag(identity: object, since: datetime, what: str, links: Links) -> str:
    """A tag URI (RFC 4151) of the site, for something that has existed since a day."""
    return f"tag:{links.authority},{since.astimezone(UTC).date().isoformat()}:{identity}/{what}"


def digest_uri(digest: str) -> str:
    """A SHA-256 as a "named information" address (RFC 6920)."""
    encoded = base64.urlsafe_b64encode(bytes.fromhex(digest)).rstrip(b"=").decode()
    return f"ni:///sha-256;{encoded}"
