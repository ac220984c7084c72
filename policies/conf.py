"""The plugin's settings: one frozen value, read late, forgotten when a setting changes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed


@dataclass(frozen=True, slots=True)
class Conf:
    """``POLICIES = {…}`` in the site's settings; every key has a default."""

    BASE_TEMPLATE: str = "base.html"
    """The site's template that the public pages extend; it has the blocks title and content."""

    MAX_AGE: int = 300
    """Seconds for which public answers may be kept; never past the next change of the answer."""

    CHROME_VERSION: str = ""
    """Changes when the site's header or footer does, e.g. the release: part of each ETag."""

    PAGE_SIZE: int = 50
    """Versions on one page of an archive."""

    CACHE: str = "default"
    """The cache that keeps computed comparisons; its own limits bound what is kept."""

    TAG_AUTHORITY: str = ""
    """The host name in the lasting identifiers of feed entries; empty: the site's own. Set it to
    the old name when a site moves to another, or feed readers show every version again."""

    MAIL_REQUESTS_PER_HOUR: int = 200
    """Confirmations that one site mails in an hour to people who ask for mail about changes."""

    MAIL_REQUESTS_PER_CLIENT: int = 20
    """How many of them one client may ask for in an hour; many people may share an address."""

    TRUSTED_PROXIES: int | None = None
    """How many proxies of the site's own add to X-Forwarded-For; 0: none. Where it is not said,
    requests that were forwarded are not told apart by client."""


def unknown_keys() -> list[str]:
    """Keys of ``POLICIES`` that no setting has."""
    given: dict[str, Any] = getattr(settings, "POLICIES", {})
    return sorted(set(given) - {field.name for field in fields(Conf)})


@lru_cache(maxsize=1)
def get() -> Conf:
    """The settings in force. Raises ImproperlyConfigured for a key that no setting has."""
    if unknown := unknown_keys():
        known = ", ".join(field.name for field in fields(Conf))
        raise ImproperlyConfigured(
            f"POLICIES has the unknown key {unknown[0]!r}; the keys are {known}."
        )
    return Conf(**getattr(settings, "POLICIES", {}))


def forget(*, setting: str, **kwargs: Any) -> None:
    if setting == "POLICIES":
        get.cache_clear()


setting_changed.connect(forget, dispatch_uid="policies.conf")
