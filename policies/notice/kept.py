"""A site's notices between two changes, kept in the cache so that most requests ask no database.

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
from typing import TypeVar

from django.conf import settings
from django.core.cache import BaseCache, caches
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation.trans_real import get_supported_language_variant

from policies import conf
from policies.notice import wire
from policies.notice.encoding import Coded
from policies.notice.live import Live, live

T = TypeVar("T")

GENERATION = "policies.notice.generation"


@dataclass(frozen=True, slots=True)
class Kept:
    """What one site shows in one language from ``since`` until ``until``."""

    live: Live
    labels: dict[str, str]
    language: str
    answer: Coded
    generation: str
    since: datetime
    until: datetime

    def max_age(self, at: datetime) -> int:
        """Seconds for which an answer may be kept by others."""
        at_most = conf.get().MAX_AGE
        if self.live.next_change is None:
            return at_most
        return max(0, min(at_most, int((self.live.next_change - at).total_seconds())))

    def about(self, wanted: frozenset[str]) -> Coded:
        """The answer about the policies named by identity or slug; about all where none is."""
        told = [a for a in self.live.announcements if {a.policy, a.slug} & wanted]
        if not wanted or len(told) == len(self.live.announcements):
            return self.answer
        return wire.answer(self.live, told, self.labels, self.language)

    def holds(self, generation: str, at: datetime) -> bool:
        return self.generation == generation and self.since <= at < self.until


_held: dict[str, Kept] = {}
"""What this process has read before, so that it need not be unpacked for every request."""

AT_MOST = 256


def for_request(request: HttpRequest, at: datetime, language: str) -> Kept:
    """What the request's site shows: no query while it is kept, else two."""
    cache = _cache()
    key = _key(request, language)
    generation = _generation()
    for find in (_held.get, cache.get):
        kept = find(key)
        if isinstance(kept, Kept) and kept.holds(generation, at):
            return _hold(key, kept)
    kept = _make(request, at, language, generation)
    cache.set(key, kept, conf.get().MAX_AGE)
    return _hold(key, kept)


def while_it_holds(
    request: HttpRequest,
    name: str,
    at: datetime,
    make: Callable[[], tuple[T, datetime | None]],
) -> T:
    """What ``make`` finds for the request's site and language, and until when it is true.

    It is kept as long as a notice would be: until then, until something is recorded, or for
    ``MAX_AGE``.
    """
    generation = _generation()
    key = f"{_key(request, translation.get_language() or '')}:{name}"
    told = _cache().get(key)
    if told is not None and told[0] == generation and told[1] <= at < told[2]:
        found: T = told[3]
        return found
    found, until = make()
    end = at + timedelta(seconds=conf.get().MAX_AGE)
    _cache().set(key, (generation, at, min(end, until or end), found), conf.get().MAX_AGE)
    return found


def _generation() -> str:
    generation: str = _cache().get_or_set(GENERATION, lambda: uuid.uuid4().hex, None)
    return generation


def _hold(key: str, kept: Kept) -> Kept:
    if len(_held) >= AT_MOST and key not in _held:
        _held.clear()
    _held[key] = kept
    return kept


def forget() -> None:
    """Make everything kept worthless, also what another process is just about to keep."""
    _cache().set(GENERATION, uuid.uuid4().hex, None)


def language_of(wanted: str) -> str:
    """The site's language nearest to a tag; for one that is unknown or missing, its default."""
    with suppress(LookupError, ValueError):
        return get_supported_language_variant(wanted.lower())
    return str(settings.LANGUAGE_CODE)


def _make(request: HttpRequest, at: datetime, language: str, generation: str) -> Kept:
    shown = live(request, at, language)
    labels = wire.labels(shown, language)
    end = at + timedelta(seconds=conf.get().MAX_AGE)
    return Kept(
        live=shown,
        labels=labels,
        language=language,
        answer=wire.answer(shown, shown.announcements, labels, language),
        generation=generation,
        since=at,
        until=min(end, shown.next_change or end),
    )


def _cache() -> BaseCache:
    return caches[conf.get().CACHE]


def _key(request: HttpRequest, language: str) -> str:
    # As Wagtail finds the site: a preview asks under a name that ALLOWED_HOSTS need not have. A
    # page whose entity tag vouches for the records as they are must not show older notices.
    pulse = getattr(request, "policies_pulse", "")
    name = request._get_raw_host()  # type: ignore[attr-defined]
    host = f"{name}|{request.get_port()}|{language}|{pulse}"
    return f"policies.notice.{hashlib.sha256(host.encode()).hexdigest()[:32]}"
