"""How the description in OpenAPI tells of the feeds."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from policies.archive.formats.feeds.content import ATOM
from policies.archive.formats.operations import answers, get, ok, query, refused
from policies.archive.formats.schemas import Schema
from policies.decisions.answers import Kind


def of_policy() -> Schema:
    return {"feed/": get(_("An Atom entry a version"), _answers(), *_queries())}


def of_site() -> Schema:
    return {
        reverse("policies:feed"): get(
            _("An Atom entry for each version of every policy"), _answers(), *_queries()
        )
    }


def _answers() -> Schema:
    return {
        **answers(ok(ATOM, {"type": "string"}), known=False),
        "400": refused(_("There is no such change kind")),
    }


def _queries() -> tuple[Schema, Schema]:
    kinds = {"type": "string", "enum": [str(kind) for kind in Kind.values]}
    page = {"type": "integer", "minimum": 1, "default": 1}
    return (
        query("kind", kinds, _("Only changes of this kind")),
        query("p", page, _("A page of a long feed")),
    )
