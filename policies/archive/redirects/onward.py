"""Addresses that lead on: to a comparison, to the version of a day."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponseBase
from django.http import HttpResponseRedirect as Redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from policies.archive.pages import reading
from policies.archive.pages.frame import missing, with_version
from policies.exceptions import PolicyError
from policies.standing.history import Entry, History
from policies.standing.http import hold, not_kept
from policies.standing.links import Links
from policies.standing.moments import moment


@require_safe
def compare_form(request: HttpRequest, policy: Page) -> HttpResponseBase:
    """To the comparison of the two versions that a form names (``?from=…&to=…``)."""
    old, new = request.GET.get("from", ""), request.GET.get("to", "")
    if old.isdecimal() and new.isdecimal() and max(len(old), len(new)) < 10:
        return not_kept(Redirect(Links.of(policy, request).compare(int(old), int(new))))
    history = History(policy, timezone.now())
    return missing(request, policy, _("Choose two versions by their numbers."), history)


@require_safe
def changes(request: HttpRequest, policy: Page, number: int) -> HttpResponseBase:
    """To the comparison of a version with the one that was in force before it."""

    def make(history: History, entry: Entry) -> HttpResponseBase:
        links = Links.of(policy, request)
        earlier = entry.compare_with
        response = Redirect(
            links.version(number) if earlier is None else links.compare(earlier, number)
        )
        hold(response, policy, history.at, history.next_change)
        return response

    return with_version(request, policy, number, make)


@require_safe
def as_of(request: HttpRequest, policy: Page, when: str) -> HttpResponseBase:
    """To the version in force at the end of a day, or at an instant."""
    history = History(policy, timezone.now())
    try:
        named = moment(when)
    except PolicyError:
        return missing(
            request,
            policy,
            _("“%(when)s” is no date: write it as year-month-day, for example 2016-05-01.")
            % {"when": when[:40]},
            history,
        )
    on_a_day = not isinstance(named, datetime)
    entry = history.as_of_day(named) if on_a_day else history.as_of(named)
    if entry is None:
        return missing(request, policy, reading.none_in_force(history, named), history)
    response = Redirect(Links.of(policy, request).version(entry.number))
    hold(response, policy, history.at, history.next_change)
    return response


@require_safe
def as_of_form(request: HttpRequest, policy: Page) -> HttpResponseBase:
    """To the version in force on the day that a form names (``?date=…``)."""
    return as_of(request, policy, request.GET.get("date", ""))
