"""The power goes off while a thousand are told, and two senders run at once: real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone
from wagtail.models import Site

from policies.models import Delivery, Dispatch, Subscription
from tests.subscribe.server import Mailbox, running

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def announced(offer, policy, publish):
    """``announced(1000)``: subscribers, and a material version published since they came."""

    def make(count: int) -> list[str]:
        addresses = [f"reader-{n}@example.org" for n in range(count)]
        before = timezone.now() - timedelta(days=1)
        Subscription.objects.bulk_create(
            Subscription(
                site=Site.objects.get(),
                policy=policy,
                address=address,
                language="en-gb",
                confirmed_at=before,
            )
            for address in addresses
        )
        Dispatch.objects.all().delete()
        publish(policy, "We keep your name for 90 days.", kind="material", summary="90 days.")
        return addresses

    return make


@pytest.fixture
def start():
    """``start(port)``: another process that sends from the same database."""
    options = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{options['NAME']}"
    else:
        where = f"{options['HOST'] or 'localhost'}:{options['PORT'] or 5432}"
        url = f"postgres://{options['USER']}:{options['PASSWORD']}@{where}/{options['NAME']}"
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "policysite.settings.test",
        "PYTHONPATH": str(ROOT),
    }

    def run(port: int) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.subscribe.worker", str(port)],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return run


def done(worker):
    said, complained = worker.communicate(timeout=500)
    assert worker.returncode == 0, complained
    return said


def test_killed_while_telling_a_thousand_nobody_is_left_out(announced, start):
    addresses = announced(1000)
    box = Mailbox()
    with running(box):
        # The server has taken the mail, and the sender dies before it hears so.
        for number in (1, 137, 500):
            killed = start(box.port)
            box.on_taken = lambda taken, at=number, of=killed: (
                os.kill(of.pid, signal.SIGKILL) if taken == at else None
            )
            assert killed.wait(timeout=500) == -signal.SIGKILL
            killed.communicate()
        box.on_taken = lambda taken: None
        assert len(box.taken) == 500

        done(start(box.port))
        told = Counter(address for address, _mail in box.taken)
        assert (len(told), sum(told.values())) == (1000, 1000)
        # What was in flight belongs to the dead until their claims have run out.
        assert Delivery.objects.count() == 3
        Delivery.objects.update(not_before=timezone.now())
        assert "3 mail(s) sent, 0 to be tried again later" in done(start(box.port))

        assert "0 mail(s) sent" in done(start(box.port))
    told = Counter(address for address, _mail in box.taken)
    assert told.keys() == set(addresses)
    assert Counter(told.values()) == {1: 997, 2: 3}
    identities = {(address, mail["Message-ID"]) for address, mail in box.taken}
    assert len(identities) == len({identity for _address, identity in identities}) == 1000
    dispatch = Dispatch.objects.get()
    assert (dispatch.outcome, dispatch.sent, dispatch.failed) == ("sent", 1000, 0)
    assert not Delivery.objects.exists()


def test_three_senders_at_once_send_each_mail_once(announced, start):
    addresses = announced(300)
    box = Mailbox()
    with running(box):
        said = [done(worker) for worker in [start(box.port) for _ in range(3)]]
    assert Counter(address for address, _mail in box.taken) == dict.fromkeys(addresses, 1)
    assert sum(int(line.split()[0]) for line in said) == 300
    assert Dispatch.objects.get().sent == 300


def test_killed_while_writing_down_the_recipients_all_or_none_are_written(announced, start):
    announced(200)
    box = Mailbox()
    with running(box):
        for wait in (0, 0.02, 0.05):
            worker = start(box.port)
            while Dispatch.objects.get().addressed_at is None and worker.poll() is None:
                time.sleep(wait)
            worker.kill()
            worker.communicate()
            assert Delivery.objects.count() + Dispatch.objects.get().sent in (0, 200)
            Delivery.objects.update(not_before=timezone.now())
        done(start(box.port))
    assert len({address for address, _mail in box.taken}) == 200
