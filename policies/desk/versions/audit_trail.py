"""Who changed which fact when and why, and what it said before: the audit trail in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.decisions.answers import Kind
from policies.decisions.grounds import Ground
from policies.records.notice import ChangeNotice
from policies.records.notice_words import PHRASES, Wording
from policies.records.settings import PolicySettings
from policies.records.version import PolicyVersion
from policies.standing.sentences import clock, last_day

VERSION_FACTS = (
    "kind",
    "effective_date",
    "summary",
    "withdrawn_at",
    "withdrawal_reason",
    "replaced_by",
    "redacted_at",
    "redaction_ground",
    "redaction_reason",
    "redaction_note",
)
NOTICE_FACTS = ("closes_at", "closed_at", "close_reason")
SETTINGS_FACTS = (
    "notice_period",
    "notice_stays",
    "review_interval",
    "team_mail",
    "subscriptions_offered",
    "mail_from",
    "mail_reply_to",
)
NOBODY = gettext_lazy("a program, or somebody not logged in")


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one fact; ``before`` is empty where nothing stood."""

    at: datetime
    who: str
    fact: str
    before: str
    after: str
    why: str


def trail(version: PolicyVersion) -> list[Event]:
    """Everything that happened to the facts of a version and of its notice, oldest first."""
    events = [*_events(_rows(PolicyVersion, version.pk), PolicyVersion, VERSION_FACTS)]
    if notice := getattr(version, "notice", None):
        events += _events(_rows(ChangeNotice, notice.pk), ChangeNotice, NOTICE_FACTS)
    return sorted(events, key=lambda event: event.at)


def settings_trail(site: PolicySettings) -> list[Event]:
    """Everything that was set for a site, newest first; a site begins with the defaults."""
    told: list[Event] = []
    for before, after in pairwise([PolicySettings(), *_rows(PolicySettings, site.pk)]):
        changed = [
            *_events([after], PolicySettings, SETTINGS_FACTS, first=before),
            *_reworded(before.notice_wording, after),
        ]
        told = [*changed, *told]
    return told


def _reworded(before: Wording, row: Any) -> Iterator[Event]:
    """Each phrase of the notice in which a row differs from what was set before it."""
    names = dict(settings.LANGUAGES)
    for language in sorted({*before, *row.notice_wording}):
        old, new = before.get(language, {}), row.notice_wording.get(language, {})
        for phrase, (label, _default) in PHRASES.items():
            if old.get(phrase) != new.get(phrase):
                default = _("(the default)")
                fact = f"{names.get(language, language)}: {label}"
                yield _event(row, fact, old.get(phrase, default), new.get(phrase, default))


def _rows(model: Any, pk: int) -> Iterable[Any]:
    rows: Iterable[Any] = model.history.model.objects.filter(id=pk).order_by("history_id")
    return rows


def _events(
    rows: Iterable[Any], model: Any, facts: tuple[str, ...], first: Any = None
) -> Iterator[Event]:
    for before, after in pairwise([first, *rows]):
        for fact in facts:
            old, new = getattr(before, fact, None), getattr(after, fact)
            if old == new or (old is None and new in ("", None)):
                continue
            yield _event(after, _name(model, fact), said(fact, old), said(fact, new))


def _event(row: Any, fact: str, before: str, after: str) -> Event:
    return Event(
        at=row.history_date,
        who=row.history_user_name or str(NOBODY),
        fact=fact,
        before=before,
        after=after,
        why=row.history_change_reason or "",
    )


def _name(model: Any, fact: str) -> str:
    if fact == "closes_at":
        return _("notice shown until")
    name = str(model._meta.get_field(fact).verbose_name)
    return _("notice %(fact)s") % {"fact": name} if model is ChangeNotice else name


def said(fact: str, value: Any) -> str:
    """The value of a fact in words; empty for none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if fact == "kind":
        return str(Kind(value).label)
    if fact == "redaction_ground":
        return str(Ground(value).label)
    if fact == "closes_at":
        return last_day(value)
    if isinstance(value, datetime):
        return clock(value)
    return date_format(value) if isinstance(value, date) else str(value)
