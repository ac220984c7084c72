"""The addresses that programs read. Like the pages' views, these alone read the clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.paginator import InvalidPage, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.http import HttpResponseRedirect as Redirect
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from policies import conf
from policies.answers import Kind
from policies.archive import data, feeds, memento, openapi
from policies.archive import site as site_of
from policies.archive.history import Entry, History, corrections_of
from policies.archive.http import (
    answer,
    answer_for_site,
    hold,
    open_to_all,
    read_only,
    refusal,
)
from policies.archive.links import Links
from policies.archive.relations import written
from policies.exceptions import PolicyError


@read_only
def timegate(request: HttpRequest, policy: Page) -> HttpResponseBase:
    """To the version that was in force at the instant in Accept-Datetime (RFC 7089, 4.2.1)."""
    history, links = History(policy, timezone.now()), Links.of(policy, request)
    response = _negotiated(request, history, links)
    patch_vary_headers(response, ["accept-datetime"])
    return response


def _negotiated(request: HttpRequest, history: History, links: Links) -> HttpResponseBase:
    value = request.headers.get("Accept-Datetime")
    try:
        asked = None if value is None else memento.accept_datetime(value)
    except PolicyError as wrong:
        return refusal(str(wrong), status=400)
    found = memento.mementos(history, links)
    selected = memento.chosen(history, found, asked)
    if selected is None:
        return refusal(_("No version of this policy has been in force yet."), status=404)
    response = Redirect(selected.uri)
    response.headers["Link"] = written(memento.of_timegate(found, selected, links))
    hold(response, history.policy, history.at, history.next_change)
    return response


@read_only
def timemap(request: HttpRequest, policy: Page) -> HttpResponseBase:
    """Every Memento of the policy, in the link format (RFC 7089, 5)."""
    history, links = History(policy, timezone.now()), Links.of(policy, request)
    if not len(history):
        return _nothing()

    def make() -> HttpResponseBase:
        relations = memento.timemap(memento.mementos(history, links), links)
        return HttpResponse(written(relations, ",\n") + "\n", content_type=memento.LINK_FORMAT)

    return open_to_all(answer(request, history, make, public=True))


@read_only
def timemap_json(request: HttpRequest, policy: Page) -> HttpResponseBase:
    """The same list as JSON."""
    return _json(request, policy, data.timemap)


@read_only
def versions_json(request: HttpRequest, policy: Page) -> HttpResponseBase:
    """The archive: every published version with its facts."""
    return _json(request, policy, data.versions)


def _json(
    request: HttpRequest, policy: Page, values: Callable[[History, Links], data.Plain]
) -> HttpResponseBase:
    history, links = History(policy, timezone.now()), Links.of(policy, request)
    if not len(history):
        return _nothing()
    response = answer(request, history, lambda: JsonResponse(values(history, links)), public=True)
    return open_to_all(response)


@read_only
def feed(request: HttpRequest, policy: Page) -> HttpResponseBase:
    """An Atom entry a version, the newest first; ``?kind=material`` for those alone."""
    history, links = History(policy, timezone.now()), Links.of(policy, request)
    if not len(history):
        return _nothing()
    newest = history.entries[-1].version

    def make() -> HttpResponseBase:
        with translation.override(newest.language):
            return _feed(
                request,
                [(entry, links) for entry in reversed(history.entries)],
                title=(history.shown or history.entries[-1]).version.title,
                about=links.base,
                address=links.feed,
                identifier=feeds.tag(
                    newest.policy_uuid, history.entries[0].version.published_at, "feed", links
                ),
                at=history.at,
            )

    return open_to_all(answer(request, history, make, public=True))


@read_only
def site_feed(request: HttpRequest) -> HttpResponseBase:
    """The same for every public policy of a site together."""
    at = timezone.now()
    site, listed = _site(request, at)
    if site is None:
        return _no_site()

    def make() -> HttpResponseBase:
        entries = [
            (entry, Links.of(history.policy, request))
            for history in site_of.histories(listed, at)
            for entry in history
        ]
        entries.sort(key=_newest, reverse=True)
        home = Links(site.root_page.get_full_url(request) or "/")
        return _feed(
            request,
            entries,
            title=_("Policies of %(site)s") % {"site": site.site_name or site.hostname},
            about=home.base,
            # As the site's record has it: the host of a request may be any.
            address=f"{site.root_url}{request.path}",
            identifier=f"tag:{home.authority},2026:policies",
            at=at,
        )

    return open_to_all(answer_for_site(request, listed, at, make))


def _newest(found: tuple[Entry, Links]) -> tuple[datetime, int]:
    return found[0].version.published_at, found[0].number


def _feed(
    request: HttpRequest,
    entries: list[tuple[Entry, Links]],
    *,
    title: str,
    about: str,
    address: str,
    identifier: str,
    at: datetime,
) -> HttpResponseBase:
    kind = request.GET.get("kind")
    if kind is not None:
        if kind not in Kind.values:
            return refusal(
                _("“%(kind)s” is no change kind: the kinds are %(kinds)s.")
                % {"kind": kind[:40], "kinds": ", ".join(Kind.values)},
                status=400,
            )
        entries = [found for found in entries if found[0].version.kind == kind]
        title = f"{title}: {Kind(kind).label}"
        identifier, address = f"{identifier}/{kind}", f"{address}?kind={kind}"
    pages = Paginator(entries, conf.get().PAGE_SIZE)
    try:
        shown = pages.page(request.GET.get("p", 1))
    except InvalidPage:
        return refusal(
            _("This feed has the pages 1 to %(last)s.") % {"last": pages.num_pages}, status=404
        )
    corrections = corrections_of(entry for entry, _links in shown)
    site = Site.find_for_request(request)
    document = feeds.written(
        identifier=identifier,
        title=title,
        about=about,
        author=(site.site_name or site.hostname) if site else "",
        language=translation.get_language() or "",
        pages=feeds.Pages.of(address, shown),
        items=[
            feeds.Item(entry, links, tuple(corrections.get(entry.version.pk, ())))
            for entry, links in shown
        ],
        updated=at,
    )
    return HttpResponse(document, content_type=feeds.ATOM)


@read_only
def policies_json(request: HttpRequest) -> HttpResponseBase:
    """Every public policy of the site, with its version in force and the forthcoming ones."""
    at = timezone.now()
    site, listed = _site(request, at)
    if site is None:
        return _no_site()

    def make() -> HttpResponseBase:
        found = [
            data.policy(history, Links.of(history.policy, request))
            for history in site_of.histories(listed, at)
        ]
        return JsonResponse({"policies": found})

    return open_to_all(answer_for_site(request, listed, at, make))


@read_only
def openapi_json(request: HttpRequest) -> HttpResponseBase:
    """The description of all these addresses."""
    at = timezone.now()
    site, listed = _site(request, at)
    if site is None:
        return _no_site()
    home = site.root_page.get_full_url(request) or "/"

    def make() -> HttpResponseBase:
        return JsonResponse(
            openapi.description(home, [Links.of(policy, request) for policy in listed])
        )

    return open_to_all(answer_for_site(request, listed, at, make))


def _site(request: HttpRequest, at: datetime) -> tuple[Site | None, list[Page]]:
    site = Site.find_for_request(request)
    return site, site_of.with_pulse(site, at) if site else []


def _nothing() -> HttpResponse:
    return refusal(_("No version of this policy has been published yet."), status=404)


def _no_site() -> HttpResponse:
    return refusal(_("There is no site at this address."), status=404)
