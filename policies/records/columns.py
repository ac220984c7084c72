"""The columns of a version, by who may change them and when."""

from __future__ import annotations

FACTS = ("effective_date", "effective_zone", "takes_effect_at", "kind", "summary")
"""What a correction may change; everything else is frozen."""


DECISIONS = ("withdrawn_at", "withdrawal_reason", "replaced_by")
"""What a withdrawal sets, once."""


REDACTION = ("redacted_at", "redaction_ground", "redaction_reason", "redaction_note")
"""What a redaction sets, once, when it empties the texts."""


TEXTS = ("source", "html", "plain")
"""What a redaction empties; the record keeps the SHA-256 of each."""


FROZEN = (
    "policy",
    "policy_uuid",
    "number",
    "title",
    "language",
    "source",
    "html",
    "plain",
    "record",
    "digest",
    "previous_digest",
    "published_at",
    "zone",
    "recorded_at",
    "imported",
    "source_name",
    "source_digest",
    "based_on",
    "revision_number",
    "publisher",
    "publisher_name",
    "editorial_reason",
    "short_notice_reason",
    "salt",
)


INTERNAL = (
    "recorded_at",
    "source_digest",
    "based_on",
    "revision_number",
    "publisher_id",
    "publisher_name",
    "editorial_reason",
    "short_notice_reason",
)
"""Frozen and never published; the record holds one salted digest of them."""
