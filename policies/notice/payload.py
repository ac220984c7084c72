"""The answer of ``notice.json``: what a storefront needs, and no more."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.formats import date_format

from policies.languages import direction
from policies.notice.encoding import Coded
from policies.notice.live import Announcement, Live
from policies.records.notice_words import words

JSON = "application/json"


def labels(live: Live, language: str) -> dict[str, str]:
    """Every phrase of the notice, and each day in words under its ISO date."""
    texts = words(language, live.wording)
    with translation.override(language):
        days = {a.effective.isoformat(): date_format(a.effective) for a in live.announcements}
    return texts | days


def answer(
    live: Live, announcements: Iterable[Announcement], texts: dict[str, str], language: str
) -> Coded:
    """The JSON of some of a site's announcements."""
    told = list(announcements)
    body: dict[str, Any] = {"notices": [_notice(a, language) for a in told]}
    if told:
        own = {name: text for name, text in texts.items() if name != "show"}
        body |= {"labels": own, "lang": language, "dir": direction(language)}
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return Coded.of(text.encode(), JSON)


def _notice(a: Announcement, language: str) -> dict[str, Any]:
    notice = {
        "policy": a.policy,
        "title": a.title,
        "version": a.version,
        "message": a.message,
        "effective": a.effective.isoformat(),
        "state": "forthcoming" if a.forthcoming else "in force",
        "read": a.read,
        "compare": a.compare,
        "compare_from": a.compare_from,
        "until": a.until.isoformat().replace("+00:00", "Z"),
    }
    if a.language.lower() != language.lower():
        notice["lang"] = a.language
    return notice
