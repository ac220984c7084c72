"""Note that somebody may want mail; it becomes a subscription when they confirm it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Site

from policies import conf
from policies.exceptions import PolicyError
from policies.records.settings import PolicySettings
from policies.records.subscription import SubscriptionRequest

AT_MOST = ((timedelta(days=1), 5), (timedelta(days=7), 10))
"""How many confirmations are mailed to one address in how long, whoever asks for them."""

KEPT = timedelta(days=7)
"""For how long a request is remembered, so that those limits can be kept; not longer."""


class TooManyRequests(PolicyError):
    """More requests than the site answers in an hour."""


@transaction.atomic
def request_subscription(
    *, site: Site, policy: Page | None, address: str, wants: str, language: str, at: datetime
) -> SubscriptionRequest | None:
    """Keep a request whose confirmation is to be mailed; None where the address had enough of them.

    Whether the address is subscribed already is not looked at, so nothing can tell. Raises
    TooManyRequests where the whole site has had more than it answers in an hour.
    """
    # Those who ask at once are counted one after the other.
    PolicySettings.objects.filter(site=site.pk).update(site=site.pk)
    asked = SubscriptionRequest.objects.filter(asked_at__lte=at)
    in_the_hour = asked.filter(site=site.pk, asked_at__gt=at - timedelta(hours=1)).count()
    if in_the_hour >= conf.get().MAIL_REQUESTS_PER_HOUR:
        raise TooManyRequests(
            _("More people have asked than we can answer at once: please try again in an hour.")
        )
    if any(
        asked.of(address).filter(asked_at__gt=at - span).count() >= most for span, most in AT_MOST
    ):
        return None
    return SubscriptionRequest.objects.create(
        site=site,
        policy=policy,
        address=address,
        wants=wants,
        language=language,
        asked_at=at,
        not_before=at,
    )
