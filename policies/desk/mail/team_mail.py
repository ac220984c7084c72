"""Mail to the legal team: at once for what a person does, by the clock for what the calendar does.

A mail that cannot be sent never stops a publication: it is logged. What the clock brings is sent
once: it is marked as sent in the same transaction, so that only a process that is killed while it
sends may send one mail again. One that cannot be sent keeps back none of the others.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from wagtail.admin.mail import send_mail
from wagtail.models import Page, WorkflowState
from wagtail.signals import workflow_approved, workflow_submitted

from policies.desk.access import is_policy
from policies.desk.mail import occasions
from policies.desk.mail.occasions import Occasion
from policies.records.audit import name_of
from policies.records.settings import PolicySettings
from policies.records.team_mail import TeamMail
from policies.records.version import PolicyVersion
from policies.signals import version_recorded


def connect() -> None:
    uid = "policies.desk.mail.team_mail"
    version_recorded.connect(on_recorded, sender=PolicyVersion, dispatch_uid=uid)
    workflow_submitted.connect(on_submitted, sender=WorkflowState, dispatch_uid=uid)
    workflow_approved.connect(on_approved, sender=WorkflowState, dispatch_uid=uid)


def on_recorded(instance: PolicyVersion, **kwargs: Any) -> None:
    if not instance.imported:
        tell(partial(occasions.published, instance))


def on_submitted(instance: Any, user: Any, **kwargs: Any) -> None:
    _on_workflow(occasions.submitted, instance, user)


def on_approved(instance: Any, user: Any, **kwargs: Any) -> None:
    _on_workflow(occasions.approved, instance, user)


def _on_workflow(make: Callable[[Any, str], Occasion], state: Any, user: Any) -> None:
    # Wagtail ties the state of a workflow to the plain page.
    page = state.content_object
    policy = page.specific if isinstance(page, Page) else page
    if is_policy(policy):
        draft = policy.get_latest_revision_as_object()
        who = name_of(user) if user else ""
        transaction.on_commit(partial(tell, partial(make, draft, who)), robust=True)


def tell(make: Callable[[], Occasion]) -> int:
    """Send an occasion to the team of its site, in the site's language; how many were told."""
    with translation.override(settings.LANGUAGE_CODE):
        return deliver(make())


def deliver(occasion: Occasion) -> int:
    team = PolicySettings.for_policy(occasion.policy).team
    if not team:
        return 0
    subject = " ".join(occasion.subject.split())
    return int(send_mail(subject, f"{occasion.text}\n\n{occasion.link}\n", team) or 0)


def tell_what_is_due() -> tuple[int, list[str]]:
    """Send what the clock has brought and was not sent yet: how many mails went out, and a
    sentence for each that could not be sent and is tried again the next time."""
    sent, failed = 0, []
    with translation.override(settings.LANGUAGE_CODE):
        found = list(occasions.due(timezone.now()))
    for occasion in found:
        if not PolicySettings.for_policy(occasion.policy).team:
            continue
        try:
            with transaction.atomic():
                _row, new = TeamMail.objects.get_or_create(key=occasion.key)
                if new:
                    sent += deliver(occasion)
        except Exception as failure:  # noqa: BLE001 (each mail service has errors of its own)
            failed.append(f"{occasion.subject}: {failure or type(failure).__name__}")
    return sent, failed
