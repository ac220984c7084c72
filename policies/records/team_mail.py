"""What the legal team has been told by the clock, so that it is told once."""

from __future__ import annotations

from django.db import models


class TeamMail(models.Model):
    """One occasion, by its key, e.g. ``effect:17``; the row is written as the mail is sent."""

    key = models.CharField(max_length=100, unique=True)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.key
