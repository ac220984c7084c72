"""The signed ends of links in mails: whoever has one received the mail, or was given it.

They name a row by its identity, never an address, so that no log of addresses holds one.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer, TimestampSigner

from policies.records.subscription import Subscription, SubscriptionRequest

CONFIRM_WITHIN = timedelta(days=3)


def _confirming() -> TimestampSigner:
    return TimestampSigner(salt="policies.subscribe.confirm", sep=".")


def _leaving() -> Signer:
    return Signer(salt="policies.subscribe.leave", sep=".")


def to_confirm(request: SubscriptionRequest) -> str:
    return _confirming().sign(request.identity.hex)


def to_leave(subscription: Subscription) -> str:
    """The end of a link that holds for ever."""
    return _leaving().sign(subscription.identity.hex)


def confirms(token: str) -> UUID | None:
    """The identity of the request that a link confirms; None where it is forged or too old."""
    try:
        return UUID(_confirming().unsign(token, max_age=CONFIRM_WITHIN))
    except BadSignature:
        return None


def leaves(token: str) -> UUID | None:
    """The identity of the subscription that a link ends; None where it is forged."""
    try:
        return UUID(_leaving().unsign(token))
    except BadSignature:
        return None
