"""Several at once, and the power going off: nothing is lost and nothing is torn."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from wagtail.models import Revision
from wagtail.test.utils.form_data import querydict_from_html

from policies import chain
from policies.models import PolicyPage, PolicyVersion
from tests.confirming import press

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def elsewhere(transactional_db, home, policy, tmp_path):
    """The environment in which another process finds the same database, and its policy."""
    if connection.vendor == "sqlite":
        copy = tmp_path / "shared.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        url = f"sqlite:///{copy}"
    else:
        options = connection.settings_dict
        where = f"{options['HOST'] or 'localhost'}:{options['PORT'] or 5432}"
        url = f"postgres://{options['USER']}:{options['PASSWORD']}@{where}/{options['NAME']}"
    return {
        **os.environ,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "policysite.settings.test",
        "PYTHONPATH": str(ROOT),
    }


def start(elsewhere, policy, name, count):
    return subprocess.Popen(
        [sys.executable, "-m", "tests.publishing.worker", str(policy.pk), name, str(count)],
        env=elsewhere,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ask(elsewhere, *command):
    """What a management command says of the shared database."""
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        env=elsewhere,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


NUMBERS = (
    "from policies.models import PolicyVersion as V;"
    "print(*V.objects.order_by('number').values_list('number', flat=True))"
)


def numbers(elsewhere):
    said = ask(elsewhere, "shell", "--no-imports", "-c", NUMBERS)
    assert said.returncode == 0, said.stderr
    return [int(word) for word in said.stdout.split()]


@pytest.mark.slow
def test_eight_processes_publishing_one_policy_lose_nothing(elsewhere, policy):
    workers = [start(elsewhere, policy, f"worker {n}", 3) for n in range(8)]
    said = [worker.communicate(timeout=240) for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * 8, said
    assert numbers(elsewhere) == list(range(1, 26))
    verified = ask(elsewhere, "verify_policies")
    assert verified.returncode == 0, verified.stderr


@pytest.mark.slow
def test_killed_while_publishing_the_state_is_before_or_after(elsewhere, policy, request):
    dice = random.Random(20261123)  # noqa: S311 - chooses moments, guards nothing
    kills = request.config.getoption("--kills")
    for n in range(kills):
        worker = start(elsewhere, policy, f"kill {n}", 10_000)
        assert worker.stdout
        worker.stdout.readline()
        time.sleep(dice.random() * 0.3)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        worker.stdout.close()
        worker.stderr and worker.stderr.close()
    found = numbers(elsewhere)
    assert found == list(range(1, len(found) + 1))
    assert len(found) > kills
    verified = ask(elsewhere, "verify_policies")
    assert verified.returncode == 0, verified.stderr
    again = ask(elsewhere, "record_missing_versions")
    assert "0 missing version(s) recorded." in again.stdout, again.stderr


@pytest.mark.django_db
@pytest.mark.usefixtures("clock")
class TestAFailureInTheRecord:
    @pytest.fixture
    def broken(self, monkeypatch):
        def fail(*args, **kwargs):
            raise RuntimeError("the disk is full")

        return lambda: monkeypatch.setattr(chain, "record", fail)

    def test_leaves_neither_a_page_nor_a_version(self, home, make_policy, broken):
        broken()
        with pytest.raises(RuntimeError, match="disk is full"):
            make_policy()
        assert not PolicyPage.objects.exists()
        assert not PolicyVersion.objects.exists()

    def test_leaves_no_draft_of_the_editor_either(self, policy, desk, answers, broken):
        url = reverse("wagtailadmin_pages:edit", args=[policy.pk])
        data = querydict_from_html(desk.get(url).content.decode(), form_id="page-edit-form").copy()
        data.update({"body": "Other text.", **answers, "action-publish": "1"})
        broken()
        with pytest.raises(RuntimeError, match="disk is full"):
            press(desk, url, data)
        page = PolicyPage.objects.get(pk=policy.pk)
        assert (page.body, page.has_unpublished_changes) == (policy.body, False)
        assert PolicyVersion.objects.count() == 1
        assert not Revision.objects.filter(object_id=str(policy.pk)).exists()
