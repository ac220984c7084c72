"""What readers are told about days and states: whole sentences, each to be translated as one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.utils import dateformat, timezone
from django.utils.formats import get_format, time_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from policies.archive.history import Entry, History
from policies.grounds import Ground
from policies.records.version import PolicyVersion
from policies.timeline import Interval, State, first_day


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


def civil(moment: datetime) -> str:
    """The day of an instant in the site's zone, in words."""
    return day(timezone.localtime(moment, timezone.get_default_timezone()).date())


def began(version: PolicyVersion) -> date:
    """The day on which a version begins to bind; its effective date may be an earlier one."""
    zone = timezone.get_default_timezone()
    return first_day(version.published_at, version.effective_date, zone)


def last_day(moment: datetime) -> str:
    """What readers call "until": the day before a midnight, else the day with the time."""
    local = timezone.localtime(moment, timezone.get_default_timezone())
    if local.time() == time.min:
        return day(local.date() - timedelta(days=1))
    spoken = {"day": day(local.date()), "time": time_format(local.time(), "H:i")}
    return _("%(day)s, %(time)s") % spoken


def days_until(history: History, moment: datetime) -> int:
    """Whole civil days from today, in the site's zone."""
    zone = timezone.get_default_timezone()
    return (timezone.localtime(moment, zone).date() - history.today).days


def in_days(days: int) -> str:
    """How long until a day to come."""
    if days < 1:
        return _("today")
    return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}


def span(interval: Interval, *, to_come: bool = False) -> str:
    """An interval in words, without a verb; ``to_come``: it has not begun."""
    start = civil(interval.start)
    if interval.end is None and to_come:
        return _("from %(start)s") % {"start": start}
    if interval.end is None:
        return _("since %(start)s") % {"start": start}
    if civil(interval.end - timedelta(microseconds=1)) == start:
        return _("on %(day)s") % {"day": start}
    return _("from %(start)s until %(end)s") % {
        "start": start,
        "end": last_day(interval.end),
    }


def spans(entry: Entry) -> str:
    """Every interval in which a version was in force, in words; empty where there is none."""
    to_come = entry.state is State.FORTHCOMING
    return "; ".join(span(interval, to_come=to_come) for interval in entry.intervals)


def validity(history: History, entry: Entry) -> Validity:
    """The sentence that stands at the head of a version."""
    version = entry.version
    if entry.state is State.IN_FORCE:
        now = entry.intervals[-1]
        lead = _("In force since %(start)s.") % {"start": civil(now.start)}
        detail = _("It applies until %(end)s.") % {"end": last_day(now.end)} if now.end else ""
        return Validity(entry.state, lead, detail)
    if entry.state is State.FORTHCOMING:
        moment = version.takes_effect_at
        words = {"date": civil(moment), "wait": in_days(days_until(history, moment))}
        return Validity(
            entry.state,
            _("Not in force yet."),
            _("This version takes effect on %(date)s, %(wait)s.") % words,
        )
    if entry.state is State.WITHDRAWN:
        lead = _("Withdrawn on %(date)s.") % {"date": civil(version.withdrawn_at or history.at)}
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
        % {"number": version.number, "date": civil(version.redacted_at)},
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
