"""``dumpdata --format=exact``: JSON with instants to the microsecond, which ``loaddata`` reads.

Django's own JSON cuts instants to the millisecond. The record of a version names the microsecond,
so that a version that was moved that way would no longer be the one that was published.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.serializers import json as plain
from django.core.serializers.json import Deserializer, DjangoJSONEncoder

from policies.chain import instant

__all__ = ["Deserializer", "Serializer"]


class ExactEncoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        if isinstance(o, datetime) and o.tzinfo is not None:
            return instant(o)
        return super().default(o)


class Serializer(plain.Serializer):
    def _init_options(self) -> None:
        super()._init_options()  # type: ignore[misc]
        self.json_kwargs["cls"] = ExactEncoder
