"""The audit trail of facts: who changed which fact when, in rows that are only ever added."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from simple_history.models import HistoricalRecords

from policies.records.seal import Sealed, last_seal


class AuditTrail(Sealed):
    """Keeps the name of whoever made the change, for when the account is gone."""

    history_user_name = models.CharField(max_length=255, blank=True)

    class Meta:
        abstract = True

    def seal_before(self) -> str:
        row: Any = self
        if row.history_type == "+":
            return ""
        return last_seal(type(row).objects.filter(id=row.id))


def _get_user(row: Any, **kwargs: Any) -> AbstractBaseUser | None:
    if row.history_user_id is None:
        return None
    return get_user_model().objects.filter(pk=row.history_user_id).first()


def _set_user(row: Any, user: AbstractBaseUser | None, **kwargs: Any) -> None:
    row.history_user_id = None if user is None else str(user.pk)
    row.history_user_name = "" if user is None else name_of(user)


def remember(row: Any, *, by: Any, reason: str = "") -> None:
    """Say who makes the change that is saved next, and why."""
    row._history_user = by
    row._change_reason = reason


def name_of(user: Any) -> str:
    """The name under which a person is remembered."""
    return str(user.get_full_name() or user.get_username())[:255]


def audit_trail(excluded_fields: list[str] | None = None) -> HistoricalRecords:
    """django-simple-history, with nothing that would rewrite a row when an account is deleted."""
    return HistoricalRecords(
        bases=[AuditTrail],
        excluded_fields=excluded_fields or [],
        history_change_reason_field=models.TextField(blank=True, null=True),
        history_user_id_field=models.CharField(max_length=64, null=True),
        history_user_getter=_get_user,
        history_user_setter=_set_user,
    )
