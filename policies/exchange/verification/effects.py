"""Whether a version takes effect when its dates say: in the zone in which they were recorded.

A new zone of the site, or new rules of a zone, change nothing that was recorded, and are no doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from policies import chain, civil
from policies.records.version import PolicyVersion
from policies.timeline import EAST, could_begin, takes_effect_at


def follows(published_at: datetime, facts: Any) -> bool:
    """Whether the instant in ``facts`` follows from their date, by the rules of any zone.

    ``facts`` are a version, or a row of its audit trail. Its zone may have other rules by now, and
    of older rows none was recorded.
    """
    effect, day = facts.takes_effect_at, facts.effective_date
    if _by_its_zone(published_at, facts) == effect:
        return True
    if effect == published_at:
        return bool(effect >= datetime.combine(day, time.min, tzinfo=UTC) - EAST)
    return bool(effect > published_at) and could_begin(day, effect)


def remarks() -> Iterator[str]:
    """A sentence for every version whose date begins at another instant by the rules of today."""
    for version in PolicyVersion.objects.exclude(effective_zone="").without_texts():
        name, said = version.effective_zone, chain.instant(version.takes_effect_at)
        now = _by_its_zone(version.published_at, version)
        where = f"“{version.title}” (policy {version.policy_id}), version {version.number}"
        if now is None:
            yield f"{where}: the zone {name} of its effective date is not known here."
        elif now != version.takes_effect_at and follows(version.published_at, version):
            yield (
                f"{where}: the rules of {name} have changed since its effective date was told, "
                f"which would begin at {chain.instant(now)} by those of today. What was told "
                f"stands: it takes effect at {said}."
            )


def _by_its_zone(published_at: datetime, facts: Any) -> datetime | None:
    zone = civil.zone_named(facts.effective_zone)
    return zone and takes_effect_at(published_at, facts.effective_date, zone)
