"""By what a shop may name a policy: the slug or the identity of any of its translations.

A shop writes one name for all its languages, and does not know which translation will speak.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import swapper
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Aggregate, CharField, Expression, OuterRef, Subquery, TextField
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler

from policies.records.version import PolicyVersion


class _Listed(Aggregate):
    """The values of a group with commas between them, which neither slug nor identity has."""

    function = "GROUP_CONCAT"
    allow_distinct = True

    def __init__(self, name: str) -> None:
        super().__init__(Cast(name, CharField()), distinct=True, output_field=TextField())

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any
    ) -> tuple[str, Any]:
        template = "STRING_AGG(%(distinct)s%(expressions)s, ',')"
        return self.as_sql(compiler, connection, template=template, **context)


def columns(policy: str) -> dict[str, Expression]:
    """Columns for a query in which ``policy`` leads to a policy's page, for ``read``."""
    pages = swapper.load_model("wagtailcore", "Page").objects
    key = OuterRef(f"{policy}__translation_key")
    slugs = pages.filter(translation_key=key).order_by().values("translation_key")
    identities = (
        PolicyVersion.objects.filter(policy__translation_key=key)
        .order_by()
        .values("policy__translation_key")
    )
    return {
        "named_by_slug": Subquery(slugs.annotate(all=_Listed("slug")).values("all")),
        "named_by_identity": Subquery(
            identities.annotate(all=_Listed("policy_uuid")).values("all")
        ),
    }


def read(row: Any) -> frozenset[str]:
    """Every name of the policy of a row."""
    identities = (str(UUID(identity)) for identity in row.named_by_identity.split(","))
    return frozenset((*row.named_by_slug.split(","), *identities))
