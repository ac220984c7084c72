"""What was kept of a text that is redacted is dropped from the cache, on commit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.cache import caches

from policies import conf, signals
from policies.archive import texts
from policies.archive.formats.documents import views as documents
from policies.comparison.page import key_of
from policies.records.version import PolicyVersion

MADE_OF_TWO = ("column", "sides", "signals")


def connect() -> None:
    signals.version_redacted.connect(forget, dispatch_uid="policies.forgetting")


def forget(instance: PolicyVersion, **kwargs: Any) -> None:
    """Nothing of it is served in any case; but it need not lie about, either."""
    texts.forget(instance)
    caches[conf.get().CACHE].delete_many(_keys(instance))


def _keys(version: PolicyVersion) -> Iterator[str]:
    yield from documents.keys(version)
    others = PolicyVersion.objects.filter(policy=version.policy_id).exclude(pk=version.pk)
    for other in others.values_list("digest", flat=True):
        for name in MADE_OF_TWO:
            yield key_of(name, version.digest, other)
            yield key_of(name, other, version.digest)
