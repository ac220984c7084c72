"""An independent program reads ``openapi.json`` and asks everything that it allows and forbids."""

from __future__ import annotations

import os
import subprocess
import sys

from wagtail.models import PageViewRestriction, Site

from policies.models import PolicyIndexPage

EXAMPLES, SEED = 12, 20260601
"""Requests made up for each address beside those that cover its limits, and where they begin."""

CONFIG = """\
# That a weekday has to be the day's own no schema can say.
[[operations]]
include-path-regex = "/timegate/$"
checks.positive_data_acceptance.expected-statuses = [302, 400]
"""


def test_schemathesis_finds_nothing(live_server, clock, past, make_policy, home, tmp_path):
    host, port = live_server.url.removeprefix("http://").split(":")
    Site.objects.update(hostname=host, port=int(port))
    Site.clear_site_root_paths_cache()
    shelf = home.add_child(instance=PolicyIndexPage(title="Policies", slug="policies"))
    make_policy(title="Cookies", slug="cookies", parent=shelf)
    hidden = make_policy(title="For staff", slug="staff", parent=shelf)
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG)
    run = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli"),
            *("--config-file", str(config), "run"),
            f"{live_server.url}/policies-api/openapi.json",
            *("--checks", "all", "--phases", "examples,coverage,fuzzing"),
            *("--max-examples", str(EXAMPLES), "--seed", str(SEED)),
            *("--request-timeout", "30", "--suppress-health-check", "all", "--workers", "1"),
            "--no-color",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "HYPOTHESIS_STORAGE_DIRECTORY": str(tmp_path)},
    )
    assert run.returncode == 0, f"{run.stdout}\n{run.stderr}"
