"""The notice in the pages of the policies' own site: the same HTML for everybody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.encoding import escape_uri_path
from django.utils.html import format_html
from django.utils.http import escape_leading_slashes
from django.utils.safestring import SafeString

from policies.languages import direction
from policies.notice import answers, scripts
from policies.notice.live import Announcement
from policies.standing.language import language_of

PARAMETER, CLOSED = "policy-notice", "closed"
"""The query of an address that answers without the notice: how it is closed without JavaScript."""


def notice_context(context: dict[str, Any]) -> dict[str, Any]:
    """What ``policies/notice.html`` shows; nothing outside a request."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return {}
    found = _kept(request)
    if not found.live.announcements:
        return {}
    labels, root = found.labels, found.live.root_url
    others = [(k, v) for k, values in request.GET.lists() if k != PARAMETER for v in values]
    return {
        "notices": [_item(a, labels, root, found.language) for a in found.live.announcements],
        "labels": labels,
        "language": found.language,
        "direction": direction(found.language),
        "parameter": PARAMETER,
        "closed_value": CLOSED,
        "closed": request.GET.get(PARAMETER) == CLOSED,
        # As an address of this host: of "//elsewhere/" a browser would make another's.
        "path": escape_leading_slashes(escape_uri_path(request.path)),
        "others": others,
    }


def head_lines(context: dict[str, Any]) -> SafeString:
    """The sheet and the blocking script, where there is something to show or to hide."""
    request: HttpRequest | None = context.get("request")
    if request is None or not _kept(request).live.announcements:
        return SafeString("")
    try:
        css, js = (
            reverse("policies:notice_here", args=[scripts.mark(suffix), suffix])
            for suffix in ("css", "js")
        )
    except NoReverseMatch:
        # The site does not mount policies.urls: the notice works as plain HTML.
        return SafeString("")
    return format_html('<link rel="stylesheet" href="{}">\n<script src="{}"></script>', css, js)


def page_state(request: HttpRequest) -> tuple[str, datetime | None]:
    """What of the notice a page's entity tag must cover, and when the notice next differs."""
    found = _kept(request)
    return found.answer.tag, found.live.next_change


def _kept(request: HttpRequest) -> answers.Kept:
    language = language_of(translation.get_language() or "")
    return answers.for_request(request, timezone.now(), language)


def _item(a: Announcement, labels: dict[str, str], root: str, language: str) -> dict[str, Any]:
    sentence = labels["forthcoming" if a.forthcoming else "in force"]
    day = labels[a.effective.isoformat()]
    return {
        "policy": a.policy,
        "version": a.version,
        "headline": sentence.replace("{date}", day).replace("{title}", a.title),
        "message": a.message,
        "language": "" if a.language.lower() == language.lower() else a.language,
        # Relative, so that they hold under whichever name of the site the page was asked for.
        "read": a.read.removeprefix(root),
        "compare": a.compare.removeprefix(root),
        "compare_from": a.compare_from.removeprefix(root),
    }
