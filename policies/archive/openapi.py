"""The description of the addresses for programs, in OpenAPI 3.1.

A policy's addresses hang off its own, wherever the tree has it: they are described once for each
place that has policies, with the policies there as the values of ``{policy}``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.urls import reverse
from django.utils.translation import gettext as _

from policies import __version__
from policies.answers import Kind
from policies.archive.documents import FORMS
from policies.archive.feeds import ATOM
from policies.archive.links import Links
from policies.archive.memento import LINK_FORMAT, RFC1123
from policies.archive.schemas import NUMBER, SCHEMAS, Schema, ref

JSON = "application/json"
PLAIN = "text/plain; charset=utf-8"


def description(home: str, policies: Iterable[Links]) -> Schema:
    """The whole description for the site whose first page is ``home``."""
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
        "paths": _of_site() | _of_policies(policies),
        "components": {"schemas": SCHEMAS},
    }


def _of_site() -> Schema:
    language = _query("lang", {"type": "string"}, _("The reader's language"))
    policy = _query("policy", {"type": "string"}, _("Only of these policies"))
    return {
        reverse("policies:policies_json"): _get(
            _("Every public policy of the site"), _answers(_ok(JSON, ref("Policies")))
        ),
        reverse("policies:notice_json"): _get(
            _("The live notices of the site"), _answers(_ok(JSON, ref("Notices"))), language, policy
        ),
        reverse("policies:feed"): _get(
            _("An Atom entry for each version of every policy"), _feed_answers(), *_feed_queries()
        ),
        reverse("policies:openapi_json"): _get(
            _("This description"), _answers(_ok(JSON, {"type": "object"}))
        ),
    }


def _of_policies(policies: Iterable[Links]) -> Schema:
    places: dict[str, list[str]] = {}
    for links in policies:
        place, _slash, slug = urlsplit(links.base).path.rstrip("/").rpartition("/")
        places.setdefault(place, []).append(slug)
    found: Schema = {}
    for place, slugs in places.items():
        policy = _path("policy", {"type": "string", "enum": sorted(slugs)}, _("The policy"))
        # A policy that is the site's first page has no name of its own to put in.
        stem = f"{place}/{{policy}}" if all(slugs) else place
        for end, operation in _of_policy().items():
            known = [policy] if all(slugs) else []
            found[f"{stem}/{end}"] = {**operation, "parameters": known}
    return found


def _of_policy() -> Schema:
    number = _path("number", NUMBER, _("The version's number"))
    form = _path("form", {"type": "string", "enum": list(FORMS)}, _("The form of the text"))
    asked = {
        "name": "Accept-Datetime",
        "in": "header",
        "description": _("An instant in RFC 1123 form, in GMT"),
        "schema": {
            "type": "string",
            "pattern": f"^{RFC1123.pattern}$",
            "examples": ["Thu, 31 May 2007 20:35:00 GMT"],
        },
    }
    redirect = {"description": _("To the version"), "headers": {"Location": _header()}}
    wrong = {"400": _refused(_("Accept-Datetime is malformed"))}
    frozen = _ok_of({m: ref("Record") if s == "json" else {} for s, (m, _a) in FORMS.items()})
    frozen["headers"] = {"Repr-Digest": _header(), "ETag": _header()}
    return {
        "versions.json": _get(
            _("Every version with its facts"), _answers(_ok(JSON, ref("Archive")), known=False)
        ),
        "versions/{number}/document.{form}": _get(
            _("A frozen rendering: the same bytes for ever"),
            _answers(frozen, known=False)
            | {
                "410": _refused(_("The text was redacted; the record is still there")),
                "451": _refused(_("The same, by order of a court or an authority")),
            },
            number,
            form,
        ),
        "timegate/": _get(
            _("To the version in force at an instant (RFC 7089)"),
            {"302": redirect, **wrong, "404": _refused(_("None has been in force yet"))},
            asked,
        ),
        "timemap/": _get(
            _("Every version that has been in force (RFC 7089)"),
            _answers(_ok(LINK_FORMAT, {"type": "string"}), known=False),
        ),
        "timemap/json/": _get(
            _("The same as JSON"), _answers(_ok(JSON, ref("TimeMap")), known=False)
        ),
        "feed/": _get(_("An Atom entry a version"), _feed_answers(), *_feed_queries()),
    }


def _get(summary: str, responses: Schema, *parameters: Schema) -> Schema:
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": responses}}


def _answers(ok: Schema, *, known: bool = True) -> Schema:
    """200 and 304; 404 as well where the address names something that may be ``known`` or not."""
    found = {"200": ok, "304": {"description": _("It has not changed")}}
    return found if known else {**found, "404": _refused(_("There is no such thing"))}


def _ok(media_type: str, schema: Schema) -> Schema:
    return _ok_of({media_type: schema})


def _ok_of(contents: dict[str, Schema]) -> Schema:
    return {
        "description": _("Found"),
        "headers": {"ETag": _header(), "Cache-Control": _header()},
        "content": {media_type: {"schema": schema} for media_type, schema in contents.items()},
    }


def _feed_answers() -> Schema:
    return {
        **_answers(_ok(ATOM, {"type": "string"}), known=False),
        "400": _refused(_("There is no such change kind")),
    }


def _feed_queries() -> tuple[Schema, Schema]:
    kinds = {"type": "string", "enum": [str(kind) for kind in Kind.values]}
    page = {"type": "integer", "minimum": 1, "default": 1}
    return (
        _query("kind", kinds, _("Only changes of this kind")),
        _query("p", page, _("A page of a long feed")),
    )


def _refused(why: str) -> Schema:
    contents: Any = {PLAIN: {"schema": {"type": "string"}}, "text/html; charset=utf-8": {}}
    return {"description": why, "content": contents}


def _query(name: str, schema: Schema, what: str) -> Schema:
    return {"name": name, "in": "query", "description": what, "schema": schema}


def _path(name: str, schema: Schema, what: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "description": what, "schema": schema}


def _header() -> Schema:
    return {"schema": {"type": "string"}}
