"""Versions as Mementos (RFC 7089, pattern 2.1) and as a version history (RFC 5829).

The policy's address is the Original Resource, each version that has been in force is a Memento,
and ``timegate/`` is a TimeGate beside both. A Memento's datetime is the instant from which the
version was first in force; it is the same for ever, also when the version is withdrawn later or
comes back because its successor is withdrawn. Such a version stays one Memento: the TimeGate
answers with it for both of its intervals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import HttpResponseBase
from django.utils.http import http_date
from django.utils.translation import gettext as _

from policies.archive.formats.relations import Relation, written
from policies.exceptions import PolicyError
from policies.standing.history import Entry, History
from policies.standing.links import Links

LINK_FORMAT = "application/link-format"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
RFC1123 = re.compile(
    rf"({'|'.join(DAYS)}), ([0-9]{{2}}) ({'|'.join(MONTHS)}) ([0-9]{{4}})"
    r" ([0-9]{2}):([0-9]{2}):([0-9]{2}) GMT"
)


@dataclass(frozen=True, slots=True)
class Memento:
    """A version that has been in force, with its address and its lasting datetime."""

    entry: Entry
    uri: str
    start: datetime

    @property
    def datetime(self) -> str:
        return http_date(self.start.timestamp())


def mementos(history: History, links: Links) -> list[Memento]:
    """Every Memento of a policy by its datetime. A version never in force is none."""
    found = [
        Memento(entry, links.version(entry.number), entry.start)
        for entry in history
        if entry.start is not None and entry.start <= history.at
    ]
    return sorted(found, key=lambda memento: (memento.start, memento.entry.number))


def accept_datetime(value: str) -> datetime:
    """The instant that a client asks for, in RFC 1123 form and GMT (RFC 7089, 2.1.1 and 4.5.3).

    Raises PolicyError for anything else, the two older forms of HTTP dates among them.
    """
    if found := RFC1123.fullmatch(value):
        day, month, year, hours, minutes, seconds = found.groups()[1:]
        try:
            asked = datetime(
                int(year),
                MONTHS.index(month) + 1,
                int(day),
                int(hours),
                int(minutes),
                # A leap second is a valid second of that form; there is no such datetime.
                59 if seconds == "60" else int(seconds),
                tzinfo=UTC,
            )
        except ValueError:
            asked = None
        if asked is not None and DAYS[asked.weekday()] == found[1]:
            return asked
    raise PolicyError(
        _(
            "Accept-Datetime is no date of the form that Memento asks for: write it like "
            "“%(example)s”, with the right weekday and always in GMT."
        )
        % {"example": "Thu, 31 May 2007 20:35:00 GMT"}
    )


def chosen(
    history: History, found: Sequence[Memento], asked: datetime | None = None
) -> Memento | None:
    """The Memento for an instant: the version in force then.

    Where none was, it is the last one before; before the first, the first; without an instant or
    past the last change, the one in force now.
    """
    # Datetimes of Mementos are told to the second: who asks for one of them must get it.
    moment = history.at if asked is None else asked + timedelta(microseconds=999_999)
    moment = min(moment, history.at)
    entry = history.as_of(moment)
    for memento in found:
        if entry is not None and memento.entry.number == entry.number:
            return memento
    earlier = [memento for memento in found if memento.start <= moment]
    return earlier[-1] if earlier else next(iter(found), None)


def around(found: Sequence[Memento], selected: Memento) -> list[Relation]:
    """The selected Memento and its neighbours in time."""
    place = found.index(selected)
    named = {"first": 0, "prev": place - 1, "next": place + 1, "last": len(found) - 1}
    there = [(found[i], rel) for rel, i in named.items() if 0 <= i < len(found)]
    return [
        *(Relation(memento.uri, rel) for memento, rel in there),
        *(
            Relation(memento.uri, "memento", {"datetime": memento.datetime})
            for memento in (*(memento for memento, rel in there), selected)
        ),
    ]


def negotiation(links: Links) -> list[Relation]:
    """Where to ask for other times."""
    return [
        Relation(links.timegate, "timegate"),
        Relation(links.timemap, "timemap", {"type": LINK_FORMAT}),
    ]


def of_policy(history: History, links: Links) -> list[Relation]:
    """What the policy's address says: it is no Memento, so it names no ``original``."""
    return [*negotiation(links), *_history(history, links)]


def of_timegate(found: Sequence[Memento], selected: Memento, links: Links) -> list[Relation]:
    """What the TimeGate says on its way to the selected Memento (RFC 7089, 4.2.1)."""
    return [
        Relation(links.base, "original"),
        Relation(links.timemap, "timemap", {"type": LINK_FORMAT}),
        *around(found, selected),
    ]


def of_version(history: History, entry: Entry, links: Links) -> list[Relation]:
    """What a version's page says; one that has not been in force is no Memento yet."""
    relations = _history(history, links)
    for number, rel in (
        (entry.number - 1, "predecessor-version"),
        (entry.number + 1, "successor-version"),
    ):
        if history.get(number):
            relations.append(Relation(links.version(number), rel))
    if selected := as_memento(history, entry, links):
        found = mementos(history, links)
        relations = [
            Relation(links.base, "original"),
            *negotiation(links),
            *around(found, selected),
            *relations,
        ]
    return relations


def describe_policy(response: HttpResponseBase, history: History, links: Links) -> None:
    """The headers of the policy's address."""
    response.headers["Link"] = written(of_policy(history, links))


def describe_version(
    response: HttpResponseBase, history: History, entry: Entry, links: Links
) -> None:
    """The headers of a version's page."""
    response.headers["Link"] = relations_of(history, entry, links)
    if selected := as_memento(history, entry, links):
        response.headers["Memento-Datetime"] = selected.datetime


def relations_of(history: History, entry: Entry, links: Links) -> str:
    """The Link header of a version's page."""
    return written(of_version(history, entry, links))


def as_memento(history: History, entry: Entry, links: Links) -> Memento | None:
    """The Memento that a version is, once it has been in force."""
    return next((m for m in mementos(history, links) if m.entry is entry), None)


def _history(history: History, links: Links) -> list[Relation]:
    relations = [Relation(links.archive, "version-history")]
    if shown := history.shown:
        relations.append(Relation(links.version(shown.number), "latest-version"))
    return relations


def timemap(found: Sequence[Memento], links: Links) -> list[Relation]:
    """The list of all Mementos (RFC 7089, 5), for the link format."""
    relations = [
        Relation(links.base, "original"),
        Relation(links.timemap, "self", {"type": LINK_FORMAT, **_span(found)}),
        Relation(links.timemap_json, "timemap", {"type": "application/json"}),
        Relation(links.timegate, "timegate"),
    ]
    ends = {0: "first memento", len(found) - 1: "last memento"}
    for place, memento in enumerate(found):
        rel = "first last memento" if len(found) == 1 else ends.get(place, "memento")
        relations.append(Relation(memento.uri, rel, {"datetime": memento.datetime}))
    return relations


def _span(found: Sequence[Memento]) -> dict[str, str]:
    return {"from": found[0].datetime, "until": found[-1].datetime} if found else {}
