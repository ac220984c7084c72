"""How the description in OpenAPI tells of the TimeGate and the TimeMaps."""

from __future__ import annotations

from django.utils.translation import gettext as _

from policies.archive.formats.memento.content import LINK_FORMAT, RFC1123
from policies.archive.formats.operations import JSON, answers, get, header, ok, refused
from policies.archive.formats.schemas import Schema, ref


def of_policy() -> Schema:
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
    redirect = {"description": _("To the version"), "headers": {"Location": header()}}
    wrong = {"400": refused(_("Accept-Datetime is malformed"))}
    return {
        "timegate/": get(
            _("To the version in force at an instant (RFC 7089)"),
            {"302": redirect, **wrong, "404": refused(_("None has been in force yet"))},
            asked,
        ),
        "timemap/": get(
            _("Every version that has been in force (RFC 7089)"),
            answers(ok(LINK_FORMAT, {"type": "string"}), known=False),
        ),
        "timemap/json/": get(_("The same as JSON"), answers(ok(JSON, ref("TimeMap")), known=False)),
    }


def of_site() -> Schema:
    return {}
