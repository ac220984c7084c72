"""Where feed readers ask: the feed of a policy, and that of a site."""

from __future__ import annotations

from datetime import datetime

from django.core.paginator import InvalidPage, Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from policies import conf
from policies.archive.formats.answering import no_site, nothing, public_policies
from policies.archive.formats.feeds import content as feeds
from policies.decisions.answers import Kind
from policies.standing import site as site_of
from policies.standing.history import Entry, History, corrections_of
from policies.standing.http import answer, answer_for_site, open_to_all, read_only, refusal
from policies.standing.links import Links


@read_only
def feed(request: HttpRequest, policy: Page) -> HttpResponseBase:
    """An Atom entry a version, the newest first; ``?kind=material`` for those alone."""
    history, links = History(policy, timezone.now()), Links.of(policy, request)
    if not len(history):
        return nothing()
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
    site, listed = public_policies(request, at)
    if site is None:
        return no_site()

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
