"""The moment named in an address: a civil day, or an instant with its zone."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.dateparse import parse_datetime

from policies.exceptions import PolicyError


def moment(text: str) -> date | datetime:
    """The civil day ``YYYY-MM-DD``, or the instant of an RFC 3339 date-time.

    Raises PolicyError for anything else.
    """
    try:
        if len(text) == 10:
            return date.fromisoformat(text)
        if (parsed := parse_datetime(text)) and parsed.tzinfo is not None and "T" in text:
            return parsed
    except ValueError:
        pass
    raise PolicyError(text)
