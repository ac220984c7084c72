"""The forms in which the text of a version was frozen."""

from __future__ import annotations

FORMS = {
    "html": ("text/html; charset=utf-8", "document"),
    "md": ("text/markdown; charset=utf-8", "source"),
    "txt": ("text/plain; charset=utf-8", "plain"),
    "json": ("application/json", "record"),
}
"""Suffix: the media type, and the attribute of the version that holds the text."""
