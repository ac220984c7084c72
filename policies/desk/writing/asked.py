"""What the panels about "this change" need to know, worked out once a request."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from policies.decisions.answers import Kind, doubt_of_base, goes_on_from
from policies.decisions.situation import Situation
from policies.desk.writing.drafts import Draft
from policies.records.notice_words import words
from policies.records.settings import PolicySettings


class Asked:
    """The situation of a draft in the words of the questions that it raises."""

    def __init__(self, page: Page, person: Any) -> None:
        self.page = page
        self.draft = Draft(page, person, timezone.now())

    @property
    def first(self) -> bool:
        """Whether this would be version 1, of which nothing but a day is asked."""
        return not len(self.draft.history)

    @property
    def later(self) -> bool:
        return not self.first

    @property
    def next_number(self) -> int:
        newest = self.draft.history.newest
        return newest.number + 1 if newest else 1

    @property
    def coming(self) -> list[Any]:
        return self.draft.history.forthcoming

    @cached_property
    def doubt(self) -> str:
        """What is to be compared and confirmed before the draft is published, if anything."""
        return "" if self.first else doubt_of_base(self.page.answers, self.situation)

    @property
    def base(self) -> str:
        """Which version the draft goes on from, where that is the right one."""
        number = self.page.based_on or self.situation.standing
        if number == self.situation.newest:
            said = _("This draft is based on version %(base)s, the newest.")
        elif number == self.situation.in_force:
            said = _("This draft is based on version %(base)s, which is in force.")
        else:
            said = _("This draft is based on version %(base)s, the newest that is not withdrawn.")
        return said % {"base": number} if number else ""

    @property
    def compared(self) -> tuple[int, int] | None:
        """The two versions that the doubt is about, the earlier one first."""
        base, other = self.page.based_on, goes_on_from(self.page.answers, self.situation)
        pair = sorted((base or 0, other or 0))
        return (pair[0], pair[1]) if all(pair) else None

    @cached_property
    def situation(self) -> Situation:
        return self.draft.situation

    @cached_property
    def settings(self) -> PolicySettings:
        if self.page.pk:
            return PolicySettings.for_policy(self.page)
        site = Site.objects.filter(is_default_site=True).first()
        return PolicySettings.for_site(site) if site else PolicySettings()

    @property
    def today(self) -> date:
        return self.draft.history.today

    @property
    def earliest(self) -> date:
        """The first day on which a material change may take effect with full notice."""
        return self.today + timedelta(days=self.settings.notice_period)

    @property
    def day(self) -> str:
        """From which day the draft is to apply, as the previews say it."""
        if day := self.page.effective_date:
            return date_format(day)
        if self.page.change_kind == Kind.MATERIAL:
            return _("the day you choose")
        return _("the day of its publication")

    @cached_property
    def notice(self) -> dict[str, str]:
        """The site's own words of the notice: ``before`` and ``after`` the day, and its link."""
        language = self.page.locale.language_code if self.page.locale_id else get_language()
        found = words(language or "", self.settings.notice_wording)
        before, _day, after = found["forthcoming"].partition("{date}")
        return {
            "before": before.replace("{title}", self.page.title),
            "after": after.replace("{title}", self.page.title),
            "compare": found["compare"],
        }

    @cached_property
    def signals(self) -> list[Any]:
        return self.draft.signals


def asked(page: Page, request: HttpRequest, form: Any) -> Asked:
    """The situation of ``page``, shared by the panels that are bound to one form."""
    there: Asked | None = getattr(form, "asked", None)
    if there is None:
        there = form.asked = Asked(page, request.user)
    return there
