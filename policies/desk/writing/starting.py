"""A draft begun from the text of a version, and what a draft is based on."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision

from policies.decisions.answers import BEFORE_ANY
from policies.exceptions import PolicyError
from policies.publishing.locking import lock
from policies.publishing.situation import newest_version
from policies.records.version import PolicyVersion

UNANSWERED = {
    "change_kind": "",
    "change_summary": "",
    "effective_date": None,
    "meanwhile": "",
    "editorial_reason": "",
    "short_notice_reason": "",
    "base_confirmed": False,
}
"""The answers to "this change" before anything has been said."""


@transaction.atomic
def start_from(*, version: PolicyVersion, policy: Page, by: Any) -> Page:
    """Save the text of ``version`` as the newest draft of its policy, with nothing answered.

    The draft there was stays in the page's history. Raises PolicyError for a locked page.
    """
    lock(policy)
    draft: Page = policy.get_latest_revision_as_object()
    page_lock = draft.get_lock()
    if page_lock is not None and page_lock.for_user(by):
        raise PolicyError(
            _("The page is locked: nobody can change its draft until it is unlocked.")
        )
    text = PolicyVersion.objects.get(pk=version.pk)
    if text.redacted_at is not None:
        raise PolicyError(
            _("The text of version %(number)s was redacted: there is nothing to start from.")
            % {"number": text.number}
        )
    draft.body = text.source
    draft.title = text.title
    draft.based_on = text.number
    unanswered(draft)
    draft.save_revision(user=by, log_action=True, clean=False)
    return draft


def unanswered(draft: Page) -> None:
    """Forget the answers that belong to another change."""
    for name, value in UNANSWERED.items():
        setattr(draft, name, value)


def rebased(draft: Page, revision: Revision) -> Page:
    """A reverted draft with the version it really comes from, and no answers of a past change."""
    newest = newest_version(draft)
    based(draft, revision)
    if newest is not None and draft.based_on != newest.number:
        unanswered(draft)
    return draft


def based(draft: Page, revision: Revision) -> Page:
    """The draft that ``revision`` holds, with the version from which it was begun.

    A revision that was published comes from its own version, and its answers were given to that.
    What was published after it was saved is not what somebody compared it with.
    """
    recorded = (
        PolicyVersion.objects.filter(
            policy=draft.pk, revision_number=revision.pk, redacted_at__isnull=True
        )
        .without_texts()
        .first()
    )
    if recorded is not None:
        draft.based_on = recorded.number
        unanswered(draft)
        return draft
    newest = newest_version(draft)
    if newest is not None and draft.based_on is None:
        draft.based_on = _newest_before(draft, revision)
    if newest is not None and newest.recorded_at > revision.created_at:
        draft.base_confirmed = False
    return draft


def _newest_before(draft: Page, revision: Revision) -> int:
    # What was imported bears the day of its first publication, long before it could be read here.
    known = PolicyVersion.objects.filter(
        policy=draft.pk, imported=False, published_at__lt=revision.created_at
    )
    number: int | None = known.order_by("number").values_list("number", flat=True).last()
    return number or BEFORE_ANY
