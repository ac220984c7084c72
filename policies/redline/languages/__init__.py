"""Words that tell what a change may mean, a table a language.

A language is a module here that holds one ``LANGUAGE``; a tag such as "de-AT" finds "de", and a
tag that no module answers finds English.
"""

from __future__ import annotations

from policies.redline.languages import de, en
from policies.redline.languages.table import Language

LANGUAGES: dict[str, Language] = {"en": en.LANGUAGE, "de": de.LANGUAGE}


def language_of(tag: str) -> Language:
    """The table for a language tag."""
    return LANGUAGES.get(tag.lower().replace("_", "-").partition("-")[0], en.LANGUAGE)


__all__ = ["LANGUAGES", "Language", "language_of"]
