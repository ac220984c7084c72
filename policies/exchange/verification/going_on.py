"""Rows that do not hold what their columns say: each is named, and the others are looked at.

SQLite keeps any value in any column, and whoever goes past the guards may leave anything anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError
from django.db.models import QuerySet

UNREADABLE = (
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    RecursionError,
    DatabaseError,
    ObjectDoesNotExist,
    ValidationError,
)
"""What reading and comparing values can end in that are not of their kind."""


def going_on(what: str, part: Callable[[], Iterable[str]]) -> Iterator[str]:
    """The doubts of a part; where it cannot be read to its end, that too."""
    try:
        yield from part()
    except UNREADABLE as failure:
        yield f"{what} cannot be read: {_said(failure)}."


def readable(rows: QuerySet[Any]) -> tuple[list[Any], list[str]]:
    """The rows that can be read, and why the others cannot."""
    try:
        return list(rows), []
    except UNREADABLE:
        found, failures = [], []
    # One at a time, since one of them ends the reading of all.
    for key in list(rows.values_list("pk", flat=True)):
        try:
            found += rows.filter(pk=key)
        except UNREADABLE as failure:
            failures.append(f"row {key} cannot be read: {_said(failure)}.")
    return found, failures


def _said(failure: BaseException) -> str:
    return " ".join(str(failure).split())[:200] or type(failure).__name__
