"""What an editor may set for a site."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.contrib.settings.registry import register_setting
from wagtail.models import Page, Site

from policies.records.audit import audit_trail
from policies.records.notice_words import WordingField


def validate_addresses(lines: str) -> None:
    """One mail address a line; the first line that is none is named."""
    for line in filter(None, map(str.strip, lines.splitlines())):
        try:
            validate_email(line)
        except ValidationError:
            raise ValidationError(
                _("“%(line)s” is not a mail address: write one address a line."),
                params={"line": line},
            ) from None


@register_setting(icon="doc-full")
class PolicySettings(BaseSiteSetting):  # type: ignore[misc]
    """Periods that hold for every policy of a site."""

    notice_period: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField(
        _("notice period"),
        default=30,
        validators=[MaxValueValidator(365)],
        help_text=_("Days between the publication of a material change and its effect."),
    )
    notice_stays: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField(
        _("notice stays"),
        default=14,
        validators=[MaxValueValidator(365)],
        help_text=_("Days for which the notice stays after the change has taken effect."),
    )
    review_interval: models.PositiveSmallIntegerField[int, int] = models.PositiveSmallIntegerField(
        _("review interval"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Months after which each policy is due for review."),
    )

    notice_wording = WordingField(
        _("wording of the notice"),
        default=dict,
        blank=True,
        help_text=_("What is left empty keeps its default. {title} and {date} are filled in."),
    )

    team_mail: models.TextField[str, str] = models.TextField(
        _("mail to the legal team"),
        blank=True,
        validators=[validate_addresses],
        help_text=_(
            "Mail addresses, one a line. They are told when a policy is submitted, approved or "
            "published, when a version takes effect and when a review is due."
        ),
    )

    subscriptions_offered: models.BooleanField[bool, bool] = models.BooleanField(
        _("offer changes by mail"),
        default=False,
        help_text=_(
            "People can leave a mail address and are told of changes. It needs manage.py "
            "send_policy_mail to run every few minutes."
        ),
    )
    mail_from: models.EmailField[str, str] = models.EmailField(
        _("sender of mail to subscribers"),
        blank=True,
        help_text=_("A mail address of yours; the site's name stands beside it."),
    )
    mail_reply_to: models.EmailField[str, str] = models.EmailField(
        _("address for replies"), blank=True, help_text=_("Empty: replies go to the sender.")
    )

    history = audit_trail()

    class Meta:
        verbose_name = _("policies")
        verbose_name_plural = _("policies")

    def clean(self) -> None:
        """No mail from an address that cannot be answered: Django's default is one of those."""
        super().clean()
        default = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
        if self.subscriptions_offered and not self.mail_from and default.endswith("@localhost"):
            raise ValidationError(
                {
                    "mail_from": _(
                        "Write from which address subscribers are mailed, for example "
                        "policies@example.com."
                    )
                }
            )

    @property
    def team(self) -> list[str]:
        """Whom to mail about the site's policies."""
        return [line.strip() for line in self.team_mail.splitlines() if line.strip()]

    @classmethod
    def for_policy(cls, policy: Page) -> Self:
        """The settings of the site that a policy belongs to; the defaults where it has none."""
        site: Site | None = policy.get_site()
        return cls() if site is None else cls.for_site(site)
