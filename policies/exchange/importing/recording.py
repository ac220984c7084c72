"""A staged import is recorded: every text of it, or none."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from policies.actions.import_version import import_version
from policies.exceptions import ImportRefused, PolicyError
from policies.exchange.importing.making_public import obstacle, show
from policies.exchange.importing.staging import chosen, moments, title_of
from policies.publishing.locking import lock
from policies.records.staging import ImportBatch, ImportText
from policies.records.version import PolicyVersion


@transaction.atomic
def record(batch: ImportBatch, *, at: datetime, zone: tzinfo, by: Any) -> ImportBatch:
    """Record what was staged as versions and show the newest; returns the batch, now empty.

    A batch that is recorded already stays as it is: a second press of the button does nothing.
    Raises ImportRefused with a sentence for each text that cannot be recorded; then nothing is.
    """
    policy = batch.policy.specific
    lock(policy)
    found = ImportBatch.objects.filter(pk=batch.pk).select_related("policy").first()
    if found is None:
        raise PolicyError(_("This import was thrown away: upload the files again."))
    if found.recorded_at is not None:
        return found
    if sentence := obstacle(policy, by):
        raise PolicyError(sentence)
    _record_all(found, policy, at, zone, by)
    found.recorded_at = at
    found.save(update_fields=["recorded_at", "recorded"])
    # What is recorded is in the versions; what was left out is nobody's any more.
    found.texts.all().delete()
    show(policy, by)
    return found


def _record_all(batch: ImportBatch, policy: Any, at: datetime, zone: tzinfo, by: Any) -> None:
    refusals = [
        _("“%(name)s”: say when it was published.") % {"name": name}
        for name in chosen(batch).filter(published_on=None).values_list("name", flat=True)
    ]
    for key, moment in moments(batch, zone).items():
        text = ImportText.objects.get(pk=key)
        try:
            version = _record_one(text, policy, moment, at, by)
        except PolicyError as refusal:
            refusals.append(str(refusal))
            continue
        if version is not None:
            batch.recorded += 1
    if refusals:
        raise ImportRefused(refusals)


def _record_one(
    text: ImportText, policy: Any, moment: datetime, at: datetime, by: Any
) -> PolicyVersion | None:
    if text.effective_date is None:
        raise PolicyError(_("“%(name)s”: say when it took effect.") % {"name": text.name})
    title, counts = title_of(text, policy)
    return import_version(
        policy=policy,
        title=title,
        title_counts=counts,
        language=policy.locale.language_code,
        source=text.source,
        published_at=moment,
        effective_date=text.effective_date,
        at=at,
        source_name=text.name,
        source_digest=text.digest,
        kind=text.kind or None,
        by=by,
        html=text.html,
        html_follows=text.follows,
    )
