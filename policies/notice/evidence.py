"""What can be proved of a notice: when it was shown, where, in which words, and who changed it.

It is put together from the audit trails of the notice, of its version's facts and of the site's
wording, so that a later change of any of them does not change what is told of an earlier day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db.models import Q
from wagtail.models import Page, PageLogEntry, Site

from policies.chain import instant
from policies.notice.trails import Trails
from policies.records.notice import ChangeNotice
from policies.records.version import PolicyVersion

ALIASES = ("wagtail.create_alias", "wagtail.convert_alias", "wagtail.delete")
"""What makes an alias and ends it: these entries of the log outlive the page."""

CIRCUMSTANCES = (
    "wagtail.publish",
    "wagtail.unpublish",
    "wagtail.move",
    "wagtail.view_restriction.create",
    "wagtail.view_restriction.edit",
    "wagtail.view_restriction.delete",
    *ALIASES,
)
"""What happened to the page, an alias of it or one above them, and may have hidden the notice."""


def evidence(notice: ChangeNotice, at: datetime) -> dict[str, Any]:
    """Everything known of a notice until ``at``, as values that JSON can hold.

    ``windows``: from when until when it was open. ``showings``: the same by site, cut wherever
    the words changed, each with its words in every language. ``changes``: every change of the
    notice itself. ``circumstances``: what Wagtail logged of its page and of that page's aliases
    meanwhile. Instants are RFC 3339 in UTC; the end of a window that is still open is ``at``.

    The sites are those on which the page or an alias stands now, each from the day on which
    Wagtail logged the alias. That a page was hidden, unpublished or moved, and that an alias was
    deleted or became a page of its own, cuts no showing: it stands in ``circumstances`` alone.
    Where a translation had a notice of its own, it spoke to those who read that language.
    """
    version = notice.version
    places = _places(version, at)
    sites = list(places)
    records = Trails(notice, sites)
    showings = [s for site, since in places.items() for s in _showings(records, site, since, at)]
    windows = _joined(
        (start, end)
        for start, end in pairwise([*(m for m in records.moments() if m < at), at])
        if records.shown(start)
    )
    return {
        "policy": str(version.policy_uuid),
        "title": version.title,
        "version": version.number,
        "digest": version.digest,
        "windows": [{"from": instant(start), "until": instant(end)} for start, end in windows],
        "open": bool(windows) and windows[-1][1] == at,
        "sites": [site.root_url for site in sites],
        "showings": showings,
        "changes": _changes(row for row in records.notice if row.history_date <= at),
        "circumstances": _circumstances(version.policy, notice.opens_at, at),
    }


def _places(version: PolicyVersion, at: datetime) -> dict[Site, datetime]:
    """The sites on which the policy stands, each with the instant since when it did."""
    pages = Page.objects.filter(Q(pk=version.policy_id) | Q(alias_of=version.policy_id))
    made = dict(
        PageLogEntry.objects.filter(page__in=pages, action="wagtail.create_alias")
        .order_by("-timestamp")
        .values_list("page", "timestamp")
    )
    roots, since = Site.get_site_root_paths(), dict[int, datetime]()
    for key, path in pages.values_list("pk", "url_path"):
        start = max(made.get(key, version.published_at), version.published_at)
        # A site has a root in each of its languages, beside that of its own.
        for root in roots:
            if path.startswith(root.root_path) and start <= at:
                since[root.site_id] = min(start, since.get(root.site_id, start))
    return {site: since[site.pk] for site in Site.objects.filter(pk__in=since).order_by("pk")}


def _showings(records: Trails, site: Site, since: datetime, at: datetime) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    moments = sorted({since, *records.moments()})
    for start, end in pairwise([*(m for m in moments if m < at), at]):
        if start < since or not records.shown(start):
            continue
        text = records.text(site, start)
        last = found[-1] if found else None
        if last and last["until"] == instant(start) and last["words"] == text["words"]:
            last["until"] = instant(end)
        else:
            found.append(
                {"site": site.root_url, "from": instant(start), "until": instant(end), **text}
            )
    return found


def _joined(spans: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    found: list[tuple[datetime, datetime]] = []
    for start, end in spans:
        if found and found[-1][1] == start:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _changes(trail: Iterable[Any]) -> list[dict[str, Any]]:
    """Each row of the notice's audit trail: when, by whom, why, and the facts from then on."""
    return [
        {
            "at": instant(row.history_date),
            "by": row.history_user_name,
            "reason": row.history_change_reason or "",
            "opens_at": instant(row.opens_at),
            "closes_at": instant(row.closes_at),
            "zone": row.zone or None,
            "closed_at": row.closed_at and instant(row.closed_at),
            "close_reason": row.close_reason,
        }
        for row in trail
    ]


def _circumstances(policy: Page, start: datetime, at: datetime) -> list[dict[str, str]]:
    aliases = list(policy.aliases.all())
    pages = {page.pk for own in (policy, *aliases) for page in own.get_ancestors(inclusive=True)}
    entries = PageLogEntry.objects.filter(
        Q(page__in=pages, action__in=CIRCUMSTANCES)
        | Q(page__in=_former_aliases(policy), action__in=ALIASES),
        timestamp__gte=start,
        timestamp__lte=at,
    ).order_by("timestamp", "pk")
    return [
        {"at": instant(entry.timestamp), "page": entry.label, "action": entry.action}
        for entry in entries
    ]


def _former_aliases(policy: Page) -> set[int]:
    """The keys of pages that mirrored the policy once, and are gone or pages of their own.

    Nothing but the log still knows of them: it names the page above the one that was mirrored,
    and the title that both bore.
    """
    titles = PolicyVersion.objects.filter(policy=policy.pk).values_list("title", flat=True)
    made = PageLogEntry.objects.filter(
        action="wagtail.create_alias",
        content_type=policy.content_type_id,
        data__source__id=policy.get_parent().pk,
        label__in={policy.title, *titles},
    )
    return set(made.values_list("page", flat=True))
