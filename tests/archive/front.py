"""A shared cache in front of the site, after RFC 9111: what a CDN may do, it does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.test import Client
from django.utils import timezone


@dataclass
class Stored:
    """A response with the instant at which it was stored or last revalidated."""

    response: Any
    since: datetime
    asked: dict[str, str]


class Front:
    """Answers from what it has while that is fresh, else asks whether it still holds."""

    def __init__(self, origin: Client) -> None:
        self.origin = origin
        self.stored: dict[str, list[Stored]] = {}
        self.hits = self.revalidated = self.fetched = 0

    def get(self, address: str, **headers: str) -> Any:
        found = self._selected(address, headers)
        if found is None:
            return self._fetch(address, headers)
        directives = control(found.response)
        age = (timezone.now() - found.since).total_seconds()
        if age < int(directives.get("max-age", 0)) and "no-cache" not in directives:
            self.hits += 1
            return found.response
        if tag := found.response.headers.get("ETag"):
            again = self.origin.get(address, headers={**headers, "If-None-Match": tag})
            if again.status_code == 304:
                self.revalidated += 1
                found.since = timezone.now()
                for name, value in again.headers.items():
                    found.response.headers[name] = value
                return found.response
        self.stored[address].remove(found)
        return self._fetch(address, headers)

    def forget(self, url: str) -> None:
        """What it does when it is told to purge a full address."""
        self.stored.pop(url.removeprefix("http://localhost"), None)

    def _selected(self, address: str, headers: dict[str, str]) -> Stored | None:
        for stored in self.stored.get(address, ()):
            named = re.findall(r"[\w-]+", stored.response.headers.get("Vary", "").lower())
            if all(_value(headers, name) == _value(stored.asked, name) for name in named):
                return stored
        return None

    def _fetch(self, address: str, headers: dict[str, str]) -> Any:
        self.fetched += 1
        response = self.origin.get(address, headers=headers)
        directives = control(response)
        if "public" in directives and not {"no-store", "private"} & set(directives):
            self.stored.setdefault(address, []).append(Stored(response, timezone.now(), headers))
        return response


def control(response: Any) -> dict[str, str]:
    """The directives of Cache-Control."""
    found = re.findall(r"([\w-]+)(?:=([^,\s]+))?", response.headers.get("Cache-Control", ""))
    return dict(found)


def _value(headers: dict[str, str], name: str) -> str:
    return {key.lower(): value for key, value in headers.items()}.get(name, "")
