"""Why a text asks for more than any policy does, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext

from policies.text import TooDemanding


def told(refusal: TooDemanding) -> str:
    """The sentence of a refusal: what is wrong, and what would be right."""
    return gettext(refusal.sentence) % refusal.facts
