"""What an evidence pack tells of mail about changes: how many were told, and when; never who."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Site

from policies.models import Subscription

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "offer")]


def told(bag: Path) -> list[dict[str, object]]:
    call_command("export_policies", str(bag))
    [file] = bag.glob("data/policies/privacy-*/internal/mail.json")
    return json.loads(file.read_text())


def test_numbers_are_in_it_once_they_no_longer_grow(
    policy, publish, mailbox, deliver, clock, tmp_path
):
    for name in ("ann", "bob"):
        Subscription.objects.create(
            address=f"{name}@example.org",
            policy=policy,
            site=Site.objects.get(),
            confirmed_at=timezone.now(),
            language="en-gb",
        )
    deliver()
    clock.shift(timedelta(hours=1))
    mailbox.replies["bob@example.org"] = ["550 5.1.1 no such user"]
    version = publish(
        policy, "We keep your name for 31 days.", kind="material", meanwhile="afterwards"
    )
    before = [mail["version"] for mail in told(tmp_path / "under-way")]
    assert version.number not in before

    clock.shift(timedelta(minutes=5))
    sent_at = timezone.now().astimezone().isoformat()
    deliver()
    clock.shift(timedelta(days=1))
    [mail] = [mail for mail in told(tmp_path / "sent") if mail["version"] == version.number]
    assert (mail["sent"], mail["failed"], mail["outcome"]) == (1, 1, "sent")
    assert mail["correction"] is None
    assert str(mail["queued_at"]) < str(mail["closed_at"])
    assert str(mail["closed_at"])[:16] >= sent_at[:16]
    assert not [
        p for p in (tmp_path / "sent").rglob("*") if p.is_file() and b"ann@" in p.read_bytes()
    ]

    clock.shift(timedelta(days=1))
    told(tmp_path / "again")
    for file in (tmp_path / "sent").rglob("*.*"):
        again = tmp_path / "again" / file.relative_to(tmp_path / "sent")
        assert file.is_dir() or again.read_bytes() == file.read_bytes()
