"""What writes the records of a policy asks for the proof that the policy is held."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.db.transaction import TransactionManagementError

from policies.publishing.locking import lock

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_policy_is_held_inside_a_transaction_alone(policy: Any) -> None:
    with pytest.raises(TransactionManagementError, match="inside a transaction alone"):
        lock(policy)


def test_the_proof_holds_until_the_transaction_ends_and_in_no_other(policy: Any) -> None:
    with transaction.atomic():
        locked = lock(policy)
        with transaction.atomic():
            assert locked.held() == policy
    for again in (locked.held, transaction.atomic(locked.held)):
        with pytest.raises(TransactionManagementError, match="lock it in the transaction"):
            again()
