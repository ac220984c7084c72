"""Numbers as Word and HTML write them before list items: 3, c, iii."""

from __future__ import annotations

KNOWN = {
    "bullet", "decimal", "decimalZero", "lowerLetter", "lowerRoman", "none", "upperLetter",
    "upperRoman",
}  # fmt: skip
"""Word's formats that come out as Word shows them."""
_HIGHEST = 3999
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def formatted(number: int, kind: str) -> str:
    """Return a number as one of Word's formats shows it, in digits where the format is rare."""
    if not 0 < number <= _HIGHEST:
        return str(number)
    match kind:
        case "none":
            return ""
        case "lowerLetter":
            return _lettered(number)
        case "upperLetter":
            return _lettered(number).upper()
        case "lowerRoman":
            return _roman(number)
        case "upperRoman":
            return _roman(number).upper()
        case "decimalZero":
            return f"{number:02}"
        case _:
            return str(number)


def _lettered(number: int) -> str:
    """Count a to z, then aa to zz, as Word does."""
    rounds, place = divmod(number - 1, 26)
    return chr(ord("a") + place) * (rounds + 1)


def _roman(number: int) -> str:
    written = ""
    for size, sign in _ROMAN:
        written += sign * (number // size)
        number %= size
    return written
