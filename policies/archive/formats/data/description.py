"""How the description in OpenAPI tells of what is answered as JSON, the notices among it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from policies.archive.formats.operations import JSON, answers, get, ok, query
from policies.archive.formats.schemas import Schema, ref


def of_policy() -> Schema:
    return {
        "versions.json": get(
            _("Every version with its facts"), answers(ok(JSON, ref("Archive")), known=False)
        )
    }


def of_site() -> Schema:
    language = query("lang", {"type": "string"}, _("The reader's language"))
    policy = query("policy", {"type": "string"}, _("Only of these policies"))
    return {
        reverse("policies:policies_json"): get(
            _("Every public policy of the site"), answers(ok(JSON, ref("Policies")))
        ),
        reverse("policies:notice_json"): get(
            _("The live notices of the site"), answers(ok(JSON, ref("Notices"))), language, policy
        ),
    }
