"""What a site's notices are answered with, kept from one change to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from policies import conf
from policies.notice import payload
from policies.notice.encoding import Coded
from policies.notice.live import Live, live
from policies.standing import site_cache


@dataclass(frozen=True, slots=True)
class Kept:
    """What one site shows in one language."""

    live: Live
    labels: dict[str, str]
    language: str
    answer: Coded

    def max_age(self, at: datetime) -> int:
        """Seconds for which an answer may be kept by others."""
        at_most = conf.get().MAX_AGE
        if self.live.next_change is None:
            return at_most
        return max(0, min(at_most, int((self.live.next_change - at).total_seconds())))

    def about(self, wanted: frozenset[str]) -> Coded:
        """The answer about the policies of these names; about all where there is none."""
        told = [a for a in self.live.announcements if a.names & wanted]
        if not wanted or len(told) == len(self.live.announcements):
            return self.answer
        return payload.answer(self.live, told, self.labels, self.language)


def for_request(request: HttpRequest, at: datetime, language: str) -> Kept:
    """What the request's site shows: no query while it is kept, else two."""

    def make() -> tuple[Kept, datetime | None]:
        shown = live(request, at, language)
        labels = payload.labels(shown, language)
        answer = payload.answer(shown, shown.announcements, labels, language)
        return Kept(shown, labels, language, answer), shown.next_change

    return site_cache.while_it_holds(request, "notices", at, make, language)
