"""What an editor answers when publishing, and whether the answers hold together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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


EARLIEST, LATEST = date(1900, 1, 1), date(2999, 12, 31)
"""Between them lies every day that anybody means."""

TOO_FAR = gettext_lazy("That year must be a slip of the pen: write one between 1900 and 2999.")

BEFORE_ANY = 0
"""What a draft is based on that was begun before its policy had a version."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to "this change", empty where nothing was said."""

    kind: str = ""
    summary: str = ""
    effective_date: date | None = None
    meanwhile: str = ""
    editorial_reason: str = ""
    short_notice_reason: str = ""
    based_on: int | None = None
    base_confirmed: bool = False
    said_at: datetime | None = None
    """When the draft with them was saved; None for answers that are given now."""


@dataclass(frozen=True, slots=True)
class Forthcoming:
    """A version that is published and has not taken effect."""

    number: int
    takes_effect_at: datetime
    effective_date: date


@dataclass(frozen=True, slots=True)
class Situation:
    """What the answers are judged against."""

    now: datetime
    zone: tzinfo
    notice_period: int
    newest: int | None = None
    newest_recorded_at: datetime | None = None
    in_force: int | None = None
    forthcoming: tuple[Forthcoming, ...] = ()
    signals: int = 0
    newest_redacted: bool = False
    may_shorten: bool = True

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def earliest(self) -> date:
        """The first day on which a material change may take effect with full notice."""
        return self.today + timedelta(days=self.notice_period)


def problems(answers: Answers, situation: Situation) -> dict[str, str]:
    """A sentence for each answer that is missing or wrong; empty when all is well."""
    if situation.newest is None:
        return slips(answers)
    found = _base(answers, situation)
    if answers.kind not in (Kind.EDITORIAL, Kind.MATERIAL):
        found["kind"] = _("Say whether the change is editorial or material.")
    if not answers.summary.strip():
        found["summary"] = _("Say in plain words what changed, where and why.")
    if answers.effective_date is None:
        found["effective_date"] = _("Choose the day on which this version takes effect.")
    elif slip := slips(answers):
        found |= slip
    else:
        found |= _dates(answers, answers.effective_date, situation)
        found |= _meanwhile(answers, answers.effective_date, situation)
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


def too_far(day: date) -> bool:
    """Whether the year of a day must be a slip of the pen."""
    return not EARLIEST <= day <= LATEST


def slips(answers: Answers) -> dict[str, str]:
    """What is wrong with the answers whatever they are judged against."""
    day = answers.effective_date
    return {"effective_date": str(TOO_FAR)} if day is not None and too_far(day) else {}


def settled(answers: Answers, situation: Situation) -> tuple[Kind, date]:
    """The kind and effective date to record.

    Raises PublishingRefused with a sentence for each answer that is missing or wrong.
    """
    if found := problems(answers, situation):
        raise PublishingRefused(found)
    if situation.newest is None:
        return Kind.INITIAL, answers.effective_date or situation.today
    assert answers.effective_date is not None  # noqa: S101 - problems() asks for it
    return Kind(answers.kind), answers.effective_date


def goes_on_from(answers: Answers, situation: Situation) -> int | None:
    """The version whose text a draft goes on from: the newest, unless it applies until then."""
    return situation.in_force if _until_then(answers, situation) else situation.newest


def doubt_of_base(answers: Answers, situation: Situation) -> str:
    """What is to be compared before a draft is published; empty where its base is the right one."""
    based_on, expected = answers.based_on, goes_on_from(answers, situation)
    fits = {expected, None}
    # What is redacted can be compared with nothing: a draft goes on from what binds.
    if situation.newest_redacted:
        fits.add(situation.in_force)
    if based_on in fits:
        return ""
    if based_on == BEFORE_ANY:
        return _(
            "This draft was begun before version %(newest)s was published. Compare the two, carry "
            "over what is missing, and confirm."
        ) % {"newest": expected or situation.newest}
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
    ) % {"base": based_on, "newest": expected or situation.newest}


def _until_then(answers: Answers, situation: Situation) -> bool:
    return bool(situation.forthcoming) and answers.meanwhile == Meanwhile.UNTIL_THEN


def confirmation_holds(answers: Answers, situation: Situation) -> bool:
    """Whether the draft was compared, and nothing has been published since."""
    said, newest = answers.said_at, situation.newest_recorded_at
    return answers.base_confirmed and (said is None or newest is None or newest <= said)


def _base(answers: Answers, situation: Situation) -> dict[str, str]:
    holds = confirmation_holds(answers, situation)
    doubt = "" if holds else doubt_of_base(answers, situation)
    return {"base_confirmed": doubt} if doubt else {}


def _dates(answers: Answers, day: date, situation: Situation) -> dict[str, str]:
    if answers.kind != Kind.MATERIAL:
        return {}
    if day < situation.today:
        return {
            "effective_date": _(
                "A material change cannot take effect before it is published: choose %(today)s or "
                "a later day."
            )
            % {"today": date_format(situation.today)}
        }
    if day >= situation.earliest:
        return {}
    early = {"days": situation.notice_period, "earliest": date_format(situation.earliest)}
    if not situation.may_shorten:
        return {
            "effective_date": _(
                "A material change is announced %(days)s days ahead: choose %(earliest)s or a "
                "later day. An earlier day needs a permission that you do not have."
            )
            % early
        }
    if not answers.short_notice_reason.strip():
        return {
            "short_notice_reason": _(
                "A material change is announced %(days)s days ahead: choose %(earliest)s or a "
                "later day, or write why the notice has to be shorter."
            )
            % early
        }
    return {}


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
