"""What came of a publication, said to whoever published: the version recorded, or that none was."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from policies.desk.writing.returning import not_following
from policies.publishing.situation import newest_version
from policies.standing.history import Entry, History
from policies.standing.sentences import day, validity


class Outcome:
    """Made before the act, asked after it."""

    def __init__(self, request: HttpRequest, policy: Any) -> None:
        self.request, self.policy = request, policy
        self.before = self._newest()

    def _newest(self) -> int:
        newest = newest_version(self.policy) if self.policy.pk else None
        return newest.number if newest else 0

    @property
    def address(self) -> str:
        """The page of the version that was recorded; empty where none was."""
        number = self._newest()
        if number == self.before:
            return ""
        return reverse("policies_desk:version", args=[self.policy.pk, number])

    def tell_recorded(self) -> None:
        """Which version it is and when it binds, with the ways to it."""
        if not (address := self.address):
            return
        history = History(Page.objects.get(pk=self.policy.pk).specific, timezone.now())
        entry = history.entries[-1]
        said = validity(history, entry)
        ways = [messages.button(address, _("Version %(number)s") % {"number": entry.number})]
        if entry.compare_with:
            pair = [self.policy.pk, entry.compare_with, entry.number]
            ways.append(
                messages.button(reverse("policies_desk:compare", args=pair), _("What changed"))
            )
        told = _("Version %(number)s of “%(title)s” is recorded, for good.") % {
            "number": entry.number,
            "title": entry.version.title,
        }
        messages.success(self.request, f"{told} {said.lead} {said.detail}".strip(), buttons=ways)
        for one in not_following(history, entry):
            self._warn(one.entry)

    def _warn(self, coming: Entry) -> None:
        number = coming.number
        begin = reverse("policies_desk:start", args=[self.policy.pk, number])
        messages.warning(
            self.request,
            _(
                "Version %(number)s, which takes effect on %(date)s, was written without this "
                "change."
            )
            % {"number": number, "date": day(coming.version.effect.day)},
            buttons=[
                messages.button(self.address, _("Which sentences")),
                messages.button(begin, _("Mend version %(number)s") % {"number": number}),
            ],
        )

    def tell_nothing_new(self) -> None:
        """That the text is that of the version that stands, so that nothing was published."""
        held = Page.objects.get(pk=self.policy.pk).specific.based_on
        messages.warning(
            self.request,
            _(
                "Nothing was published: text and title are those of version %(number)s, so no "
                "version was recorded."
            )
            % {"number": held or self.before},
        )
