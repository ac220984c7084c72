"""The pages that people read, each for the policy that was routed to. Only these read the clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http import HttpResponseRedirect as Redirect
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from policies import conf
from policies.archive import (
    clauses,
    comparison,
    documents,
    memento,
    reading,
    structured,
    tombstone,
)
from policies.archive.dates import moment
from policies.archive.history import Entry, History
from policies.archive.http import answer, hold, not_kept
from policies.archive.links import Links
from policies.archive.safe import data_block
from policies.archive.translations import languages
from policies.exceptions import PolicyError
from policies.languages import direction
from policies.text import render as render_markdown

CANONICAL = {"policy", "version", "compare"}
"""Pages that are the same whatever stands in the query."""


def page(
    request: HttpRequest, policy: Page, name: str, context: dict[str, Any], status: int = 200
) -> TemplateResponse:
    """A page of ours in the site's own base template."""
    return TemplateResponse(
        request,
        f"policies/{name}.html",
        {
            **policy.get_context(request),
            "policies_base_template": conf.get().BASE_TEMPLATE,
            "spoken": translation.get_language(),
            "spoken_direction": direction(translation.get_language() or ""),
            "links": Links(policy.get_url(request) or "/"),
            "address": Links.of(policy, request),
            "canonical": _canonical(request, policy) if name in CANONICAL else "",
            **context,
        },
        status=status,
    )


def _canonical(request: HttpRequest, policy: Page) -> str:
    base = Links.of(policy, request).base
    path = request.path
    # A tree that is not translated is served under the prefix of the other languages as well.
    if not path.startswith(urlsplit(base).path):
        path = path.removeprefix(f"/{translation.get_language_from_path(path)}")
    return urljoin(base, path)


def missing(request: HttpRequest, policy: Page, sentence: str, history: History) -> HttpResponse:
    """A 404 that says what is not there and where to look; it is kept by nobody."""
    response = page(
        request, policy, "missing", {"sentence": sentence, "history": history}, status=404
    )
    return not_kept(response)


def redacted(
    request: HttpRequest, policy: Page, history: History, entry: Entry, name: str
) -> HttpResponse:
    """The page of a version without its text: when it applied, and why nothing can be read."""
    policy.title = policy.draft_title = entry.version.title
    links = Links.of(policy, request)
    response = page(request, policy, "redacted", reading.redacted(history, entry))
    # No Memento: that is a text as it was at a time.
    if name == "policy":
        memento.describe_policy(response, history, links)
    else:
        response.headers["Link"] = memento.relations_of(history, entry, links)
    return tombstone.marked(response, entry.version, links)


@require_safe
def policy(request: HttpRequest, policy: Page) -> HttpResponseBase:
    """The version in force, or the first forthcoming one; in a preview, the draft."""
    if getattr(request, "is_preview", False):
        return page(request, policy, "policy", reading.draft(policy, render_markdown(policy.body)))
    history = History(policy, timezone.now())
    shown = history.shown
    if shown is None:
        return missing(
            request, policy, _("No version of this policy has been published yet."), history
        )
    # So it is where the version that replaced it was withdrawn.
    if shown.redacted:
        return redacted(request, policy, history, shown, "policy")
    return answer(request, history, lambda: _text(request, policy, history, shown, "policy"))


def _text(
    request: HttpRequest, policy: Page, history: History, entry: Entry, name: str
) -> HttpResponse:
    # What the page's own fields say is the newest publication, which may not bind yet.
    policy.title = policy.draft_title = entry.version.title
    links = Links.of(policy, request)
    context = reading.text(history, entry, Links(policy.get_url(request) or "/"))
    if name == "policy":
        context |= languages(history, request)
        if told := structured.in_force(history, links):
            context["structured"] = data_block(told)
    response = page(request, policy, name, context)
    if name == "policy":
        memento.describe_policy(response, history, links)
    else:
        memento.describe_version(response, history, entry, links)
    return response


@require_safe
def unknown(request: HttpRequest, policy: Page) -> HttpResponseBase:
    """An address under a policy that nothing has."""
    history = History(policy, timezone.now())
    return missing(request, policy, _("There is no such page of this policy."), history)


def _with_version(
    request: HttpRequest,
    policy: Page,
    number: int,
    make: Callable[[History, Entry], HttpResponseBase],
) -> HttpResponseBase:
    history = History(policy, timezone.now())
    entry = history.get(number)
    if entry is None:
        return missing(request, policy, _no_version(number, history), history)
    return make(history, entry)


def _no_version(number: int | str, history: History) -> str:
    if not len(history):
        return _("No version of this policy has been published yet.")
    return _("There is no version %(number)s of this policy; the newest is version %(newest)s.") % {
        "number": number,
        "newest": history.entries[-1].number,
    }


