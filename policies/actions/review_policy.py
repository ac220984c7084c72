"""Record that a policy was reviewed and needs no change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from policies.exceptions import PolicyError
from policies.publishing.locking import lock
from policies.records.audit import name_of
from policies.records.review import PolicyReview
from policies.records.version import PolicyVersion


@transaction.atomic
def review_policy(*, policy: Page, at: datetime, note: str = "", by: Any = None) -> PolicyReview:
    """Record the review of the version in force at ``at``; the next is due an interval later.

    Raises PolicyError where no version is in force.
    """
    lock(policy)
    version = PolicyVersion.objects.in_force(at).filter(policy=policy.pk).first()
    if version is None:
        raise PolicyError(_("No version of this policy is in force: there is nothing to review."))
    return PolicyReview.objects.create(
        version=version,
        reviewed_at=at,
        reviewer_name=name_of(by) if by else "",
        note=note.strip(),
    )
