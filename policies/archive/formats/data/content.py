"""The archive as plain values for JSON, as the contract and ``openapi.json`` describe them."""

from __future__ import annotations

from collections.abc import Iterable

from policies.archive.formats.answering import Plain
from policies.chain import instant
from policies.records.correction import VersionCorrection
from policies.records.version import PolicyVersion
from policies.standing.history import Entry, History, corrections_of
from policies.standing.links import Links
from policies.timeline import Interval

FORMS = ("html", "md", "txt", "json")


def versions(history: History, links: Links) -> Plain:
    """The whole archive of a policy, oldest version first."""
    corrections = corrections_of(history)
    newest, shown = history.entries[-1], history.shown
    return {
        "policy": str(newest.version.policy_uuid),
        "title": (shown or newest).version.title,
        "language": (shown or newest).version.language,
        "url": links.base,
        "last_in_chain": newest.version.digest,
        "in_force": history.in_force.number if history.in_force else None,
        "forthcoming": [entry.number for entry in history.forthcoming],
        "urls": _urls(links),
        "versions": [
            version(history, entry, links, corrections.get(entry.version.pk, []))
            for entry in history
        ],
    }


def version(
    history: History, entry: Entry, links: Links, corrections: Iterable[VersionCorrection]
) -> Plain:
    """One version with its facts as they stand now; ``document.json`` holds them as announced."""
    facts, number = entry.version, entry.number
    return {
        "policy": str(facts.policy_uuid),
        "number": number,
        "title": facts.title,
        "language": facts.language,
        "kind": facts.kind,
        "summary": facts.summary,
        "published_at": instant(facts.published_at),
        "effective_date": facts.effective_date.isoformat(),
        "effective_zone": facts.effective_zone or None,
        "takes_effect_at": instant(facts.takes_effect_at),
        "in_force": _span(entry.interval_at(history.at)),
        "intervals": [_span(interval) for interval in entry.intervals],
        "state": str(entry.state),
        "withdrawn": _withdrawal(facts),
        "redacted": _redaction(facts),
        "last_in_chain": history.entries[-1].version.digest,
        "digest": {"sha256": facts.digest, "previous": facts.previous_digest or None},
        "imported": facts.imported,
        "corrections": [_correction(made) for made in corrections],
        "urls": {
            "read": links.version(number),
            "changes": links.changes(number),
            **{form: links.document(number, form) for form in FORMS},
        },
    }


def _span(interval: Interval | None) -> list[str | None] | None:
    if interval is None:
        return None
    return [instant(interval.start), instant(interval.end) if interval.end else None]


def _withdrawal(facts: PolicyVersion) -> Plain | None:
    if facts.withdrawn_at is None:
        return None
    return {
        "at": instant(facts.withdrawn_at),
        "reason": facts.withdrawal_reason,
        "replaced_by": facts.replaced_by,
    }


def _redaction(facts: PolicyVersion) -> Plain | None:
    if facts.redacted_at is None:
        return None
    return {
        "at": instant(facts.redacted_at),
        "ground": facts.redaction_ground,
        "reason": facts.redaction_reason,
    }


def _correction(made: VersionCorrection) -> Plain:
    return {
        "fact": made.fact,
        "before": made.before,
        "after": made.after,
        "reason": made.reason,
        "corrected_at": instant(made.corrected_at),
        "zone": made.zone or None,
    }


def policy(history: History, links: Links) -> Plain:
    """One policy in the list of a site's."""
    newest, shown = history.entries[-1], history.shown
    facts = (shown or newest).version
    return {
        "policy": str(facts.policy_uuid),
        "title": facts.title,
        "language": facts.language,
        "url": links.base,
        "versions": len(history),
        "last_in_chain": newest.version.digest,
        "in_force": _brief(history.in_force.version, links) if history.in_force else None,
        "forthcoming": [_brief(coming.version, links) for coming in history.forthcoming],
        "urls": _urls(links),
    }


def _urls(links: Links) -> Plain:
    return {
        "archive": links.archive,
        "versions": links.versions_json,
        "feed": links.feed,
        "timegate": links.timegate,
        "timemap": links.timemap,
    }


def _brief(facts: PolicyVersion, links: Links) -> Plain:
    return {
        "number": facts.number,
        "kind": facts.kind,
        "summary": facts.summary,
        "published_at": instant(facts.published_at),
        "effective_date": facts.effective_date.isoformat(),
        "takes_effect_at": instant(facts.takes_effect_at),
        "sha256": facts.digest,
        "read": links.version(facts.number),
    }
