"""Take the text of a version from the public, where a court or somebody's privacy demands it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from policies.actions.redaction.drafts import redact_drafts
from policies.actions.redaction.translations import redact_translations
from policies.decisions.grounds import Ground
from policies.exceptions import PolicyError
from policies.publishing.locking import lock
from policies.records.audit import remember
from policies.records.columns import REDACTION, TEXTS
from policies.records.staging import ImportText
from policies.records.version import PolicyVersion
from policies.signals import version_redacted
from policies.text import canonical
from policies.timeline import State, state


@transaction.atomic
def redact_version(
    *,
    version: PolicyVersion,
    ground: str,
    reason: str,
    at: datetime,
    note: str = "",
    by: Any = None,
) -> PolicyVersion:
    """Empty the texts of a version at ``at``, for good; its record, digest and facts stay.

    The drafts that hold the text lose it, too (see ``redact_drafts``), and so do the tables of
    wagtail-localize; uploads of it that are not recorded yet are thrown away. ``note`` is internal.
    A version already redacted stays as it is. Raises PolicyError without a reason, and for a
    version that is in force or still to come: what binds people must be there to be read.
    """
    locked = lock(version.policy)
    version = PolicyVersion.objects.get(pk=version.pk)
    if version.redacted_at is not None:
        return version
    if ground not in Ground.values:
        raise PolicyError(
            _("“%(ground)s” is no ground for a redaction: the grounds are %(known)s.")
            % {"ground": ground, "known": ", ".join(Ground.values)}
        )
    if not reason.strip():
        raise PolicyError(_("Write why the text is redacted: the reason is shown in public."))
    if sentence := refusal(version, at):
        raise PolicyError(sentence)
    text = version.source
    version.source = version.html = version.plain = ""
    version.redacted_at = max(at, version.published_at)
    version.redaction_ground = Ground(ground)
    version.redaction_reason = reason.strip()
    version.redaction_note = note.strip()
    remember(version, by=by, reason=version.redaction_reason)
    version.save(update_fields=[*TEXTS, *REDACTION])
    redact_drafts(locked, version=version, text=text, at=at)
    _forget_uploads(text)
    if not PolicyVersion.objects.filter(source=text, redacted_at__isnull=True).exists():
        redact_translations(text)
    transaction.on_commit(
        partial(version_redacted.send_robust, sender=PolicyVersion, instance=version)
    )
    return version


def _forget_uploads(text: str) -> None:
    """An upload that nobody has recorded yet may hold the text once more, for whichever policy.

    Spared are those for a policy of which a version that can be read says the same.
    """
    said = PolicyVersion.objects.filter(source=text, redacted_at__isnull=True)
    waiting = ImportText.objects.exclude(batch__policy__in=said.values("policy"))
    for staged in waiting.iterator(chunk_size=20):
        if canonical(staged.source) == text:
            staged.delete()


def refusal(version: PolicyVersion, at: datetime) -> str:
    """Why a version cannot be redacted at ``at``; empty where it can."""
    versions = PolicyVersion.objects.filter(policy=version.policy_id).without_texts()
    found = state(version.point, [other.point for other in versions], at)
    words = {"number": version.number}
    if found is State.IN_FORCE:
        return (
            _(
                "Version %(number)s is in force: what binds people must be there to be read. "
                "Publish a version without what has to go, or withdraw this one, and redact it "
                "then."
            )
            % words
        )
    if found is State.FORTHCOMING:
        return (
            _(
                "Version %(number)s is still to come: withdraw it, or publish another instead, and "
                "redact it then."
            )
            % words
        )
    return ""
