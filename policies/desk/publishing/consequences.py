"""What a publication does, said before it is done: whole sentences for whoever presses."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from policies import civil
from policies.decisions.answers import Kind, Meanwhile
from policies.desk.writing.asked import Asked
from policies.standing.sentences import clock, day, last_day
from policies.subscribe import offer
from policies.timeline import start_of, turn


def of_publishing(asked: Asked) -> list[str]:
    """What becomes of the draft when it is published now."""
    said = [
        _(
            "Version %(number)s is recorded for good. Afterwards nobody can alter or delete it; "
            "facts about it can be corrected, and it can be withdrawn, both in public."
        )
        % {"number": asked.next_number},
        *_when(asked),
        *_notice(asked),
    ]
    if expires := asked.page.expire_at:
        said.append(
            _(
                "The page expires on %(date)s: from then on its address and all its versions "
                "answer “not found”."
            )
            % {"date": clock(expires)}
        )
    if asked.settings.subscriptions_offered and offer.address():
        said.append(_("Whoever subscribed is told by mail."))
    return said


def _when(asked: Asked) -> list[str]:
    now, history = asked.draft.published_at, asked.draft.history
    old, coming = history.in_force, history.forthcoming
    replaced = asked.page.meanwhile == Meanwhile.INSTEAD
    words = {"old": old.number if old else ""}
    effect = asked.draft.effect
    if effect <= now:
        said = [
            _("It applies at once, in place of version %(old)s.") % words
            if old
            else _("It applies at once.")
        ]
    else:
        words["date"] = day(turn(effect, civil.site_zone()).day)
        said = [
            _("It takes effect on %(date)s. Until then version %(old)s stays in force.") % words
            if old
            else _("It takes effect on %(date)s. Until then no version is in force.") % words
        ]
    for entry in coming:
        words = {"number": entry.number, "date": day(entry.version.effect.day)}
        if replaced:
            said.append(
                _("Version %(number)s, which is forthcoming, is withdrawn as replaced.") % words
            )
        elif entry.version.takes_effect_at > effect:
            said.append(_("Version %(number)s still takes effect on %(date)s.") % words)
    return said


def _notice(asked: Asked) -> list[str]:
    if asked.first:
        return []
    if asked.page.change_kind != Kind.MATERIAL:
        return [_("It is called editorial: no notice is shown.")]
    zone, effect = civil.site_zone(), asked.draft.effect
    last = turn(effect, zone).day + timedelta(days=asked.settings.notice_stays)
    closes = max(effect, start_of(last, zone))
    return [
        _("Its notice is shown on the storefront from now on, until %(date)s.")
        % {"date": last_day(closes)}
    ]
