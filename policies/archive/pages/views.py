"""The pages that people read, each for the policy that was routed to."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from policies.archive.clauses import section_history
from policies.archive.formats.memento import content as memento
from policies.archive.pages import listing, reading, structured_data
from policies.archive.pages.frame import missing, no_version, page, redacted, titled, with_version
from policies.archive.pages.translations import languages
from policies.comparison import page as comparison
from policies.standing import tombstone
from policies.standing.history import Entry, History
from policies.standing.http import answer, answer_of
from policies.standing.links import Links
from policies.standing.safe_html import data_block
from policies.text import render as render_markdown


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
        if told := structured_data.in_force(history, links):
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

    return with_version(request, policy, number, make)


@require_safe
def archive(request: HttpRequest, policy: Page) -> HttpResponseBase:
    """Every published version, newest first."""
    history = History(policy, timezone.now())

    def make() -> HttpResponse:
        context = {
            **reading.archive(history, request.GET),
            **languages(history, request, "versions/"),
        }
        return page(request, titled(policy, history), "archive", context)

    return answer(request, history, make)


@require_safe
def compare(request: HttpRequest, policy: Page, old: int, new: int) -> HttpResponseBase:
    """What changed between any two versions."""
    history = History(policy, timezone.now())
    before, after = history.get(old), history.get(new)
    if before is None or after is None:
        number = old if before is None else new
        return missing(request, policy, no_version(number, history), history)
    if old == new:
        return missing(
            request, policy, _("A version does not differ from itself: choose two."), history
        )

    if gone := tombstone.of((before, after)):
        context = reading.incomparable(history, gone)
        response = page(request, titled(policy, history), "redacted", context)
        return tombstone.marked(response, gone, Links.of(policy, request))

    def make() -> HttpResponseBase:
        context = comparison.page_context(history, before, after, request.GET)
        return page(request, titled(policy, history), "compare", context)

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
            return missing(request, policy, no_version(asked[:40], history), history)
        found = section_history.found_in(history, entry, anchor)
    else:
        found = section_history.find(history, anchor)
    if found is None:
        return missing(request, policy, _no_section(anchor, asked), history)

    def make() -> HttpResponseBase:
        links = Links(policy.get_url(request) or "/")
        context = section_history.page_context(history, found, links)
        own = Links.of(policy, request).clause(anchor, found.entry.number if asked else None)
        return page(request, titled(policy, history), "clause", {**context, "canonical": own})

    response = answer(request, history, make)
    response.headers["X-Robots-Tag"] = "noindex, follow"
    return response


def _no_section(anchor: str, number: str) -> str:
    words = {"name": anchor[:80], "number": number}
    if number:
        return _("Version %(number)s of this policy has no section “%(name)s”.") % words
    return _("No version of this policy has a section “%(name)s”.") % words


@require_safe
def index(request: HttpRequest, index_page: Page) -> HttpResponseBase:
    """The public policies under a list page, each with its version in force."""
    at, pages = timezone.now(), listing.under(index_page)

    def make() -> HttpResponse:
        return page(request, index_page, "index", {"policies": listing.listed(pages, at)})

    said = (index_page.title, index_page.intro, listing.places(pages))
    return answer_of(request, index_page, at, make, said)
