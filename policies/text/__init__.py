"""Markdown to clean HTML, sections with lasting anchors, canonical form and digest.

Knows no database, no request, no settings and no clock: texts in, texts out.
"""

from policies.text.anchors import is_reserved, slug
from policies.text.bounds import TooDemanding
from policies.text.form import canonical, digest
from policies.text.headings import Heading, outline
from policies.text.plaintext import plain
from policies.text.rendering import render
from policies.text.standalone import DOCUMENT_FORMAT, document

__all__ = [
    "DOCUMENT_FORMAT",
    "Heading",
    "TooDemanding",
    "canonical",
    "digest",
    "document",
    "is_reserved",
    "outline",
    "plain",
    "render",
    "slug",
]
