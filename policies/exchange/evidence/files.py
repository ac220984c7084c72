"""The files of an evidence pack: where they stand, and how their values are written."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language as current_language
from django.utils.translation import get_language_bidi, to_locale

from policies import chain

File = tuple[str, str]
"""A path below the policy's folder, and the text of the file."""


def version_folder(number: int) -> str:
    return f"versions/{number:04}"


def redline_name(old: int, new: int) -> str:
    return f"redlines/{old:04}-{new:04}.html"


def page(name: str, context: dict[str, Any]) -> str:
    """A page of the pack, in the language that is active; ``up`` leads to the style sheet."""
    own = {
        "own_language": to_locale(current_language() or "en").replace("_", "-"),
        "own_direction": "rtl" if get_language_bidi() else "ltr",
    }
    return render_to_string(f"policies/pack/{name}.html", {**own, **context})


def dumped(values: Any) -> str:
    """JSON that people can read, too."""
    return json.dumps(values, ensure_ascii=False, indent=2, sort_keys=True, default=str) + "\n"


def plain_row(row: Any) -> dict[str, Any]:
    """The columns of a row as values for JSON."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields}
    return {
        name: chain.instant(value) if isinstance(value, datetime) else value
        for name, value in values.items()
    }
