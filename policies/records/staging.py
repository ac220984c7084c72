"""Texts that were uploaded and are not recorded yet: kept in the database, where no visitor reads.

Nothing here is a record. Whoever uploads may mend and throw away; what nobody records is forgotten.
"""

from __future__ import annotations

from datetime import timedelta

import swapper
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy

from policies.decisions.answers import Kind

KEPT = timedelta(days=7)
"""After which an import that nobody recorded is forgotten."""


class ImportBatch(models.Model):
    """One import into one policy, seen by the person who began it and by nobody else."""

    policy = models.ForeignKey(
        swapper.get_model_name("wagtailcore", "Page"), on_delete=models.CASCADE, related_name="+"
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    recorded_at = models.DateTimeField(null=True)
    recorded = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.policy_id}: {self.started_at}"


class ImportText(models.Model):
    """One uploaded file: what was understood of it, and what its uploader says instead.

    A file that could not be read has a ``refusal`` and no text. ``html`` is its rendering after the
    one with the SHA-256 ``follows``, and ``judged`` the kind that its wording suggests there.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    refusal = models.TextField(blank=True)
    source = models.TextField(blank=True)
    claims = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    published_by = models.TextField(blank=True)
    effective_by = models.TextField(blank=True)

    title = models.CharField(gettext_lazy("title"), max_length=255, blank=True)
    published_on = models.DateField(gettext_lazy("published on"), null=True, blank=True)
    effective_date = models.DateField(gettext_lazy("effective date"), null=True, blank=True)
    kind = models.CharField(
        gettext_lazy("change kind"),
        max_length=16,
        blank=True,
        choices=[(kind.value, kind.label) for kind in (Kind.EDITORIAL, Kind.MATERIAL)],
    )
    left_out = models.BooleanField(gettext_lazy("leave this file out"), default=False)

    html = models.TextField(blank=True)
    follows = models.CharField(max_length=64, blank=True)
    judged = models.CharField(max_length=16, blank=True)

    class Meta:
        default_permissions = ()
        # Of one day, by name: as a folder of dated files is read. Databases differ about nulls.
        ordering = [models.F("published_on").asc(nulls_last=True), "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "name", "digest"], name="policies_one_upload")
        ]

    def __str__(self) -> str:
        return self.name
