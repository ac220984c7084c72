"""Two servers and an import on one PostgreSQL: all at once, and nothing is lost."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from datetime import date, timedelta

import pytest
import requests
from django.db import connection
from django.utils.timezone import localdate

from tests.spare import ROOT, asked, environment

EACH = 6
FILES = 30

PREPARE = """
from django.contrib.auth import get_user_model
from policies.models import PolicyPage
from tests.site import home_page
home = home_page()
get_user_model().objects.create_superuser("laura", "laura@example.org", "secret")
for slug in ("left", "right"):
    home.add_child(instance=PolicyPage(title=slug, slug=slug, body="# Data\\n\\nNone.\\n"))
print(*PolicyPage.objects.order_by("slug").values_list("pk", flat=True))
"""
COUNT = """
from policies.models import PolicyVersion as V
for slug in ("left", "right", "old"):
    print(*V.objects.filter(policy__slug=slug).order_by("number").values_list("number", flat=True))
"""


def free_port():
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def start(url, port, log):
    """A gunicorn with two workers, as in production."""
    command = ["-m", "gunicorn", "policysite.wsgi", "--workers=2", "--threads=2", "--timeout=600"]
    return subprocess.Popen(
        [sys.executable, *command, "-b", f"127.0.0.1:{port}"],
        env=environment(url),
        cwd=ROOT,
        stdout=log,
        stderr=log,
    )


def answers(port):
    for _try in range(600):
        try:
            return requests.get(f"http://127.0.0.1:{port}/left/", timeout=300)
        except requests.ConnectionError:
            time.sleep(0.2)
    raise AssertionError("The server did not start.")


class Editor:
    """Somebody with a browser at one of the servers."""

    def __init__(self, port):
        self.at = f"http://127.0.0.1:{port}"
        self.session = requests.Session()
        page = self.session.get(f"{self.at}/admin/login/", timeout=300)
        form = {"username": "laura", "password": "secret", **self.token(page.text)}
        self.session.post(f"{self.at}/admin/login/", data=form, timeout=300)

    def token(self, html):
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
        return {"csrfmiddlewaretoken": found[1]}

    def publish(self, page, slug, number):
        """Publish as the form does; whether it was recorded."""
        url = f"{self.at}/admin/pages/{page}/edit/"
        form = self.session.get(url, timeout=300)
        fields = {
            "title": slug,
            "slug": slug,
            "body": f"# Data\n\nWe keep it as promised, text {number} of {self.at}.\n",
            "change_kind": "editorial",
            "change_summary": "We say it otherwise.",
            "editorial_reason": "It means the same.",
            "effective_date": localdate().isoformat(),
            "meanwhile": "until_then",
            "base_confirmed": "on",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "action-publish": "1",
            **self.token(form.text),
        }
        based = re.search(r'name="based_on" value="(\d+)"', form.text)
        fields["based_on"] = fields["compared_with"] = based[1] if based else ""
        sent = self.session.post(url, data=fields, timeout=300, allow_redirects=False)
        if asked := re.search(r'name="confirmed" value="(\d+)"', sent.text):
            fields["confirmed"] = asked[1]
            sent = self.session.post(url, data=fields, timeout=300, allow_redirects=False)
        return sent.status_code == 302


def read(port, until):
    """Read without a pause until ``until`` is done; the statuses that came."""
    found, last = set(), 0
    while not all(future.done() for future in until):
        for path in ("/left/", "/right/versions/", "/left/versions.json", "/right/feed/"):
            response = requests.get(f"http://127.0.0.1:{port}{path}", timeout=300)
            found.add(response.status_code)
            if path.endswith(".json"):
                versions = response.json()["versions"]
                assert [v["number"] for v in versions] == list(range(1, len(versions) + 1))
                assert len(versions) >= last
                last = len(versions)
        time.sleep(0.02)
    return found


@pytest.mark.slow
def test_two_instances_publish_import_and_read_at_once(spare, tmp_path):
    if connection.vendor != "postgresql":
        pytest.skip("two instances share a PostgreSQL: set DATABASE_URL=postgres://…")
    pages = asked(spare, "manage.py", "shell", "--no-imports", "-c", PREPARE).split()
    slugs = dict(zip(("left", "right"), pages, strict=True))
    old = tmp_path / "old"
    old.mkdir()
    for n in range(FILES):
        day = date(2001, 1, 1) + timedelta(days=n)
        (old / f"{day.isoformat()}.md").write_text(f"# Old\n\nText {n}.\n")
    ports = [free_port(), free_port()]
    with ExitStack() as stack:
        log = stack.enter_context((tmp_path / "log").open("w"))
        servers = [start(spare, port, log) for port in ports]
        for server in servers:
            stack.callback(server.wait)
            stack.callback(server.terminate)
        for port in ports:
            assert answers(port).status_code == 200
        editors = [Editor(port) for port in ports]

        def publish(editor):
            # Both at both policies: each policy has a rival at the other server.
            done = dict.fromkeys(slugs, 0)
            for number in range(EACH):
                for slug, page in slugs.items():
                    for _again in range(20):
                        if editor.publish(page, slug, number):
                            done[slug] += 1
                            break
            return done

        with ThreadPoolExecutor(5) as pool:
            work = [pool.submit(publish, editor) for editor in editors]
            work.append(
                pool.submit(asked, spare, "manage.py", "import_policy", str(old), "--policy=old")
            )
            readers = [pool.submit(read, port, work) for port in ports]
            assert [future.result() for future in work[:2]] == [dict.fromkeys(slugs, EACH)] * 2
            assert f"{FILES} version(s) recorded" in work[2].result()
            assert [future.result() for future in readers] == [{200}, {200}]
    left, right, imported = asked(
        spare, "manage.py", "shell", "--no-imports", "-c", COUNT
    ).splitlines()
    assert left == right == " ".join(map(str, range(1, 2 * EACH + 2)))
    assert imported == " ".join(map(str, range(1, FILES + 1)))
    assert "stand as they were published" in asked(spare, "manage.py", "verify_policies")
