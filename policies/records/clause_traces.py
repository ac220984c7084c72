"""What is known of a version's clauses, worked out once. Derived: it can always be made anew."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy

from policies.records.version import PolicyVersion


class ClauseTraces(models.Model):
    """The traces of one version's text (``policies.redline.traces``), as plain data.

    ``lineage`` names the versions that they were worked out from and how: where it is another than
    the one asked for, the row is out of date and says nothing.
    """

    version = models.OneToOneField(
        PolicyVersion,
        on_delete=models.CASCADE,
        related_name="clause_traces",
        verbose_name=gettext_lazy("version"),
    )
    lineage = models.CharField(gettext_lazy("lineage"), max_length=64)
    data = models.JSONField(gettext_lazy("traces"))

    class Meta:
        default_permissions = ()
        verbose_name = gettext_lazy("traces of clauses")
        verbose_name_plural = gettext_lazy("traces of clauses")

    def __str__(self) -> str:
        return str(self.version)
