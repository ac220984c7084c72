"""The one place where HTML is declared safe: after cleaning, never before."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def cleaned(html: str) -> SafeString:
    """HTML that ``policies.text.render`` or ``policies.redline`` made, and nothing else."""
    return mark_safe(html)  # noqa: S308 - both make only tags and attributes from an allow-list


def data_block(values: dict[str, Any]) -> SafeString:
    """JSON-LD as a data block: no browser runs it, so no policy on scripts need allow it.

    What could end the block or begin another (``<``, ``>``, ``&``) is written as JSON escapes.
    """
    text = json.dumps(values, ensure_ascii=False).translate(ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308
