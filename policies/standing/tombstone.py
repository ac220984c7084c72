"""What stands where the text of a version was redacted."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse, HttpResponseBase

from policies.decisions.grounds import Ground
from policies.records.version import PolicyVersion
from policies.standing.history import Entry
from policies.standing.http import not_kept, open_to_all, refusal
from policies.standing.links import Links
from policies.standing.sentences import redaction


def of(entries: Iterable[Entry]) -> PolicyVersion | None:
    """The first of some versions whose text is gone."""
    return next((entry.version for entry in entries if entry.redacted), None)


def status(version: PolicyVersion) -> int:
    return Ground(version.redaction_ground).status


def marked(response: HttpResponse, version: PolicyVersion, links: Links) -> HttpResponse:
    """The response with the status that the ground asks for; it is kept by nobody.

    With 451 goes the address of whoever keeps the text back (RFC 7725, 4): the site itself.
    """
    response.status_code = status(version)
    if response.status_code == 451:
        told = response.headers.get("Link", "")
        blocked = f'<{links.base}>; rel="blocked-by"'
        response.headers["Link"] = f"{told}, {blocked}" if told else blocked
    return not_kept(response)


def plain(version: PolicyVersion, links: Links) -> HttpResponseBase:
    """The tombstone for programs: a sentence, and where the record is."""
    sentence = f"{redaction(version)}\n{links.document(version.number, 'json')}"
    return open_to_all(marked(refusal(sentence, status(version)), version, links))
