"""Bring a history in: each text as a version, in order, and a report of what was understood."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic
from typing import Any

from django.db import transaction
from wagtail.models import Page

from policies.actions.import_version import NotToBeRecorded, import_version, still_to_come
from policies.exceptions import PolicyError
from policies.exchange.importing.making_public import obstacle
from policies.exchange.importing.sources import Dated, Undated
from policies.exchange.importing.titles import called

AT_ONCE = 25
"""Texts recorded in one transaction: an interrupted import goes on from the last of these."""

SECONDS = 1.0
"""After which a transaction ends even so: others who publish wait for it."""


@dataclass
class Report:
    """What an import did; ``refused`` names each file that became no version and should have."""

    recorded: int = 0
    there_already: int = 0
    refused: list[Undated] = field(default_factory=list)
    warnings: list[tuple[str, str]] = field(default_factory=list)


def import_all(
    *,
    policy: Callable[[], Page],
    texts: Iterable[Dated | Undated],
    at: datetime,
    title: str | None = None,
    kind: str | None = None,
    by: Any = None,
    report: Report,
) -> Iterator[Dated]:
    """Record ``texts`` as versions of a policy, yielding each as it is done; fills ``report``.

    ``policy`` finds or makes it, within the first transaction: nothing is made for texts of which
    none can be recorded. Raises PolicyError, before anything is recorded, where the page could not
    be published, or a text is older than what is there.
    """
    waiting = _takable(texts, at, report)
    page: Page | None = None
    for first in waiting:
        done: list[Dated] = []
        with transaction.atomic():
            page, before = page or policy(), report.recorded
            ends = monotonic() + SECONDS
            text: Dated | None = first
            while text is not None:
                _record(page, text, at, title, kind, by, report)
                done.append(text)
                full = len(done) == AT_ONCE or monotonic() > ends
                text = None if full else next(waiting, None)
            # Whether there is anything to record is known only now, and undone if it may not be.
            if report.recorded and not before and (sentence := obstacle(policy(), by)):
                raise PolicyError(sentence)
        yield from done


def _takable(texts: Iterable[Dated | Undated], at: datetime, report: Report) -> Iterator[Dated]:
    """The texts that have their time; every other is named in the report."""
    for text in texts:
        if isinstance(text, Undated):
            report.refused.append(text)
        elif sentence := still_to_come(text.published_at, at, text.foreign.name):
            report.refused.append(Undated(text.foreign.name, sentence))
        else:
            yield text


def _record(
    policy: Page,
    text: Dated,
    at: datetime,
    title: str | None,
    kind: str | None,
    by: Any,
    report: Report,
) -> None:
    foreign = text.foreign
    name, counts = called(foreign.title, foreign.source, policy, given=title)
    report.warnings += [(foreign.name, words) for words in foreign.warnings]
    try:
        version = import_version(
            policy=policy,
            title=name,
            title_counts=counts,
            language=policy.locale.language_code,
            source=foreign.source,
            published_at=text.published_at,
            effective_date=text.effective_date,
            at=at,
            source_name=foreign.name,
            source_digest=foreign.digest,
            kind=kind,
            by=by,
            html=text.html,
            html_follows=text.follows,
        )
    except NotToBeRecorded as refusal:
        report.refused.append(Undated(foreign.name, str(refusal)))
        return
    if version is None:
        report.there_already += 1
    else:
        report.recorded += 1
