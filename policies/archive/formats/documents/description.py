"""How the description in OpenAPI tells of the frozen documents."""

from __future__ import annotations

from django.utils.translation import gettext as _

from policies.archive.formats.documents.content import FORMS
from policies.archive.formats.operations import (
    answers,
    get,
    header,
    in_path,
    ok_of,
    refused,
)
from policies.archive.formats.schemas import NUMBER, Schema, ref


def of_policy() -> Schema:
    number = in_path("number", NUMBER, _("The version's number"))
    form = in_path("form", {"type": "string", "enum": list(FORMS)}, _("The form of the text"))
    frozen = ok_of({m: ref("Record") if s == "json" else {} for s, (m, _a) in FORMS.items()})
    frozen["headers"] = {"Repr-Digest": header(), "ETag": header()}
    return {
        "versions/{number}/document.{form}": get(
            _("A frozen rendering: the same bytes for ever"),
            answers(frozen, known=False)
            | {
                "410": refused(_("The text was redacted; the record is still there")),
                "451": refused(_("The same, by order of a court or an authority")),
            },
            number,
            form,
        )
    }


def of_site() -> Schema:
    return {}
