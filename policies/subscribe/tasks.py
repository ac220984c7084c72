"""The mail that somebody is waiting for: sent at once, or by a worker where the site has one."""

from __future__ import annotations

import logging

from django.utils import timezone
from django_tasks import task

from policies.records.subscription import SubscriptionRequest
from policies.subscribe.sending import Report, confirm_by_mail
from policies.subscribe.transport import Transport, Unreachable

logger = logging.getLogger("policies.subscribe")


@task()
def mail_confirmation(key: int) -> None:
    """Mail the confirmation of a request; what fails is left to ``send_policy_mail``."""
    request = SubscriptionRequest.objects.select_related("site", "policy").filter(pk=key).first()
    if request is None:
        return
    try:
        with Transport() as transport:
            confirm_by_mail(request, transport, timezone.now, Report())
    except Unreachable as failure:
        logger.warning("Confirmation %s waits: %s", key, failure)
