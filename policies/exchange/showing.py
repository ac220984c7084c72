"""An imported policy is made public with its newest text."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from wagtail.models import Revision

from policies.records.version import PolicyVersion


@transaction.atomic
def show(policy: Any, newest: PolicyVersion, by: Any = None) -> None:
    """Publish the page with the text of the newest version, which records nothing more.

    A draft that waited stays the newest draft, on the version that it was begun from.
    """
    policy.refresh_from_db()
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
