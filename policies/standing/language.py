"""The language in which our own sentences come out, and the one that a program asked for."""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.utils.translation import get_language, pgettext
from django.utils.translation.trans_real import get_supported_language_variant


def spoken() -> str:
    """The active language, if our texts are there in it; else the site's form of English.

    Without it a page in a language that we have no words for would mix its dates and its
    direction with English sentences, and tell screen readers to read these wrongly.
    """
    active = get_language() or settings.LANGUAGE_CODE
    own = pgettext("the code of this language, such as de", "en")
    if active.split("-")[0] == own.split("-")[0]:
        return active
    try:
        return get_supported_language_variant(own)
    except LookupError:
        return own


def language_of(wanted: str) -> str:
    """The site's language nearest to a tag; for one that is unknown or missing, its default."""
    with suppress(LookupError, ValueError):
        return get_supported_language_variant(wanted.lower())
    return str(settings.LANGUAGE_CODE)
