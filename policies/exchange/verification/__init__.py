"""Whether everything that was published still stands as it was published."""

from __future__ import annotations

from collections.abc import Iterator

from policies.exchange.verification.others import others
from policies.exchange.verification.versions import versions

__all__ = ["doubts"]


def doubts() -> Iterator[str]:
    """A sentence for every doubt about the records; nothing when all is well.

    What cannot be read is a doubt as well, and the next row is looked at all the same. Reads one
    version's texts at a time, so memory does not grow with the history.
    """
    yield from others()
    yield from versions()
