"""The first day on which a version applies: which may be chosen, and which none means."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.decisions.situation import Situation

EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
"""Between them lies every day that anybody means."""

TOO_FAR = gettext_lazy("That year must be a slip of the pen: write one between 1900 and 2999.")


def too_far(day: date) -> bool:
    """Whether the year of a day must be a slip of the pen."""
    return not EARLIEST <= day <= LATEST


def unsaid(*, material: bool, on_a_day: bool) -> dict[str, str]:
    """Why a day must be chosen where none is; empty where the day of the publication is meant.

    A material change is announced with its day, which has to be known when it is published.
    """
    if material:
        return {"effective_date": _("Choose the day on which this version takes effect.")}
    if on_a_day:
        return {
            "effective_date": _(
                "Choose the day on which this version takes effect, or say “on publication”."
            )
        }
    return {}


def wrong(day: date, situation: Situation, *, material: bool, reason: str) -> dict[str, str]:
    """What is wrong with a ``day``: a sentence for the answer that is to be mended.

    A text that nobody could read bound nobody: no day before the publication is taken. What
    applied elsewhere before is imported, with its own dates.
    """
    if too_far(day):
        return {"effective_date": str(TOO_FAR)}
    if day < situation.today:
        return {"effective_date": _past(day, situation, material)}
    if not material or day >= situation.earliest:
        return {}
    early = {"days": situation.notice_period, "earliest": date_format(situation.earliest)}
    if not situation.may_shorten:
        return {
            "effective_date": _(
                "A material change is announced %(days)s days ahead: choose %(earliest)s or a "
                "later day. An earlier day needs a permission that you do not have."
            )
            % early
        }
    if not reason.strip():
        return {
            "short_notice_reason": _(
                "A material change is announced %(days)s days ahead: choose %(earliest)s or a "
                "later day, or write why the notice has to be shorter."
            )
            % early
        }
    return {}


def _past(day: date, situation: Situation, material: bool) -> str:
    said = {"day": date_format(day), "today": date_format(situation.today)}
    if material:
        sentence = _(
            "A material change cannot take effect before it is published: choose %(today)s or a "
            "later day."
        )
    elif situation.newest is None:
        sentence = _(
            "A version cannot take effect before it is published, and %(day)s is past: choose “on "
            "publication”, %(today)s or a later day. A text that has applied elsewhere before is "
            "imported, with its own dates."
        )
    else:
        sentence = _(
            "A version cannot take effect before it is published, and %(day)s is past: choose “on "
            "publication”, %(today)s or a later day."
        )
    return sentence % said
