"""The traces of versions: worked out once a publication, and read wherever they are kept.

They are kept in the database, a row a version, so that no process ever works out again what
another has; and in the cache. Both can be emptied: what is missing is made of the texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.cache import caches
from django.utils import timezone

from policies import conf, signals
from policies.records.clause_traces import ClauseTraces
from policies.records.version import PolicyVersion
from policies.redline.traces import Traces, first_traces, next_traces
from policies.standing.history import Entry, History
from policies.standing.lineage import keys, lineage

KEPT_FOR = 30 * 24 * 3600


def connect() -> None:
    """Have the traces worked out from now on whenever what they depend on has changed."""
    for signal in (signals.version_recorded, signals.version_corrected, signals.version_withdrawn):
        signal.connect(version_changed, dispatch_uid="policies.tracing")


def version_changed(instance: PolicyVersion, **kwargs: Any) -> None:
    if kwargs.get("signal") is signals.version_recorded:
        later = PolicyVersion.objects.filter(policy=instance.policy_id, number__gt=instance.number)
        if later.exists():
            return  # One of many that an import records: the last of them does it for all.
    trace(History(instance.policy, timezone.now()))


def trace(history: History) -> None:
    """Work out what is missing for the version in force and for those to come, and keep it."""
    for entry in [history.shown, *history.forthcoming]:
        if entry is not None:
            line = lineage(history, entry)
            rows = [
                ClauseTraces(
                    version=step.entry.version, lineage=step.key, data=step.traces.as_data()
                )
                for step in _steps(history, line, *_known(line))
            ]
            # Whoever else does the same at the same time comes to the same.
            ClauseTraces.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["version"],
                update_fields=["lineage", "data"],
            )


def traces_of(history: History, entry: Entry) -> Traces:
    """The traces of a version's text."""
    line = lineage(history, entry)
    name = f"policies:traces:{keys(line)[-1]}"
    cache = caches[conf.get().CACHE]
    data: dict[str, Any] | None = cache.get(name)
    if data is not None:
        return Traces.from_data(data)
    done, found = _known(line)
    # Kept in the cache alone: a reader never waits for somebody who writes.
    for step in _steps(history, line, done, found):
        found = step.traces
    assert found is not None  # noqa: S101 - a lineage holds one version at least
    cache.set(name, found.as_data(), KEPT_FOR)
    return found


@dataclass(frozen=True, slots=True)
class _Step:
    entry: Entry
    key: str
    traces: Traces


def _known(line: Sequence[Entry]) -> tuple[int, Traces | None]:
    """How many versions of a lineage need not be looked at again, and the traces of the last.

    What followed a redacted version cannot be measured against it: its row is no beginning.
    """
    named = keys(line)
    rows = ClauseTraces.objects.filter(lineage__in=named, version__redacted_at__isnull=True)
    row = rows.order_by("-version__takes_effect_at", "-version__number").first()
    return (named.index(row.lineage) + 1, Traces.from_data(row.data)) if row else (0, None)


def _steps(
    history: History, line: Sequence[Entry], done: int, traces: Traces | None
) -> Iterator[_Step]:
    """The versions of a lineage after those that are done, with their traces.

    Redacted ones are passed over: what they brought is then told of the next that can be read.
    """
    if done == len(line):
        return
    needed = [entry.number for entry in line[max(done - 1, 0) :]]
    rows = PolicyVersion.objects.filter(policy=history.policy_id, number__in=needed)
    texts = dict(rows.values_list("number", "html"))
    before = texts[line[done - 1].number] if done else ""
    for entry, key in zip(line[done:], keys(line)[done:], strict=True):
        if entry.redacted:
            continue
        text = texts[entry.number]
        if traces is None:
            traces = first_traces(entry.number, text)
        else:
            traces = next_traces(traces, before, entry.number, text)
        yield _Step(entry, key, traces)
        before = text
