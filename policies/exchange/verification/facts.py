"""The facts of a version: those announced, changed only by the corrections beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policies import chain
from policies.exchange.verification.effects import follows
from policies.exchange.verification.going_on import going_on, readable
from policies.records import seal
from policies.records.columns import DECISIONS, FACTS, REDACTION
from policies.records.correction import VersionCorrection
from policies.records.version import PolicyVersion

CORRECTABLE = ("effective_date", "kind", "summary")


def facts(version: PolicyVersion, announced: dict[str, Any]) -> Iterator[str]:
    """The facts are those announced, changed only by the corrections that stand beside them."""
    facts = {name: announced.get(name) for name in CORRECTABLE}
    zone, moved = announced.get("effective_zone", ""), False
    corrections, failures = readable(
        VersionCorrection.objects.filter(version=version).order_by("pk")
    )
    yield from (f"of its corrections, {failure}" for failure in failures)
    for correction in seal.broken(corrections):
        yield f"the correction of its {correction.fact} was changed after it was made."
    for correction in corrections:
        if correction.fact not in CORRECTABLE:
            yield f"“{correction.fact}” is no fact that can be corrected."
            continue
        if facts.get(correction.fact) != correction.before:
            yield f"a correction of its {correction.fact} does not follow from what was said."
        facts[correction.fact] = correction.after
        if correction.fact == "effective_date":
            zone, moved = correction.zone, True
    for name, value in facts.items():
        if str(getattr(version, name)) != value:
            yield f"its {name} was changed without a correction."
    if version.zone != announced.get("effective_zone", ""):
        yield "the zone of its publication is not what was recorded."
    if version.effective_zone != zone:
        yield "the zone of its effective date was changed without a correction."
    if not _effect_follows(version, version, announced, moved):
        yield "it takes effect at another instant than its dates say."
    yield from going_on("its audit trail", lambda: _trail(version, announced, corrections))


def _effect_follows(
    version: PolicyVersion, facts: Any, announced: dict[str, Any], moved: bool
) -> bool:
    """``moved``: the effective date was corrected, so that the announced instant is past."""
    said = announced.get("takes_effect_at")
    return follows(version.published_at, facts) and (
        moved or chain.instant(facts.takes_effect_at) == said
    )


def _trail(
    version: PolicyVersion, announced: dict[str, Any], corrections: list[VersionCorrection]
) -> Iterator[str]:
    """Each row of the audit trail follows from the one before, with the reason that is public."""
    rows, failures = readable(version.history.order_by("history_date", "history_id"))
    yield from (f"of its audit trail, {failure}" for failure in failures)
    if not rows:
        yield "it has no audit trail."
        return
    for row in seal.broken(sorted(rows, key=lambda row: row.pk)):
        yield f"row {row.pk} of its audit trail was changed after it was written."
    told = (*FACTS, *DECISIONS, *REDACTION)
    if any(getattr(rows[-1], name) != getattr(version, name) for name in told):
        yield "its facts are not those of its audit trail."
    if [row.history_type for row in rows] != ["+", *"~" * (len(rows) - 1)]:
        yield "its audit trail does not begin with its publication alone."
    # Rows from before the page was told there are silent about it.
    if any(row.policy_id not in (None, version.policy_id) for row in rows):
        yield "its audit trail is that of a version of another page."
    if rows[0].history_user_name != version.publisher_name:
        yield "its audit trail names another publisher."
    facts = {name: announced.get(name) for name in CORRECTABLE}
    unseen = [(c.fact, c.before, c.after, c.reason, c.corrector_name, c.zone) for c in corrections]
    zone, moved = announced.get("effective_zone", ""), False
    withdrawn = redacted = False
    for row in rows:
        said = (row.history_change_reason or "", row.history_user_name)
        moved = moved or str(row.effective_date) != facts["effective_date"]
        if not _effect_follows(version, row, announced, moved):
            yield "a row of its audit trail takes effect at another instant than its dates say."
        for name, value in facts.items():
            now = str(getattr(row, name))
            if now != value:
                # Only a day has a zone among the facts; a correction of others names it for itself.
                day = name == "effective_date"
                found = [
                    made
                    for made in unseen
                    if made[:5] == (name, value, now, *said)
                    and (made[5] == row.effective_zone or not day)
                ]
                if not found:
                    yield f"its audit trail changes its {name} without that correction."
                else:
                    unseen.remove(found[0])
                facts[name] = now
                zone = row.effective_zone if day else zone
        if row.effective_zone != zone:
            yield "its audit trail changes the zone of its effective date without a correction."
            zone = row.effective_zone
        if row.withdrawn_at is not None and not withdrawn:
            withdrawn = True
            if said[0] != version.withdrawal_reason:
                yield "its audit trail gives another reason for the withdrawal."
        if row.redacted_at is not None and not redacted:
            redacted = True
            if said[0] != version.redaction_reason:
                yield "its audit trail gives another reason for the redaction."
    for fact, *_rest in unseen:
        yield f"a correction of its {fact} is not in its audit trail."