@require_safe
def version(request: HttpRequest, policy: Page, number: int) -> HttpResponseBase:
    """Version N: always that text, with a sentence on when it is in force."""

    def make(history: History, entry: Entry) -> HttpResponseBase:
        if entry.redacted:
            return redacted(request, policy, history, entry, "version")
        response = answer(
            request, history, lambda: _text(request, policy, history, entry, "version")
        )
        if entry is not history.in_force:
            response.headers["X-Robots-Tag"] = "noindex, follow"
        return response

    return _with_version(request, policy, number, make)


@require_safe
def document(request: HttpRequest, policy: Page, number: int, form: str) -> HttpResponseBase:
    """A frozen rendering alone: the same bytes for ever."""
    return documents.frozen(
        request, policy, number, form, Links.of(policy, request), timezone.now()
    )


@require_safe
def archive(request: HttpRequest, policy: Page) -> HttpResponseBase:
    """Every published version, newest first."""
    history = History(policy, timezone.now())

    def make() -> HttpResponse:
        context = {
            **reading.archive(history, request.GET),
            **languages(history, request, "versions/"),
        }
        return page(request, policy, "archive", context)

    return answer(request, history, make)


@require_safe
def compare(request: HttpRequest, policy: Page, old: int, new: int) -> HttpResponseBase:
    """What changed between any two versions."""
    history = History(policy, timezone.now())
    before, after = history.get(old), history.get(new)
    if before is None or after is None:
        number = old if before is None else new
        return missing(request, policy, _no_version(number, history), history)
    if old == new:
        return missing(
            request, policy, _("A version does not differ from itself: choose two."), history
        )

    if gone := tombstone.of((before, after)):
        response = page(request, policy, "redacted", reading.incomparable(history, gone))
        return tombstone.marked(response, gone, Links.of(policy, request))

    def make() -> HttpResponseBase:
        context = comparison.page_context(history, before, after, request.GET)
        return page(request, policy, "compare", context)

    response = answer(request, history, make)
    response.headers["X-Robots-Tag"] = "noindex, follow"
    return response


@require_safe
def clause(request: HttpRequest, policy: Page, anchor: str) -> HttpResponseBase:
    """Which versions brought and touched a section; ``?version=N``: as it stands in version N."""
    history = History(policy, timezone.now())
    asked = request.GET.get("version", "")
    if asked:
        entry = history.get(int(asked)) if asked.isdecimal() and len(asked) < 10 else None
        if entry is None:
            return missing(request, policy, _no_version(asked[:40], history), history)
        found = clauses.found_in(history, entry, anchor)
    else:
        found = clauses.find(history, anchor)
    if found is None:
        return missing(request, policy, _no_section(anchor, asked), history)

    def make() -> HttpResponseBase:
        links = Links(policy.get_url(request) or "/")
        context = clauses.page_context(history, found, links)
        own = Links.of(policy, request).clause(anchor, found.entry.number if asked else None)
        return page(request, policy, "clause", {**context, "canonical": own})

    response = answer(request, history, make)
    response.headers["X-Robots-Tag"] = "noindex, follow"
    return response


def _no_section(anchor: str, number: str) -> str:
    words = {"name": anchor[:80], "number": number}
    if number:
        return _("Version %(number)s of this policy has no section “%(name)s”.") % words
    return _("No version of this policy has a section “%(name)s”.") % words


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

    return _with_version(request, policy, number, make)


@require_safe
def as_of(request: HttpRequest, policy: Page, when: str) -> HttpResponseBase:
    """To the version in force at the end of a day, or at an instant."""
    history = History(policy, timezone.now())
    try:
        at = moment(when, timezone.get_default_timezone())
    except PolicyError:
        return missing(
            request,
            policy,
            _("“%(when)s” is no date: write it as year-month-day, for example 2016-05-01.")
            % {"when": when[:40]},
            history,
        )
    entry = history.as_of(at)
    if entry is None:
        return missing(request, policy, reading.none_in_force(history, at), history)
    response = Redirect(Links.of(policy, request).version(entry.number))
    hold(response, policy, history.at, history.next_change)
    return response


@require_safe
def as_of_form(request: HttpRequest, policy: Page) -> HttpResponseBase:
    """To the version in force on the day that a form names (``?date=…``)."""
    return as_of(request, policy, request.GET.get("date", ""))


def index(request: HttpRequest, index_page: Page) -> HttpResponse:
    """The public policies under a list page, each with its version in force."""
    policies = reading.listed(index_page, timezone.now())
    return page(request, index_page, "index", {"policies": policies})
