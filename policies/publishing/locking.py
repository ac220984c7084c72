"""Two people at one policy: the second waits for the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import swapper
from django.db import connections, router
from django.db.models import F
from django.db.transaction import TransactionManagementError
from wagtail.models import Page


@dataclass(frozen=True, slots=True)
class Locked:
    """A policy whose row is held: ``lock`` alone gives it, and what writes its records asks for it.

    It is worth nothing once the transaction has ended, nor in another: ``held`` says so.
    """

    policy: Page
    alias: str
    transaction: object

    def held(self) -> Page:
        """The policy, while it is held; raises TransactionManagementError afterwards."""
        connection = connections[self.alias]
        if not connection.in_atomic_block or _outermost(self.alias) is not self.transaction:
            raise TransactionManagementError(
                "The policy is not held any more: lock it in the transaction that writes."
            )
        return self.policy


def lock(policy: Page) -> Locked:
    """Hold the policy's row until the transaction ends.

    SQLite has no row locks and ignores ``select_for_update``: there a write that changes nothing
    takes the database's one write lock before anything is read. Raises TransactionManagementError
    outside a transaction, on every database: SQLite would take the lock and let it go at once.
    """
    model = swapper.load_model("wagtailcore", "Page")
    alias = router.db_for_write(model)
    connection = connections[alias]
    if not connection.in_atomic_block:
        raise TransactionManagementError("A policy is locked inside a transaction alone.")
    rows = model._base_manager.filter(pk=policy.pk)
    if connection.features.has_select_for_update:
        list(rows.select_for_update(of=("self",)).values_list("pk"))
    else:
        rows.update(depth=F("depth"))
    return Locked(policy, alias, _outermost(alias))


def _outermost(alias: str) -> object:
    """The outermost atomic block of a connection, which is the transaction."""
    blocks: Sequence[object] = connections[alias].atomic_blocks
    return blocks[0] if blocks else None
