"""Why a text asks for more than any policy does, in the reader's language."""

from __future__ import annotations

from django.utils import translation

from policies.text import TooDemanding


def told(refusal: TooDemanding) -> str:
    """The sentence of a refusal: what is wrong, and what would be right."""
    return translation.gettext(refusal.sentence) % refusal.facts
