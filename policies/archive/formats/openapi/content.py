"""The description of the addresses for programs, in OpenAPI 3.1.

A policy's addresses hang off its own, wherever the tree has it: they are described once for each
place that has policies, with the policies there as the values of ``{policy}``. What each format
has to say of its own addresses stands in its folder, as ``description``.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext as _

from policies import __version__
from policies.archive.formats.data import description as data
from policies.archive.formats.documents import description as documents
from policies.archive.formats.feeds import description as feeds
from policies.archive.formats.memento import description as memento
from policies.archive.formats.openapi import description as openapi
from policies.archive.formats.operations import in_path
from policies.archive.formats.schemas import SCHEMAS, Schema
from policies.standing.links import Links

FORMATS = (data, documents, memento, feeds, openapi)


def description(home: str, policies: Iterable[Links]) -> Schema:
    """The whole description for the site whose first page is ``home``."""
    paths: Schema = {}
    for described in FORMATS:
        paths |= described.of_site()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": _("Policies"),
            "version": __version__,
            "description": _(
                "Policies as numbered versions that never change. Everything answers GET and HEAD, "
                "needs no cookie, bears an entity tag and answers 304."
            ),
        },
        "servers": [{"url": urljoin(home, "/").rstrip("/") or "/"}],
        "paths": paths | _of_policies(policies),
        "components": {"schemas": SCHEMAS},
    }


def _of_policies(policies: Iterable[Links]) -> Schema:
    places: dict[str, list[str]] = {}
    for links in policies:
        place, _slash, slug = urlsplit(links.base).path.rstrip("/").rpartition("/")
        places.setdefault(place, []).append(slug)
    found: Schema = {}
    for place, slugs in places.items():
        policy = in_path("policy", {"type": "string", "enum": sorted(slugs)}, _("The policy"))
        # A policy that is the site's first page has no name of its own to put in.
        stem = f"{place}/{{policy}}" if all(slugs) else place
        for described in FORMATS:
            for end, operation in described.of_policy().items():
                known = [policy] if all(slugs) else []
                found[f"{stem}/{end}"] = {**operation, "parameters": known}
    return found
