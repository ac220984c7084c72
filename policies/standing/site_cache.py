"""What a site says between two changes, kept so that most requests ask no database.

A generation, changed whenever something was published, corrected, moved or set, makes everything
kept before it worthless. Nothing is kept past the next moment at which it would be untrue, nor
longer than ``MAX_AGE``: where processes do not share a cache, that is how late one may be.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.core.cache import BaseCache, caches
from django.http import HttpRequest
from django.utils import translation

from policies import __version__, conf

T = TypeVar("T")

GENERATION = "policies.notice.generation"

AT_MOST = 256
"""How many answers a process holds beside the cache."""


@dataclass(frozen=True, slots=True)
class Held(Generic[T]):
    """Something that was found, and from when until when it is true."""

    found: T
    generation: str
    since: datetime
    until: datetime

    def holds(self, generation: str, at: datetime) -> bool:
        return self.generation == generation and self.since <= at < self.until


_held: dict[str, Held[Any]] = {}
"""What this process has read before, so that it need not be unpacked for every request."""


def while_it_holds(
    request: HttpRequest,
    name: str,
    at: datetime,
    make: Callable[[], tuple[T, datetime | None]],
    language: str | None = None,
) -> T:
    """What ``make`` finds for the request's site in a language, and until when it is true.

    It is kept until then, until something is recorded, or for ``MAX_AGE``. The language is the
    active one unless it is named.
    """
    key = _key(request, name, language or translation.get_language() or "")
    generation = _generation()
    for find in (_held.get, _cache().get):
        held = find(key)
        if isinstance(held, Held) and held.holds(generation, at):
            return _hold(key, held)
    found, until = make()
    end = at + timedelta(seconds=conf.get().MAX_AGE)
    held = Held(found, generation, at, min(end, until or end))
    _cache().set(key, held, conf.get().MAX_AGE)
    return _hold(key, held)


def _generation() -> str:
    generation: str = _cache().get_or_set(GENERATION, lambda: uuid.uuid4().hex, None)
    return generation


def _hold(key: str, held: Held[T]) -> T:
    if len(_held) >= AT_MOST and key not in _held:
        _held.clear()
    _held[key] = held
    return held.found


def forget() -> None:
    """Make everything kept worthless, also what another process is just about to keep."""
    _cache().set(GENERATION, uuid.uuid4().hex, None)


def _cache() -> BaseCache:
    return caches[conf.get().CACHE]


def _key(request: HttpRequest, name: str, language: str) -> str:
    # As Wagtail finds the site: a preview asks under a name that ALLOWED_HOSTS need not have. A
    # page whose entity tag vouches for the records as they are must not show older notices. What
    # another release keeps in a shared cache may have another shape.
    pulse = getattr(request, "policies_pulse", "")
    host = request._get_raw_host()  # type: ignore[attr-defined]
    asked = f"{__version__}|{name}|{host}|{request.get_port()}|{language}|{pulse}"
    return f"policies.notice.{hashlib.sha256(asked.encode()).hexdigest()[:32]}"
