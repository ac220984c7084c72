"""The parts that descriptions of addresses are made of (OpenAPI 3.1, 4.8)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from policies.archive.formats.schemas import Schema

JSON = "application/json"
PLAIN = "text/plain; charset=utf-8"


def get(summary: str, responses: Schema, *parameters: Schema) -> Schema:
    return {"get": {"summary": summary, "parameters": list(parameters), "responses": responses}}


def answers(ok: Schema, *, known: bool = True) -> Schema:
    """200 and 304; 404 as well where the address names something that may be ``known`` or not."""
    found = {"200": ok, "304": {"description": _("It has not changed")}}
    return found if known else {**found, "404": refused(_("There is no such thing"))}


def ok(media_type: str, schema: Schema) -> Schema:
    return ok_of({media_type: schema})


def ok_of(contents: dict[str, Schema]) -> Schema:
    return {
        "description": _("Found"),
        "headers": {"ETag": header(), "Cache-Control": header()},
        "content": {media_type: {"schema": schema} for media_type, schema in contents.items()},
    }


def refused(why: str) -> Schema:
    contents: Any = {PLAIN: {"schema": {"type": "string"}}, "text/html; charset=utf-8": {}}
    return {"description": why, "content": contents}


def query(name: str, schema: Schema, what: str) -> Schema:
    return {"name": name, "in": "query", "description": what, "schema": schema}


def in_path(name: str, schema: Schema, what: str) -> Schema:
    return {"name": name, "in": "path", "required": True, "description": what, "schema": schema}


def header() -> Schema:
    return {"schema": {"type": "string"}}
