"""Sends what waits, one mail after the other, so that stopping at any moment leaves nobody out.

Each mail is claimed, sent and settled on its own. A sender killed between sending and settling is
the one case in which a mail goes out again, with the same Message-ID.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from policies.actions.address_dispatch import address_dispatch
from policies.actions.close_dispatch import close_dispatch
from policies.actions.forget_requests import forget_requests
from policies.actions.settle_delivery import settle_delivery
from policies.records.dispatch import Delivery, Dispatch, Outcome
from policies.records.outgoing import waiting
from policies.records.subscription import SubscriptionRequest
from policies.subscribe import letters, offer, tokens
from policies.subscribe.audience import Place, places, recipients
from policies.subscribe.transport import Fate, Transport, Unreachable

ROUND = 50
"""Mails after which it is asked anew whether the version stands and its policy is public."""

ENOUGH = 10
"""Failures in a row after which something else is wrong than the addresses."""

HELD_FOR = timedelta(days=30)
"""For how long a dispatch waits for its policy to be public, or for the site to offer mail."""

Clock = Callable[[], datetime]
logger = logging.getLogger("policies.subscribe")


@dataclass(slots=True)
class Report:
    """What one run did."""

    sent: int = 0
    later: int = 0
    failed: int = 0
    failures_in_a_row: int = 0

    def count(self, fate: Fate) -> None:
        self.sent += fate is Fate.SENT
        self.later += fate is Fate.LATER
        self.failed += fate is Fate.NEVER
        self.failures_in_a_row = 0 if fate is Fate.SENT else self.failures_in_a_row + 1
        if self.failures_in_a_row >= ENOUGH:
            raise Unreachable(
                _("%(number)s mails in a row were not taken: see what the mail server says.")
                % {"number": ENOUGH}
            )


def send_all(now: Clock, report: Report) -> None:
    """Send confirmations, then every open dispatch, the oldest first; count in ``report``.

    Raises Unreachable where the mail server takes none; the next run goes on from there.
    """
    forget_requests(at=now())
    with Transport() as transport:
        for request in _unsent_requests(now()):
            confirm_by_mail(request, transport, now, report)
        still_open = Dispatch.objects.filter(closed_at__isnull=True)
        for key in list(still_open.order_by("pk").values_list("pk", flat=True)):
            _send(key, transport, now, report)


def confirm_by_mail(
    request: SubscriptionRequest, transport: Transport, now: Clock, report: Report
) -> None:
    """Mail the link that confirms a request, unless another process is doing it."""
    settings = offer.settings_of(request.site)
    if settings is None or not request.claim(now()):
        return
    try:
        fate = transport.send(letters.confirmation(request, settings))
    except Unreachable:
        request.release(now())
        raise
    if fate is Fate.LATER and not request.put_off(now()):
        fate = Fate.NEVER
    if fate is not Fate.LATER:
        # A refused one stays as well, unsent for ever, so that it counts against the limits.
        SubscriptionRequest.objects.filter(pk=request.pk).update(sent_at=now())
    report.count(fate)


def _unsent_requests(at: datetime) -> Iterable[SubscriptionRequest]:
    fresh = SubscriptionRequest.objects.filter(
        sent_at__isnull=True, asked_at__gt=at - tokens.CONFIRM_WITHIN
    )
    return list(waiting(fresh.select_related("site", "policy"), at))


def _send(key: int, transport: Transport, now: Clock, report: Report) -> None:
    while True:
        dispatch = _fresh(key)
        found = _standing(dispatch, now())
        if not found:
            return
        if dispatch.addressed_at is None:
            address_dispatch(dispatch=dispatch, recipients=recipients(dispatch, found), at=now())
        at_page = {place.page.pk: place for place in found}
        batch = _next(dispatch, at_page, now())
        for delivery in batch:
            _deliver(delivery, dispatch, at_page[delivery.page_id], transport, now, report)
        if not batch:
            if not dispatch.deliveries.exists():
                close_dispatch(dispatch=dispatch, outcome=Outcome.SENT, at=now())
            return


def _fresh(key: int) -> Dispatch:
    found: Dispatch = (
        Dispatch.objects.select_related("version", "correction")
        .defer("version__source", "version__html", "version__plain", "version__record")
        .get(pk=key)
    )
    return found


def _standing(dispatch: Dispatch, at: datetime) -> list[Place]:
    """Where the version can be read now; a dispatch that is to reach nobody any more is closed."""
    if dispatch.closed_at is not None:
        return []
    if dispatch.version.withdrawn_at is not None:
        close_dispatch(dispatch=dispatch, outcome=Outcome.WITHDRAWN, at=at)
        return []
    found = places(dispatch.version)
    if not found and dispatch.queued_at <= at - HELD_FOR:
        close_dispatch(dispatch=dispatch, outcome=Outcome.KEPT_BACK, at=at)
    return found


def _next(dispatch: Dispatch, at_page: Iterable[int], at: datetime) -> list[Delivery]:
    rows = Delivery.objects.filter(dispatch=dispatch.pk, page__in=list(at_page))
    return list(waiting(rows.select_related("subscription"), at)[:ROUND])


def _deliver(
    delivery: Delivery,
    dispatch: Dispatch,
    place: Place,
    transport: Transport,
    now: Clock,
    report: Report,
) -> None:
    if not delivery.claim(now()):
        return
    try:
        fate = transport.send(letters.change(delivery, dispatch, place, now()))
    except Unreachable:
        delivery.release(now())
        raise
    if fate is Fate.LATER and not delivery.put_off(now()):
        fate = Fate.NEVER
    if fate is not Fate.LATER:
        settle_delivery(delivery=delivery, sent=fate is Fate.SENT)
    if fate is not Fate.SENT:
        logger.warning("Delivery %s of %s: %s.", delivery.pk, dispatch.pk, fate.value)
    report.count(fate)
