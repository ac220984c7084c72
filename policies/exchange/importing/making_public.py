"""An imported policy is made public with its newest text."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from policies.exceptions import PolicyError
from policies.publishing.locking import lock
from policies.records.version import PolicyVersion
from policies.text import canonical


@transaction.atomic
def show(policy: Any, by: Any = None) -> None:
    """Publish the page with the newest version that stands, if it was imported and is not shown.

    What stands decides, not what was done just now: an import that was cut off before this is made
    whole by the next. Raises PolicyError where publishing would end what others have begun.
    """
    lock(policy)
    policy.refresh_from_db()
    newest = PolicyVersion.objects.filter(policy=policy.pk).newest_standing(timezone.now())
    if newest is None or not newest.imported or newest.redacted_at is not None:
        return
    if policy.first_published_at is not None and _shows(policy, newest):
        return
    if sentence := obstacle(policy, by):
        raise PolicyError(sentence)
    _publish(policy, newest, by)


def obstacle(policy: Any, by: Any) -> str:
    """Why the page cannot be published now, or an empty text; a command is nobody's: ``by`` None.

    Publishing it would end what others have begun: Wagtail cancels a workflow and a schedule then.
    """
    lock_of_page = policy.get_lock()
    if policy.workflow_in_progress:
        return _("The draft is with its approvers: import when they have decided.")
    if policy.scheduled_revision is not None:
        return _("A draft is scheduled to be published: import after it was, or cancel it.")
    if lock_of_page is not None and (by is None or lock_of_page.for_user(by)):
        return _("The page is locked: nothing can be imported until it is unlocked.")
    return ""


def _shows(policy: Any, version: PolicyVersion) -> bool:
    """Whether a version is the page's text: tools that translate leave drafts in its row."""
    live = policy.live_revision
    body, title = (
        (live.content["body"], live.content["title"]) if live else (policy.body, policy.title)
    )
    return version.says(canonical(body), title)


def _publish(policy: Any, newest: PolicyVersion, by: Any) -> None:
    """Show a version, which records nothing more.

    A draft that waited stays the newest draft, on the version that it was begun from.
    """
    waiting = policy.latest_revision_id if policy.has_unpublished_changes else None
    policy.title, policy.draft_title = newest.title, newest.title
    policy.body, policy.based_on = newest.source, newest.number
    # With it, Wagtail would schedule the page instead of publishing it.
    policy.go_live_at = None
    policy.save_revision(user=by, clean=False).publish(user=by)
    if waiting is not None:
        draft = Revision.objects.get(pk=waiting).as_object()
        if draft.body.strip():
            draft.save_revision(user=by, clean=False)
