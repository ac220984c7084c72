"""Which notices a site shows at a moment, as plain values.

A notice is shown while its window is open, its version stands, and no later *material* version has
taken effect: a typo mended meanwhile does not silence it. Two changes of one policy that are both
still ahead are both announced, since each of them will bind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import FilteredRelation, Min, Q, QuerySet, Subquery
from django.http import HttpRequest
from wagtail.models import Page, Site
from wagtail.models.sites import SiteRootPath

from policies.decisions.answers import Kind
from policies.notice import names
from policies.records.notice import ChangeNotice
from policies.records.notice_words import Wording
from policies.records.settings import PolicySettings
from policies.records.version import PolicyVersion
from policies.standing.links import Links
from policies.standing.site import hidden
from policies.timeline import next_change


@dataclass(frozen=True, slots=True)
class Announcement:
    """One policy's change: what, from when, and where to read it."""

    policy: str
    names: frozenset[str]
    title: str
    version: int
    message: str
    language: str
    effective: date
    forthcoming: bool
    read: str
    compare: str
    compare_from: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Live:
    """A site's announcements at a moment, and the next moment at which they differ."""

    announcements: tuple[Announcement, ...] = ()
    wording: Wording | None = None
    root_url: str = ""
    next_change: datetime | None = None


def live(request: HttpRequest, at: datetime, language: str) -> Live:
    """What the request's site announces, the soonest to take effect first; two queries.

    Of the translations of one policy, the one in ``language`` speaks, else the site's own.
    """
    site = Site.find_for_request(request)
    if site is None:
        return Live()
    notices = list(_candidates(site, at))
    with _own_root_alone(request, site):
        shown = [
            (notice, page, base)
            for notice in notices
            if notice.opens_at <= at < _until(notice)
            for page in _pages(notice)
            if (base := _address(page, request, site))
        ]
    announcements = tuple(
        _announcement(notice, page, base, at)
        for notice, page, base in _spoken(shown, language, site)
    )
    return Live(
        announcements=announcements,
        wording=notices[0].wording if notices else None,  # type: ignore[attr-defined]
        root_url=site.root_url,
        next_change=next_change((m for n in notices for m in _moments(n)), at),
    )


def _candidates(site: Site, at: datetime) -> QuerySet[ChangeNotice]:
    """Every notice that is or will be open, with its page and each alias of it that is public."""
    own = Q(version__policy__live=True) & ~hidden("version__policy__path")
    rivals = (
        PolicyVersion.objects.standing(at)
        .outranking()
        .filter(kind=Kind.MATERIAL)
        .order_by()
        .values("policy")
    )
    found: QuerySet[ChangeNotice] = (
        ChangeNotice.objects.filter(
            Q(closed_at__isnull=True) | Q(closed_at__gt=at),
            Q(version__withdrawn_at__isnull=True) | Q(version__withdrawn_at__gt=at),
            closes_at__gt=at,
        )
        .annotate(
            mirror=FilteredRelation("version__policy__aliases"),
            mirror_is_public=Q(mirror__live=True) & ~hidden("mirror__path"),
            is_public=own,
            superseded_at=Subquery(rivals.annotate(first=Min("takes_effect_at")).values("first")),
            wording=Subquery(
                PolicySettings.objects.filter(site=site.pk).values("notice_wording")[:1]
            ),
            **names.columns("version__policy"),
        )
        .filter(Q(is_public=True) | Q(mirror_is_public=True))
        .select_related("version", "version__policy__locale", "mirror__locale")
        .defer("version__source", "version__html", "version__plain", "version__record")
        .order_by("version__takes_effect_at", "version__number", "pk")
    )
    return found


def _pages(notice: ChangeNotice) -> Iterator[Page]:
    if notice.is_public:  # type: ignore[attr-defined]
        yield notice.version.policy
    if notice.mirror_is_public:  # type: ignore[attr-defined]
        yield notice.mirror  # type: ignore[attr-defined]


def _until(notice: ChangeNotice) -> datetime:
    """The instant from which the notice is no longer shown, by what is known now."""
    ends = (notice.ends_at, notice.version.withdrawn_at, notice.superseded_at)  # type: ignore[attr-defined]
    return min(end for end in ends if end is not None)


def _moments(notice: ChangeNotice) -> tuple[datetime, ...]:
    return notice.opens_at, notice.version.takes_effect_at, _until(notice)


@contextmanager
def _own_root_alone(request: HttpRequest, site: Site) -> Iterator[None]:
    """Spare the query in which Wagtail reads the roots of all sites, which it keeps on the request.

    Where trees are translated a site has several roots: that is left to Wagtail.
    """
    translated = getattr(settings, "WAGTAIL_I18N_ENABLED", False)
    if translated or hasattr(request, "_wagtail_cached_site_root_paths"):
        yield
        return
    root = SiteRootPath(site.pk, site.root_page.url_path, site.root_url, None)
    request._wagtail_cached_site_root_paths = [root]  # type: ignore[attr-defined]
    try:
        yield
    finally:
        del request._wagtail_cached_site_root_paths  # type: ignore[attr-defined]


def _address(page: Page, request: HttpRequest, site: Site) -> str | None:
    """The page's full address on this site, or None where it is not part of it."""
    parts = page.get_url_parts(request)
    if parts is None or parts[0] != site.pk or parts[2] is None:
        return None
    return f"{parts[1]}{parts[2]}"


Shown = tuple[ChangeNotice, Page, str]


def _spoken(shown: Iterable[Shown], language: str, site: Site) -> Iterator[Shown]:
    """Each notice once: in the visitor's language, on the policy's page rather than an alias."""

    def rank(page: Page) -> int:
        code = page.locale.language_code
        if code.split("-")[0] == language.split("-")[0]:
            return 0 if code == language else 1
        return 2 if page.locale_id == site.root_page.locale_id else 3

    shown = sorted(
        shown, key=lambda s: (s[0].version.takes_effect_at, s[0].pk, s[1].alias_of_id or 0)
    )
    best: dict[object, int] = {}
    for notice, page, _base in shown:
        key = notice.version.policy.translation_key  # an alias has one of its own
        best[key] = min(rank(page), best.get(key, 3))
    told: set[object] = set()
    for notice, page, base in shown:
        key = notice.version.policy.translation_key
        if rank(page) == best[key] and notice.pk not in told:
            told.add(notice.pk)
            yield notice, page, base


def _announcement(notice: ChangeNotice, page: Page, base: str, at: datetime) -> Announcement:
    version = notice.version
    links = Links(base)
    # The change still binds; what there is to read of it is the policy and its archive.
    gone = version.redacted_at is not None
    return Announcement(
        policy=str(version.policy_uuid),
        names=names.read(notice) | {page.slug},
        title=version.title,
        version=version.number,
        message=version.summary,
        language=version.language,
        effective=version.effective_date,
        forthcoming=version.takes_effect_at > at,
        read=links.base if gone else links.version(version.number),
        compare=links.archive if gone else links.changes(version.number),
        compare_from=links.archive if gone else links.compare("{seen}", version.number),
        until=_until(notice),
    )
