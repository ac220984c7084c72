"""What readers are told about days and states: whole sentences, each to be translated as one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from django.utils import dateformat
from django.utils.formats import date_format, get_format, time_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from policies import civil as civil_time
from policies.decisions.grounds import Ground
from policies.records.version import PolicyVersion
from policies.standing.history import Entry, History
from policies.timeline import Interval, State, Turn


@dataclass(frozen=True, slots=True)
class Validity:
    """Whether a version binds: the fact in a few words, then what a reader should know of it."""

    state: State
    lead: str
    detail: str

    @property
    def slug(self) -> str:
        """The state as one word for a style sheet."""
        return str(self.state).replace(" ", "-")


def day(date: date) -> str:
    """A day in words; a list of versions names the same ones several hundred times."""
    return _day(date, get_format("DATE_FORMAT"), get_language())


@lru_cache(maxsize=4096)
def _day(date: date, form: str, _language: str | None) -> str:
    return dateformat.format(date, form)


def civil(moment: datetime, zone: str = "") -> str:
    """The day of an instant in words, in the zone of this name or in the site's."""
    return day(civil_time.day_of(moment, zone))


def clock(moment: datetime, zone: str = "") -> str:
    """An instant in words, by the clock of the zone of this name or of the site's, and which."""
    local = moment.astimezone(civil_time.zone_of(zone))
    named = zone if civil_time.zone_named(zone) else civil_time.site_zone_name()
    # A "naive" time, so that nothing takes it into the zone of the person who reads.
    return f"{date_format(local.replace(tzinfo=None), 'DATETIME_FORMAT')} ({named})"


def began(version: PolicyVersion) -> date:
    """The day on which a version begins to bind; its effective date may be an earlier one."""
    return version.effect.day


def last_day(moment: datetime, zone: str = "") -> str:
    """The last day of what ends with an instant, in the zone of this name or in the site's."""
    return until(civil_time.turn(moment, zone))


def until(end: Turn) -> str:
    """What readers call "until": the day before one that begins then, else the day with the time.

    A day begins when it does in its zone, which is not always at midnight.
    """
    if end.time is None:
        return day(end.last_day)
    return _("%(day)s, %(time)s") % {"day": day(end.day), "time": time_format(end.time, "H:i")}


def days_until(history: History, version: PolicyVersion) -> int:
    """Whole civil days from today to the first day on which a version binds."""
    return (version.effect.day - history.today).days


def in_days(days: int) -> str:
    """How long until a day to come."""
    if days < 1:
        return _("today")
    return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}


def span(entry: Entry, interval: Interval, *, to_come: bool = False) -> str:
    """An interval in words, without a verb; ``to_come``: it has not begun."""
    first = entry.turns[interval.start].day
    start = day(first)
    if interval.end is None and to_come:
        return _("from %(start)s") % {"start": start}
    if interval.end is None:
        return _("since %(start)s") % {"start": start}
    end = entry.turns[interval.end]
    if end.last_day == first:
        return _("on %(day)s") % {"day": start}
    return _("from %(start)s until %(end)s") % {"start": start, "end": until(end)}


def spans(entry: Entry) -> str:
    """Every interval in which a version was in force, in words; empty where there is none."""
    to_come = entry.state is State.FORTHCOMING
    return "; ".join(span(entry, interval, to_come=to_come) for interval in entry.intervals)


def validity(history: History, entry: Entry) -> Validity:
    """The sentence that stands at the head of a version."""
    version = entry.version
    if entry.state is State.IN_FORCE:
        now = entry.intervals[-1]
        lead = _("In force since %(start)s.") % {"start": day(entry.turns[now.start].day)}
        end = until(entry.turns[now.end]) if now.end else ""
        detail = _("It applies until %(end)s.") % {"end": end} if end else ""
        return Validity(entry.state, lead, detail)
    if entry.state is State.FORTHCOMING:
        wait = in_days(days_until(history, version))
        words = {"date": day(version.effect.day), "wait": wait}
        return Validity(
            entry.state,
            _("Not in force yet."),
            _("This version takes effect on %(date)s, %(wait)s.") % words,
        )
    if entry.state is State.WITHDRAWN:
        lead = _("Withdrawn on %(date)s.") % {
            "date": civil(version.withdrawn_at or history.at, version.zone)
        }
        return Validity(entry.state, lead, _why_withdrawn(entry))
    held = spans(entry)
    return Validity(
        entry.state,
        _("This version no longer applies."),
        _("It was in force %(spans)s.") % {"spans": held} if held else _("It was never in force."),
    )


def redaction(version: PolicyVersion) -> str:
    """When and why a text is no longer there; empty where it is."""
    if version.redacted_at is None:
        return ""
    said = [
        _("The text of version %(number)s was redacted on %(date)s.")
        % {"number": version.number, "date": civil(version.redacted_at, version.zone)},
        f"{Ground(version.redaction_ground).label}.",
        _("The reason given: %(reason)s") % {"reason": version.redaction_reason},
    ]
    return " ".join(said)


def _why_withdrawn(entry: Entry) -> str:
    version, held = entry.version, spans(entry)
    said = [
        _("It had been in force %(spans)s.") % {"spans": held}
        if held
        else _("It was never in force.")
    ]
    if version.replaced_by:
        said.append(_("Version %(number)s replaced it.") % {"number": version.replaced_by})
    if version.withdrawal_reason:
        said.append(_("The reason given: %(reason)s") % {"reason": version.withdrawal_reason})
    return " ".join(said)
