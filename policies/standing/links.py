"""The addresses that hang off a policy's own."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.http import HttpRequest
from wagtail.models import Page

from policies import conf


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses under ``base``, a policy's own; absolute ones hold wherever they are read."""

    base: str

    @classmethod
    def of(cls, policy: Page, request: HttpRequest | None = None) -> Links:
        return cls(policy.get_full_url(request) or "/")

    @property
    def authority(self) -> str:
        """Whose identifiers they are: the name that lasts when the site moves to another host."""
        return conf.get().TAG_AUTHORITY or urlsplit(self.base).hostname or "localhost"

    @property
    def archive(self) -> str:
        return f"{self.base}versions/"

    def version(self, number: int) -> str:
        return f"{self.base}versions/{number}/"

    def document(self, number: int, form: str) -> str:
        return f"{self.base}versions/{number}/document.{form}"

    def compare(self, old: int | str, new: int) -> str:
        return f"{self.base}compare/{old}/{new}/"

    def changes(self, number: int) -> str:
        return f"{self.base}changes/{number}/"

    @property
    def timegate(self) -> str:
        return f"{self.base}timegate/"

    @property
    def timemap(self) -> str:
        return f"{self.base}timemap/"

    @property
    def timemap_json(self) -> str:
        return f"{self.base}timemap/json/"

    @property
    def feed(self) -> str:
        return f"{self.base}feed/"

    @property
    def versions_json(self) -> str:
        return f"{self.base}versions.json"

    def as_of(self, when: str) -> str:
        return f"{self.base}as-of/{when}/"

    def clause(self, anchor: str, version: int | None = None) -> str:
        """The history of a section; with ``version`` as it stands there."""
        own = f"?version={version}" if version else ""
        return f"{self.base}clauses/{quote(anchor, safe='')}/{own}"
