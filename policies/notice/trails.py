"""The audit trails that decide whether and how a notice was shown at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from wagtail.models import Site

from policies.decisions.answers import Kind
from policies.records.notice import ChangeNotice
from policies.records.notice_words import Wording, words
from policies.records.settings import PolicySettings
from policies.records.version import PolicyVersion


class Trails:
    """Those of one notice, of its version and its rivals, and of the wording of each site."""

    def __init__(self, notice: ChangeNotice, sites: Iterable[Site]) -> None:
        self.notice = _trail(notice)
        self.version = _trail(notice.version)
        self.number = notice.version.number
        self.title = notice.version.title
        self.rivals = [
            _trail(rival)
            for rival in PolicyVersion.objects.filter(policy=notice.version.policy_id)
            .exclude(pk=notice.version.pk)
            .without_texts()
        ]
        self.numbers = dict(
            PolicyVersion.objects.filter(policy=notice.version.policy_id).values_list(
                "pk", "number"
            )
        )
        self.settings = {
            site.pk: list(PolicySettings.history.filter(site=site.pk).order_by("history_date"))
            for site in sites
        }

    def moments(self) -> list[datetime]:
        """Every instant at which something may have changed, in order."""
        versions = [self.version, *self.rivals]
        rows = [self.notice, *versions, *self.settings.values()]
        found = {row.history_date for trail in rows for row in trail}
        found |= {m for r in self.notice for m in (r.opens_at, r.closes_at, r.closed_at) if m}
        found |= {m for t in versions for r in t for m in (r.takes_effect_at, r.withdrawn_at) if m}
        return sorted(found)

    def shown(self, at: datetime) -> bool:
        notice, version = _as_of(self.notice, at), _as_of(self.version, at)
        closed = notice.closed_at is not None and notice.closed_at <= at
        if not notice.opens_at <= at < notice.closes_at or closed:
            return False
        if version.withdrawn_at is not None and version.withdrawn_at <= at:
            return False
        return not any(self._outranks(trail, version, at) for trail in self.rivals)

    def _outranks(self, trail: Sequence[Any], version: Any, at: datetime) -> bool:
        rival = _as_of(trail, at)
        if rival.kind != Kind.MATERIAL or rival.takes_effect_at > at:
            return False
        if rival.withdrawn_at is not None and rival.withdrawn_at <= at:
            return False
        return (rival.takes_effect_at, self.numbers[rival.id]) > (
            version.takes_effect_at,
            self.number,
        )

    def text(self, site: Site, at: datetime) -> dict[str, Any]:
        """The state and, in each language, the words shown on a site at a moment."""
        version = _as_of(self.version, at)
        state = "forthcoming" if version.takes_effect_at > at else "in force"
        trail = [row for row in self.settings[site.pk] if row.history_date <= at]
        wording: Wording = trail[-1].notice_wording if trail else {}
        return {
            "state": state,
            "words": {
                language: self._words(language, wording, state, version)
                for language, _name in settings.LANGUAGES
            },
        }

    def _words(self, language: str, wording: Wording, state: str, version: Any) -> dict[str, str]:
        texts = words(language, wording)
        with translation.override(language):
            day = date_format(version.effective_date)
        sentence = texts[state].replace("{date}", day).replace("{title}", self.title)
        links = {name: texts[name] for name in ("region", "compare", "since", "read", "close")}
        return {"sentence": sentence, "message": version.summary, **links}


def _trail(record: Any) -> list[Any]:
    return list(record.history.order_by("history_date", "history_id"))


def _as_of(trail: Sequence[Any], at: datetime) -> Any:
    # A row is written a moment after the instant from which it holds: the first holds before.
    return next((row for row in reversed(trail) if row.history_date <= at), trail[0])
