"""The moment named in an address: a civil day, or an instant with its zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo

from django.utils.dateparse import parse_datetime

from policies.exceptions import PolicyError
from policies.timeline import start_of


def moment(text: str, zone: tzinfo) -> datetime:
    """The end of the day ``YYYY-MM-DD`` in ``zone``, or the instant of an RFC 3339 date-time.

    The end of a day is its last microsecond. Raises PolicyError for anything else.
    """
    try:
        if len(text) == 10:
            return start_of(date.fromisoformat(text) + timedelta(days=1), zone) - timedelta(
                microseconds=1
            )
        if (parsed := parse_datetime(text)) and parsed.tzinfo is not None and "T" in text:
            return parsed
    except (ValueError, OverflowError):
        pass
    raise PolicyError(text)
