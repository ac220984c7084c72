"""What the reading pages show, as plain values for their templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Page

from policies import conf
from policies.archive.clauses.sections import marks, named
from policies.archive.pages.timeline_strip import strip
from policies.archive.texts import made_of
from policies.decisions.answers import Kind
from policies.languages import direction
from policies.records.correction import VersionCorrection
from policies.records.version import PolicyVersion
from policies.standing.body import framed
from policies.standing.history import Entry, History, corrections_of
from policies.standing.lineage import keys, lineage
from policies.standing.links import Links
from policies.standing.sentences import (
    Validity,
    day,
    days_until,
    in_days,
    redaction,
    spans,
    validity,
)
from policies.text import Heading, outline

CONTENTS_FROM = 3
"""Headings from which a text gets a table of contents."""


@dataclass(frozen=True, slots=True)
class Coming:
    """A forthcoming version as the version in force announces it."""

    version: PolicyVersion
    wait: str


@dataclass(frozen=True, slots=True)
class Row:
    """One version in the archive's table."""

    entry: Entry
    validity: Validity
    spans: str
    corrections: Sequence[VersionCorrection]

    @property
    def version(self) -> PolicyVersion:
        return self.entry.version

    @property
    def redaction(self) -> str:
        return redaction(self.entry.version)


def contents(html: str) -> tuple[Heading, ...]:
    """The headings for a table of contents: none for a short text, two levels for a long one."""
    found = tuple(heading for heading in outline(html) if heading.level < 4)
    return found if len(found) >= CONTENTS_FROM else ()


def text(history: History, entry: Entry, links: Links) -> dict[str, Any]:
    """The page of one version's text."""
    version = entry.version

    def body(html: str) -> SafeString:
        return framed(html, version.language, marks(history, entry, links))

    key = keys(lineage(history, entry))[-1]
    return {
        "history": history,
        "entry": entry,
        "version": version,
        "validity": validity(history, entry),
        "spans": spans(entry),
        "coming": [
            Coming(e.version, in_days(days_until(history, e.version)))
            for e in history.forthcoming
            if e is not entry
        ],
        "html": made_of(version, "body", body, key, links.base, named(history, entry)),
        "outline": made_of(version, "contents", contents),
        "text_language": version.language,
        "text_direction": direction(version.language),
        "corrections": corrections_of([entry]).get(version.pk, []),
    }


def redacted(history: History, entry: Entry) -> dict[str, Any]:
    """The page of one version whose text is gone."""
    version = entry.version
    return {
        "history": history,
        "entry": entry,
        "version": version,
        "validity": validity(history, entry),
        "spans": spans(entry),
        "redaction": redaction(version),
        "text_language": version.language,
        "corrections": corrections_of([entry]).get(version.pk, []),
    }


def incomparable(history: History, version: PolicyVersion) -> dict[str, Any]:
    """What stands where a comparison would, had the text of ``version`` not been redacted."""
    return {"history": history, "redaction": redaction(version)}


def draft(policy: Page, html: str) -> dict[str, Any]:
    """The page as it will be, for the editor's preview."""
    language = policy.locale.language_code
    return {
        "draft": policy,
        "html": framed(html, language),
        "outline": contents(html),
        "text_direction": direction(language),
        "text_language": language,
    }


def archive(history: History, query: QueryDict) -> dict[str, Any]:
    """One page of the archive, newest first; ``?kind=material`` for those alone."""
    entries = list(reversed(history.entries))
    material = query.get("kind") == "material"
    if material:
        entries = [entry for entry in entries if entry.version.kind != Kind.EDITORIAL]
    pages = Paginator(entries, conf.get().PAGE_SIZE)
    shown = pages.get_page(query.get("p"))
    corrections = corrections_of(shown)
    return {
        "history": history,
        "shown": shown,
        "material": material,
        "has_editorial": any(e.version.kind == Kind.EDITORIAL for e in history.entries),
        "strip": strip(history),
        "rows": [
            Row(e, validity(history, e), spans(e), corrections.get(e.version.pk, [])) for e in shown
        ],
        **choices(history),
    }


def choices(history: History) -> dict[str, Any]:
    """What the form that compares any two versions offers: all with a text, and a likely pair."""
    newest_first = [entry for entry in reversed(history.entries) if not entry.redacted]
    first, second = None, None
    if len(newest_first) > 1:
        coming = history.forthcoming
        later = coming[0] if coming and history.in_force else history.in_force
        later = later if later and later.compare_with else newest_first[0]
        others = [entry.number for entry in newest_first if entry is not later]
        first, second = later.compare_with or others[0], later.number
    return {"versions": newest_first, "compare_from": first, "compare_to": second}


def none_in_force(history: History, at: date | datetime) -> str:
    """Why there is no answer for a day or an instant."""
    if not history.intervals:
        return _("No version of this policy has been published yet.")
    first = history.intervals[0].start
    began = history.turns[first].day
    if at < first if isinstance(at, datetime) else at < began:
        return _("Nothing was in force then: the first version took effect on %(date)s.") % {
            "date": day(began)
        }
    return _("No version was in force then: the one that had been was withdrawn.")
