"""How the description in OpenAPI tells of itself."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from policies.archive.formats.operations import JSON, answers, get, ok
from policies.archive.formats.schemas import Schema


def of_policy() -> Schema:
    return {}


def of_site() -> Schema:
    return {
        reverse("policies:openapi_json"): get(
            _("This description"), answers(ok(JSON, {"type": "object"}))
        )
    }
