"""The sample policies, and how each of their versions came about."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any

from policies.actions.correct_version import correct_version
from policies.actions.record_version import record_version
from policies.actions.withdraw_version import withdraw_version
from policies.decisions.answers import Answers
from policies.models import PolicyPage, PolicyVersion

SAMPLES = Path(__file__).resolve().parent / "samples"


@dataclass(frozen=True, slots=True)
class Tale:
    """One sample policy: its address, its title and its versions as ``story.toml`` has them."""

    slug: str
    title: str
    versions: list[dict[str, Any]]


def tales(name: str = "story.toml") -> list[Tale]:
    """Every sample policy, in the order of the file."""
    story = tomllib.loads((SAMPLES / name).read_text())
    return [Tale(p["slug"], p["title"], p["version"]) for p in story["policy"]]


def text(name: str) -> str:
    return (SAMPLES / name).read_text()


def tell(tale: Tale, page: PolicyPage, *, now: datetime, zone: tzinfo, by: Any = None) -> None:
    """Record every version of ``tale`` for ``page``, each at its own time.

    ``page`` is in the tree, not live and without versions; afterwards it is live and bears the
    newest text. Days in the story that are numbers count from ``now``.
    """

    def day(given: date | int) -> date:
        today = now.astimezone(zone).date()
        return today + timedelta(days=given) if isinstance(given, int) else given

    def moment(given: date | int) -> datetime:
        return min(now, datetime.combine(day(given), time(10, 30), tzinfo=zone))

    for told in tale.versions:
        version = record_version(
            policy=page,
            title=tale.title,
            language=page.locale.language_code,
            source=text(told["text"]),
            answers=Answers(
                kind=told["kind"],
                summary=told.get("summary", ""),
                effective_date=day(told["effective"]),
                editorial_reason=told.get("reason", ""),
            ),
            at=moment(told["published"]),
            by=by,
        )
        if version is not None:
            _what_became_of(version, told, day, moment, by)
    page.title, page.draft_title = tale.title, tale.title
    page.body = text(tale.versions[-1]["text"])
    page.based_on = len(tale.versions)
    page.save_revision(user=by, log_action=False).publish(user=by)


def _what_became_of(
    version: PolicyVersion, told: dict[str, Any], day: Any, moment: Any, by: Any
) -> None:
    if change := told.get("correction"):
        correct_version(
            version=version,
            effective_date=day(change["effective"]),
            reason=change["reason"],
            at=moment(change["on"]),
            by=by,
        )
    if end := told.get("withdrawal"):
        withdraw_version(version=version, reason=end["reason"], at=moment(end["on"]), by=by)
