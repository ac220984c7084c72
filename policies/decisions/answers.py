"""What an editor answers when publishing, and whether the answers hold together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.decisions.effective import too_far, unsaid, wrong
from policies.decisions.situation import Situation
from policies.exceptions import PublishingRefused
from policies.timeline import takes_effect_at


class Kind(TextChoices):
    """The change kind of a version."""

    INITIAL = "initial", gettext_lazy("Initial")
    EDITORIAL = "editorial", gettext_lazy("Editorial")
    MATERIAL = "material", gettext_lazy("Material")


class Meanwhile(TextChoices):
    """What becomes of a forthcoming version when another is published before it takes effect."""

    UNTIL_THEN = "until_then", gettext_lazy("Until then: the forthcoming version still comes")
    INSTEAD = "instead", gettext_lazy("Instead: the forthcoming version is withdrawn")
    AFTERWARDS = "afterwards", gettext_lazy("Afterwards: this version follows the forthcoming one")


BEFORE_ANY = 0
"""What a draft is based on that was begun before its policy had a version."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to "this change", empty where nothing was said."""

    kind: str = ""
    summary: str = ""
    effective_date: date | None = None
    """None means on publication: the day on which it really is published."""
    meanwhile: str = ""
    editorial_reason: str = ""
    short_notice_reason: str = ""
    based_on: int | None = None
    base_confirmed: bool = False
    said_at: datetime | None = None
    """When the draft with them was saved; None for answers that are given now."""
    on_a_day: bool = False
    """Whether the editor has said that it applies on a day, and may not have chosen one yet."""


def problems(answers: Answers, situation: Situation) -> dict[str, str]:
    """A sentence for each answer that is missing or wrong; empty when all is well."""
    if situation.newest is None:
        return _day(answers, situation)
    found = _base(answers, situation)
    if answers.kind not in (Kind.EDITORIAL, Kind.MATERIAL):
        found["kind"] = _("Say whether the change is editorial or material.")
    if not answers.summary.strip():
        found["summary"] = _("Say in plain words what changed, where and why.")
    found |= _day(answers, situation)
    day = answers.effective_date or situation.today
    if not too_far(day) and (answers.effective_date or "effective_date" not in found):
        found |= _meanwhile(answers, day, situation)
    if (
        answers.kind == Kind.EDITORIAL
        and situation.signals
        and not answers.editorial_reason.strip()
    ):
        found["editorial_reason"] = _(
            "This change touches words that often change the meaning. Write why it is editorial "
            "all the same, or call it material."
        )
    return found


def _day(answers: Answers, situation: Situation) -> dict[str, str]:
    day, material = answers.effective_date, answers.kind == Kind.MATERIAL
    material = material and situation.newest is not None
    if day is None:
        return unsaid(material=material, on_a_day=answers.on_a_day)
    return wrong(day, situation, material=material, reason=answers.short_notice_reason)


def settled(answers: Answers, situation: Situation) -> tuple[Kind, date]:
    """The kind and effective date to record: without one, the day of the publication.

    Raises PublishingRefused with a sentence for each answer that is missing or wrong.
    """
    if found := problems(answers, situation):
        raise PublishingRefused(found)
    kind = Kind.INITIAL if situation.newest is None else Kind(answers.kind)
    return kind, answers.effective_date or situation.today


def goes_on_from(answers: Answers, situation: Situation) -> int | None:
    """The version whose text a draft goes on from: the newest that is not withdrawn.

    Where the draft is to apply until a forthcoming one takes effect, that in force.
    """
    return situation.in_force if _until_then(answers, situation) else situation.standing


def doubt_of_base(answers: Answers, situation: Situation) -> str:
    """What is to be compared before a draft is published; empty where its base is the right one."""
    based_on, expected = answers.based_on, goes_on_from(answers, situation)
    fits = {expected, None}
    # What is redacted can be compared with nothing: a draft goes on from what binds.
    if situation.standing_redacted:
        fits.add(situation.in_force)
    if based_on in fits:
        return ""
    if based_on in situation.withdrawn:
        return _(
            "This draft holds the text of version %(base)s, which was withdrawn. Begin from the "
            "text that stands, or take out what it was withdrawn for, and confirm."
        ) % {"base": based_on}
    if based_on == BEFORE_ANY:
        return _(
            "This draft was begun before version %(newest)s was published. Compare the two, carry "
            "over what is missing, and confirm."
        ) % {"newest": expected or situation.standing}
    coming = {version.number for version in situation.forthcoming}
    if _until_then(answers, situation) and based_on in coming:
        return _(
            "This draft holds the text of version %(base)s, which is forthcoming: as it stands, "
            "all of it would apply at once. Begin from the text in force, or take out what is "
            "still to come, and confirm."
        ) % {"base": based_on}
    return _(
        "This draft was begun from version %(base)s, and version %(newest)s has been published "
        "since. Compare the two, carry over what is missing, and confirm."
    ) % {"base": based_on, "newest": expected or situation.standing}


def _until_then(answers: Answers, situation: Situation) -> bool:
    return bool(situation.forthcoming) and answers.meanwhile == Meanwhile.UNTIL_THEN


def confirmation_holds(answers: Answers, situation: Situation) -> bool:
    """Whether the draft was compared, and nothing has been published or withdrawn since."""
    said, decided = answers.said_at, situation.last_decision_at
    return answers.base_confirmed and (said is None or decided is None or decided <= said)


def _base(answers: Answers, situation: Situation) -> dict[str, str]:
    holds = confirmation_holds(answers, situation)
    doubt = "" if holds else doubt_of_base(answers, situation)
    return {"base_confirmed": doubt} if doubt else {}


def _meanwhile(answers: Answers, day: date, situation: Situation) -> dict[str, str]:
    if not situation.forthcoming or answers.meanwhile == Meanwhile.INSTEAD:
        return {}
    first = min(situation.forthcoming, key=lambda version: version.takes_effect_at)
    last = max(situation.forthcoming, key=lambda version: version.takes_effect_at)
    words = {"number": first.number, "date": date_format(first.effective_date)}
    effect = takes_effect_at(situation.now, day, situation.zone)
    if answers.meanwhile not in Meanwhile.values:
        return {
            "meanwhile": _(
                "Version %(number)s takes effect on %(date)s. Say whether this version applies "
                "until then, replaces it, or follows it."
            )
            % words
        }
    if answers.meanwhile == Meanwhile.UNTIL_THEN and effect >= first.takes_effect_at:
        return {
            "effective_date": _(
                "To apply until version %(number)s takes effect, this version must take effect "
                "before %(date)s."
            )
            % words
        }
    if answers.meanwhile == Meanwhile.AFTERWARDS and effect < last.takes_effect_at:
        return {
            "effective_date": _(
                "To follow version %(number)s, this version must take effect on %(date)s or later."
            )
            % {"number": last.number, "date": date_format(last.effective_date)}
        }
    return {}
