"""Civil time: the one place where an instant becomes a day, and a day an instant.

A day that was told to the public stays that day. So each is recorded with the name of its zone, and
read in it: the site's own zone, and the rules of any zone, may be others by then.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils import timezone

from policies import timeline
from policies.timeline import Turn

NAME_LENGTH = 64


def site_zone() -> tzinfo:
    """The zone in which the site counts its days: ``TIME_ZONE``, and not that of a person."""
    return timezone.get_default_timezone()


def site_zone_name() -> str:
    """The name under which that zone is recorded."""
    return timezone.get_default_timezone_name()


@lru_cache(maxsize=64)
def zone_named(name: str) -> tzinfo | None:
    """The zone of a recorded name; None where this machine knows no rules for it."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None


def zone_of(name: str) -> tzinfo:
    """The zone of a recorded name; the site's, where none was recorded or none is known."""
    return zone_named(name) or site_zone()


def day_of(moment: datetime, zone: str = "") -> date:
    """The civil day of an instant, in the zone of this name or in the site's."""
    return moment.astimezone(zone_of(zone)).date()


def start_of(day: date, zone: str = "") -> datetime:
    """The first instant of a civil day, in the zone of this name or in the site's."""
    return timeline.start_of(day, zone_of(zone))


def turn(moment: datetime, zone: str = "") -> Turn:
    """The civil time of an instant, in the zone of this name or in the site's."""
    return timeline.turn(moment, zone_of(zone))
