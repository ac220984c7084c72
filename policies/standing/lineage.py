"""From which versions a text came down: those in force before it, each from the one before."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from policies.redline import traces
from policies.standing.history import Entry, History


def lineage(history: History, entry: Entry) -> list[Entry]:
    """The versions from the first to ``entry``, in the order in which they bound.

    Each is the one that was in force when the next took effect: what its changes are measured
    against. A version that was withdrawn so that an earlier one came back is not among them:
    nothing that stands today came from it.
    """
    found = [entry]
    while (earlier := history.get(found[-1].came_after)) is not None:
        found.append(earlier)
    return found[::-1]


def keys(line: Sequence[Entry]) -> list[str]:
    """For each version of a lineage a name for all that its traces depend on."""
    text, found = f"traces {traces.FORMAT}", []
    for entry in line:
        text = hashlib.sha256(f"{text}\n{entry.version.digest}".encode()).hexdigest()
        found.append(text)
    return found
