"""A version: one published text of a policy, written once."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NoReturn

import swapper
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies import chain, civil
from policies.decisions.answers import Kind
from policies.decisions.grounds import Ground
from policies.exceptions import FrozenRecord
from policies.languages import direction
from policies.permissions import VERSION_PERMISSIONS
from policies.records.audit import audit_trail
from policies.records.columns import DECISIONS, FACTS, FROZEN, INTERNAL, REDACTION, TEXTS
from policies.records.querysets import PolicyVersionQuerySet
from policies.text import document
from policies.timeline import Point, Turn


def new_salt() -> str:
    return secrets.token_hex(16)


class PolicyVersion(models.Model):
    """One published text of a policy. Its text never changes; its facts change by correction."""

    policy = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"),
        on_delete=models.PROTECT,
        related_name="policy_versions",
        verbose_name=gettext_lazy("policy"),
    )
    policy_uuid = models.UUIDField(gettext_lazy("policy identity"), db_index=True)
    number = models.PositiveIntegerField(gettext_lazy("number"))
    title = models.CharField(gettext_lazy("title"), max_length=255)
    language = models.CharField(gettext_lazy("language"), max_length=100)
    source = models.TextField(gettext_lazy("source"))
    html = models.TextField(gettext_lazy("rendering"))
    plain = models.TextField(gettext_lazy("plain text"))
    record = models.TextField(gettext_lazy("record"))
    digest = models.CharField(gettext_lazy("digest"), max_length=64, unique=True)
    previous_digest = models.CharField(gettext_lazy("previous digest"), max_length=64, blank=True)
    published_at = models.DateTimeField(gettext_lazy("published at"))
    # Empty in what was recorded before zones were.
    zone = models.CharField(
        gettext_lazy("time zone of its publication"),
        max_length=civil.NAME_LENGTH,
        blank=True,
        default="",
    )
    recorded_at = models.DateTimeField(gettext_lazy("recorded at"), default=timezone.now)
    imported = models.BooleanField(gettext_lazy("imported"), default=False)
    source_name = models.CharField(gettext_lazy("imported from"), max_length=255, blank=True)
    source_digest = models.CharField(
        gettext_lazy("digest of the imported file"), max_length=64, blank=True
    )
    based_on = models.PositiveIntegerField(gettext_lazy("based on"), null=True)
    revision_number = models.PositiveIntegerField(gettext_lazy("revision"), null=True)
    publisher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
        verbose_name=gettext_lazy("published by"),
    )
    publisher_name = models.CharField(gettext_lazy("published by"), max_length=255, blank=True)
    editorial_reason = models.TextField(gettext_lazy("why it is editorial"), blank=True)
    short_notice_reason = models.TextField(gettext_lazy("why the notice is short"), blank=True)

    salt = models.CharField(max_length=32, default=new_salt, editable=False)

    effective_date = models.DateField(gettext_lazy("effective date"))
    effective_zone = models.CharField(
        gettext_lazy("time zone of the effective date"),
        max_length=civil.NAME_LENGTH,
        blank=True,
        default="",
    )
    takes_effect_at = models.DateTimeField(gettext_lazy("takes effect at"), db_index=True)
    kind = models.CharField(gettext_lazy("change kind"), max_length=16, choices=Kind.choices)
    summary = models.TextField(gettext_lazy("change summary"), blank=True)

    withdrawn_at = models.DateTimeField(gettext_lazy("withdrawn at"), null=True)
    withdrawal_reason = models.TextField(gettext_lazy("reason for the withdrawal"), blank=True)
    replaced_by = models.PositiveIntegerField(gettext_lazy("replaced by"), null=True)

    redacted_at = models.DateTimeField(gettext_lazy("redacted at"), null=True)
    redaction_ground = models.CharField(
        gettext_lazy("ground of the redaction"), max_length=16, blank=True, choices=Ground.choices
    )
    redaction_reason = models.TextField(gettext_lazy("reason for the redaction"), blank=True)
    redaction_note = models.TextField(gettext_lazy("internal note on the redaction"), blank=True)

    # The page is told once more: the record itself, which travels, knows no key of a database.
    history = audit_trail(excluded_fields=[name for name in FROZEN if name != "policy"])

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        ordering = ["policy", "number"]
        verbose_name = gettext_lazy("version")
        verbose_name_plural = gettext_lazy("versions")
        permissions = VERSION_PERMISSIONS
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="policies_one_number"),
            models.UniqueConstraint(
                fields=["policy", "previous_digest"], name="policies_one_successor"
            ),
        ]
        indexes = [
            models.Index(fields=["policy", "takes_effect_at", "number"]),
            # What a list of every version is ordered by.
            models.Index(fields=["published_at", "id"]),
        ]

    def __str__(self) -> str:
        return _("%(title)s, version %(number)s") % {"title": self.title, "number": self.number}

    def save(
        self,
        *args: Any,
        update_fields: Iterable[str] | None = None,
        **kwargs: Any,
    ) -> None:
        """Insert once; afterwards only the facts and decisions named in ``update_fields``.

        The texts are saved again with a redaction alone, and then empty.
        """
        if not self._state.adding:
            fields = set(update_fields or FROZEN)
            redacts = fields == {*TEXTS, *REDACTION} and not any(
                getattr(self, name) for name in TEXTS
            )
            if not redacts and not fields <= {*FACTS, *DECISIONS}:
                self._refuse()
        super().save(*args, update_fields=update_fields, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise FrozenRecord(
            _(
                "%(version)s is published and its text never changes: publish a new version, or "
                "correct a fact."
            )
            % {"version": self}
        )

    @property
    def point(self) -> Point:
        return Point(self.takes_effect_at, self.number, self.withdrawn_at)

    @property
    def decided_at(self) -> datetime:
        """When the last was decided of it here: its recording, or its withdrawal."""
        return max(self.recorded_at, self.withdrawn_at or self.recorded_at)

    @property
    def effect(self) -> Turn:
        """Since when it binds, as civil time: with the effective date as it is recorded.

        Where it bound from its publication on, that day counts, where it was published.
        """
        begun = Turn(self.effective_date)
        if self.takes_effect_at > self.published_at:
            return begun
        published = civil.turn(self.published_at, self.zone)
        return published if published.day >= begun.day else begun

    def says(self, source: str, title: str) -> bool:
        """Whether this version's text is ``source``, in canonical form, under this title.

        Of a redacted version the record still knows the digest of its text.
        """
        return self.title == title and self.has_text(source)

    def has_text(self, source: str) -> bool:
        if self.redacted_at is None:
            return self.source == source
        files: dict[str, str] = json.loads(self.record)["files"]
        return files["document.md"] == chain.sha256(source)

    def frozen(self) -> chain.Frozen:
        """What the record is made of, as the columns have it now: facts corrected since differ."""
        return chain.Frozen(
            policy=str(self.policy_uuid),
            number=self.number,
            title=self.title,
            language=self.language,
            source=self.source,
            document=self.document,
            plain=self.plain,
            published_at=self.published_at,
            effective_date=self.effective_date,
            zone=self.zone,
            takes_effect_at=self.takes_effect_at,
            kind=str(self.kind),
            summary=self.summary,
            imported=self.imported,
            source_name=self.source_name,
            previous=self.previous_digest,
            internal=chain.sha256(self.internal),
        )

    @property
    def internal(self) -> str:
        """The facts that are kept but not published, as the text that the record pins."""
        return chain.internal_text(self.salt, **{name: getattr(self, name) for name in INTERNAL})

    @cached_property
    def document(self) -> str:
        """The rendering as a complete HTML document: the bytes of ``document.html``."""
        return document(
            self.html, title=self.title, language=self.language, direction=direction(self.language)
        )
