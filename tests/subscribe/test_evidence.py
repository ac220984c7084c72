"""What an evidence pack tells of mail about changes: how many were told, and when; never who."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from policies import chain
from tests.exchange.test_pack import contents

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "offer")]


def told(bag: Path) -> list[dict[str, object]]:
    call_command("export_policies", str(bag))
    [file] = bag.glob("data/policies/privacy-*/internal/mail.json")
    return json.loads(file.read_text())


def test_numbers_are_in_it_once_they_no_longer_grow(
    readers, material, mailbox, deliver, clock, tmp_path
):
    readers("ann@example.org", "bob@example.org")
    mailbox.replies["bob@example.org"] = ["550 5.1.1 no such user"]
    queued_at = timezone.now()
    version = material()
    assert told(tmp_path / "under-way") == []

    clock.shift(timedelta(minutes=5))
    closed_at = timezone.now()
    deliver()
    clock.shift(timedelta(days=1))
    assert told(tmp_path / "sent") == [
        {
            "version": version.number,
            "correction": None,
            "queued_at": chain.instant(queued_at),
            "closed_at": chain.instant(closed_at),
            "outcome": "sent",
            "sent": 1,
            "failed": 1,
        }
    ]
    sent = contents(tmp_path / "sent")
    assert not [name for name, data in sent.items() if b"@example.org" in data]

    clock.shift(timedelta(days=1))
    told(tmp_path / "again")
    assert contents(tmp_path / "again") == sent
    call_command("verify_policies", bag=tmp_path / "under-way")
    call_command("verify_policies", bag=tmp_path / "sent")
