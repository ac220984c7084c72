"""Which way a language is written."""

from __future__ import annotations

RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ku", "nqo", "ps", "sd", "syr", "ug", "ur", "yi"}
)


def direction(language: str) -> str:
    """``rtl`` or ``ltr`` for a language tag (BCP 47)."""
    return "rtl" if language.lower().split("-")[0] in RIGHT_TO_LEFT else "ltr"
