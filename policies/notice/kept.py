"""A site's notices between two changes, kept so that most requests ask no database.

A generation, changed whenever something was published, corrected, moved or set, makes everything
kept before it worthless. Nothing is kept past the next moment at which it would be untrue, nor
longer than ``MAX_AGE``: where processes do not share a cache, that is how late one may be.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.conf import settings
from django.core.cache import BaseCache, caches
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import get_supported_language_variant

from policies import __version__, conf
from policies.notice import wire
from policies.notice.encoding import Coded
from policies.notice.live import Live, live

T = TypeVar("T")

GENERATION = "policies.notice.generation"

AT_MOST = 256
"""How many answers a process holds beside the cache."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What one site shows in one language."""

    live: Live
    labels: dict[str, str]
    language: str
    answer: Coded

    def max_age(self, at: datetime) -> int:
        """Seconds for which an answer may be kept by others."""
        at_most = conf.get().MAX_AGE
        if self.live.next_change is None:
            return at_most
        return max(0, min(at_most, int((self.live.next_change - at).total_seconds())))

    def about(self, wanted: frozenset[str]) -> Coded:
        """The answer about the policies of these names; about all where there is none."""
        told = [a for a in self.live.announcements if a.names & wanted]
        if not wanted or len(told) == len(self.live.announcements):
            return self.answer
        return wire.answer(self.live, told, self.labels, self.language)


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


def for_request(request: HttpRequest, at: datetime, language: str) -> Kept:
    """What the request's site shows: no query while it is kept, else two."""

    def make() -> tuple[Kept, datetime | None]:
        shown = live(request, at, language)
        labels = wire.labels(shown, language)
        answer = wire.answer(shown, shown.announcements, labels, language)
        return Kept(shown, labels, language, answer), shown.next_change

    return while_it_holds(request, "notices", at, make, language)


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


def language_of(wanted: str) -> str:
    """The site's language nearest to a tag; for one that is unknown or missing, its default."""
    with suppress(LookupError, ValueError):
        return get_supported_language_variant(wanted.lower())
    return str(settings.LANGUAGE_CODE)


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
