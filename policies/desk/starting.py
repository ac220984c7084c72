"""A draft begun from the text of a version, and what a draft is based on."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Page

from policies.actions.locking import lock
from policies.actions.situation import newest_version
from policies.exceptions import PolicyError
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


def rebased(draft: Page, revision_number: int) -> Page:
    """A reverted draft with the version it really comes from, and no answers of a past change."""
    recorded = (
        PolicyVersion.objects.filter(policy=draft.pk, revision_number=revision_number)
        .without_texts()
        .first()
    )
    newest = newest_version(draft)
    if recorded is not None:
        draft.based_on = recorded.number
        unanswered(draft)
    elif newest is not None and draft.based_on != newest.number:
        unanswered(draft)
    return draft
