"""What is made of a frozen text, made once: the text never changes, so neither does that."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.cache import caches
from django.utils import translation

from policies import __version__, conf
from policies.chain import sha256
from policies.records.version import PolicyVersion

T = TypeVar("T")

KEPT_FOR = 30 * 24 * 3600


def made_of(version: PolicyVersion, name: str, make: Callable[[str], T], *also: object) -> T:
    """``make`` of the version's HTML, in the reader's language, from the cache where it is there.

    The key is the digest of the version, with whatever ``also`` makes a difference: a version whose
    text has not been read from the database need not be.
    """
    rest = sha256("\x1f".join(map(str, also))) if also else ""
    language = translation.get_language()
    key = f"policies:{name}:{__version__}:{language}:{version.digest}:{rest}"
    cache = caches[conf.get().CACHE]
    kept: T | None = cache.get(key)
    if kept is None:
        kept = make(version.html)
        cache.set(key, kept, KEPT_FOR)
        cache.set(_list_of(version), {*cache.get(_list_of(version), ()), key}, KEPT_FOR)
    return kept


def forget(version: PolicyVersion) -> None:
    """Drop what was made of a text that is no longer there to be read."""
    cache = caches[conf.get().CACHE]
    cache.delete_many([*cache.get(_list_of(version), ()), _list_of(version)])


def _list_of(version: PolicyVersion) -> str:
    """Where the keys of all that was made of a version are noted."""
    return f"policies:made:{version.digest}"
