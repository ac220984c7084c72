"""The seal of a row that is only ever added: a SHA-256 over it and over the seal of the row before.

So that a change of any column, and of the order, shows without any pack. It is no secret: whoever
can lift the guards can compute seals anew, which is what the witnesses outside are for.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from django.db import models

from policies import chain

LENGTH = 64


def seal(row: models.Model, before: str) -> str:
    """The seal of a row that follows the one sealed with ``before`` (empty for the first).

    What is empty is left out, so that a column added later changes no seal: it must be empty in
    the rows that are there. The key is left out, which the database gives when the row is sealed.
    """
    told: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value = field.to_python(getattr(row, field.attname))
        if not field.primary_key and field.attname != "seal" and value not in (None, "", {}):
            told[field.attname] = _plain(value)
    return chain.sha256(json.dumps([before, told], sort_keys=True, ensure_ascii=False))


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return chain.instant(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def broken(rows: Iterable[Any]) -> Iterator[Any]:
    """Those of ``rows``, all of one thing and in order, whose seal is not theirs."""
    before = ""
    for row in rows:
        if row.seal != seal(row, before):
            yield row
        before = row.seal


class Sealed(models.Model):
    """A row that is sealed when it is written."""

    seal = models.CharField(max_length=LENGTH, blank=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.seal = seal(self, self.seal_before())
        super().save(*args, **kwargs)

    def seal_before(self) -> str:
        """The seal of the row before, of the same thing."""
        raise NotImplementedError


def last_seal(rows: models.QuerySet[Any]) -> str:
    """The seal of the row of ``rows`` that was added last."""
    found = rows.order_by("-pk").values_list("seal", flat=True).first()
    return found or ""
