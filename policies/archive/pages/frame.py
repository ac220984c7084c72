"""The frame of every page that people read: the site's own base template, and what all share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Page

from policies import conf
from policies.archive.formats.memento import content as memento
from policies.archive.pages import reading
from policies.languages import direction
from policies.standing import tombstone
from policies.standing.history import Entry, History
from policies.standing.http import not_kept
from policies.standing.links import Links

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


def titled(policy: Page, history: History) -> Page:
    """The page under the title that is public: of what its address shows, else of the newest.

    The row's own title may be that of a draft: tools that translate save drafts into live pages.
    """
    entry = history.shown or history.newest
    title = entry.version.title if entry else capfirst(policy.specific_class._meta.verbose_name)
    policy.title = policy.draft_title = title
    return policy


def missing(request: HttpRequest, policy: Page, sentence: str, history: History) -> HttpResponse:
    """A 404 that says what is not there and where to look; it is kept by nobody."""
    response = page(
        request,
        titled(policy, history),
        "missing",
        {"sentence": sentence, "history": history},
        status=404,
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


def with_version(
    request: HttpRequest,
    policy: Page,
    number: int,
    make: Callable[[History, Entry], HttpResponseBase],
) -> HttpResponseBase:
    """What ``make`` answers of the version of a number, or that there is none."""
    history = History(policy, timezone.now())
    entry = history.get(number)
    if entry is None:
        return missing(request, policy, no_version(number, history), history)
    return make(history, entry)


def no_version(number: int | str, history: History) -> str:
    """That there is no version of a number, and which is the newest."""
    if not len(history):
        return _("No version of this policy has been published yet.")
    return _("There is no version %(number)s of this policy; the newest is version %(newest)s.") % {
        "number": number,
        "newest": history.entries[-1].number,
    }
