"""The plugin alone, as a built wheel, in a bare project, by following the page on installing."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import textwrap
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
INSTALLING = (ROOT / "docs" / "installing.md").read_text()

VISIT = """
from django.test import Client
from wagtail.models import Site
from policies.models import PolicyPage, PolicyVersion, ChangeNotice
from datetime import timedelta
from django.utils import timezone

home = Site.objects.get().root_page
policy = PolicyPage(title="Privacy policy", slug="privacy", body="We keep your name for 30 days.")
home.add_child(instance=policy)
policy = PolicyPage.objects.get()
policy.body = "We keep your name for 90 days."
policy.change_kind = "material"
policy.change_summary = "Names are kept for 90 days."
policy.effective_date = timezone.localdate() + timedelta(days=40)
policy.save_revision().publish()
assert PolicyVersion.objects.count() == 2
assert ChangeNotice.objects.count() == 1

client = Client(SERVER_NAME="localhost")
for address, words in {
    "/privacy/": "30 days",
    "/privacy/versions/": "Names are kept for 90 days.",
    "/privacy/versions/2/": "90 days",
    "/privacy/compare/1/2/": "Names are kept for 90 days.",
    "/privacy/versions/1/document.md": "We keep your name for 30 days.",
    "/policies-api/notice.json": "Names are kept for 90 days.",
}.items():
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    assert words in response.content.decode(), (address, response.content.decode())
page = client.get("/privacy/").content.decode()
assert 'id="bare-project"' in page, page
assert "Names are kept for 90 days." in page, page
assert client.get("/static/policies/policies.css").status_code in (200, 404)
from django.contrib.staticfiles import finders
assert finders.find("policies/policies.css")
print("visited")
"""


def blocks(name: str) -> str:
    """The code blocks of a name in the page on installing, as one text."""
    found = re.findall(rf"<!-- {name} -->\n```\w+\n(.*?)```", INSTALLING, re.DOTALL)
    assert found, f"docs/installing.md has no block called {name}"
    return "\n".join(found)


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    clean = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    uv = shutil.which("uv")
    if uv is None:
        pytest.skip("needs uv to build the wheel: pip install uv")
    out = tmp_path_factory.mktemp("wheel")
    run(uv, "build", "--wheel", "--out-dir", out, cwd=ROOT)
    return next(out.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_holds_all_that_the_plugin_needs(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tracked = run("git", "ls-files", "policies", cwd=ROOT).split()
    assert set(tracked) <= set(names)
    assert not [name for name in names if name.startswith(("policysite", "tests"))]


@pytest.mark.slow
def test_a_bare_project_publishes_by_following_the_readme(wheel: Path, tmp_path: Path) -> None:
    run("uv", "venv", "-q", "--python", sys.executable, tmp_path / "venv", cwd=tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    run("uv", "pip", "install", "-q", "--python", python, wheel, cwd=ROOT)
    (tmp_path / "shop").mkdir()
    run(tmp_path / "venv" / "bin" / "wagtail", "start", "shop", tmp_path / "shop", cwd=tmp_path)
    project = tmp_path / "shop"
    settings = project / "shop" / "settings" / "base.py"
    settings.write_text(f"{settings.read_text()}\n{blocks('settings')}")
    urls = project / "shop" / "urls.py"
    lines = urls.read_text()
    before = '    path("", include(wagtail_urls)),'
    assert before in lines
    urls.write_text(lines.replace(before, textwrap.indent(blocks("urls"), "    ") + before))
    base = project / "shop" / "templates" / "base.html"
    load, script, notice, link = blocks("template").strip().splitlines()
    html = base.read_text().replace("</head>", f"{load}{script}</head>")
    html = html.replace(
        "{% block content %}", f'<div id="bare-project">{notice}</div>{{% block content %}}'
    )
    html = html.replace("</body>", f"<footer>{link}</footer></body>")
    base.write_text(html)
    manage = (python, "manage.py")
    assert "no issues" in run(*manage, "check", cwd=project)
    assert run(*manage, "makemigrations", "policies", "--check", "--dry-run", cwd=project)
    run(*manage, "migrate", "-v0", cwd=project)
    (project / "visit.py").write_text(VISIT)
    said = run(*manage, "shell", "--no-imports", "-c", "exec(open('visit.py').read())", cwd=project)
    assert "visited" in said
    assert "2 version(s) stand" in run(*manage, "verify_policies", cwd=project)
