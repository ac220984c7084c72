"""Bring a history in: each text as a version, in order, and a report of what was understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

from django.db import transaction
from wagtail.models import Page

from policies.actions.import_version import import_version
from policies.exchange.sources import Dated, Undated
from policies.exchange.titles import MOST, called
from policies.records.version import PolicyVersion

AT_ONCE = 25
"""Texts recorded in one transaction: an interrupted import goes on from the last of these."""

SECONDS = 1.0
"""After which a transaction ends even so: others who publish wait for it."""


@dataclass
class Report:
    """What an import did."""

    recorded: int = 0
    there_already: int = 0
    undated: list[Undated] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)
    newest: PolicyVersion | None = None


def import_all(
    *,
    policy: Page,
    texts: Iterable[Dated | Undated],
    at: datetime,
    title: str | None = None,
    kind: str | None = None,
    by: Any = None,
    report: Report,
) -> Iterator[Dated]:
    """Record ``texts`` as versions of ``policy``, yielding each as it is done; fills ``report``."""
    waiting = iter(texts)
    for first in waiting:
        done: list[Dated] = []
        with transaction.atomic():
            ends = monotonic() + SECONDS
            text: Dated | Undated | None = first
            while text is not None:
                if isinstance(text, Undated):
                    report.undated.append(text)
                else:
                    _record(policy, text, at, title, kind, by, report)
                    done.append(text)
                full = len(done) == AT_ONCE or monotonic() > ends
                text = None if full else next(waiting, None)
        yield from done


def _record(
    policy: Page,
    text: Dated,
    at: datetime,
    title: str | None,
    kind: str | None,
    by: Any,
    report: Report,
) -> None:
    name, counts = called(text.foreign.title, text.foreign.source, policy, given=title)
    if not title and len(text.foreign.title or "") > MOST:
        cut = f"Its title was cut after {MOST} characters."
        report.warnings.append((text.foreign.name, cut))
    version = import_version(
        policy=policy,
        title=name,
        title_counts=counts,
        language=policy.locale.language_code,
        source=text.foreign.source,
        published_at=text.published_at,
        effective_date=text.effective_date,
        at=at,
        source_name=text.foreign.name,
        source_digest=text.foreign.digest,
        kind=kind,
        by=by,
        html=text.html,
        html_follows=text.follows,
    )
    if version is None:
        report.there_already += 1
    else:
        report.recorded += 1
        report.newest = version
    report.warnings += [(text.foreign.name, words) for words in text.foreign.warnings]
