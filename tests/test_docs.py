"""The pages of the documentation name what there is, and what they show can be run."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import get_commands
from django.utils import timezone

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    *sorted((ROOT / "docs").glob("*.md")),
    *(ROOT / f"{n}.md" for n in ("README", "CONTRIBUTING", "SECURITY")),
]
MAPS = ("architecture.md", "CONTRIBUTING.md", "SECURITY.md")
"""Pages in which what ends with a stroke is a folder; elsewhere it may be an address."""
ROOMS = (ROOT / "policies", ROOT)


def named(pattern: str) -> set[tuple[str, str]]:
    return {(page.name, found) for page in PAGES for found in re.findall(pattern, page.read_text())}


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 200


def test_the_pages_are_built_without_a_warning(tmp_path: Path) -> None:
    words = ["-m", "mkdocs", "build", "-q", "-f", ".mkdocs.yml", "-d", str(tmp_path)]
    built = subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (built.returncode, built.stdout, built.stderr) == (0, "", "")


def test_every_file_and_folder_that_is_named_is_there() -> None:
    paths = named(r"`((?:[a-z_]+/)+(?:[a-z_]+\.(?:py|js|css|html|md|toml))?)`")
    missing = {
        (page, path)
        for page, path in paths
        if not (path.endswith("/") and page not in MAPS)
        and not any((room / path).exists() for room in ROOMS)
        and not any((ROOT / "policies").rglob(path.rstrip("/")))
        and "rtf" not in path
    }
    assert missing == set()
    assert len(paths) > 30


def test_every_module_of_the_ways_is_there() -> None:
    ways = re.findall(
        r"```\n(desk.*?|middleware.*?)```", (ROOT / "docs/architecture.md").read_text(), re.DOTALL
    )
    modules = {found for way in ways for found in re.findall(r"[a-z_]+(?:/[a-z_]+)+\.py", way)}
    assert {m for m in modules if not (ROOT / "policies" / m).exists()} == set()
    assert len(modules) > 12


def test_every_command_that_is_named_is_one() -> None:
    known = set(get_commands())
    told = named(r"manage\.py ([a-z_]+)")
    assert {command for _page, command in told} - known == set()


def test_every_link_between_pages_leads_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
            if "://" not in target:
                assert (page.parent / target).exists(), (page.name, target)


@pytest.mark.django_db
def test_the_python_that_is_shown_runs(policy: Any, clock: Any, admin_user: Any) -> None:
    from policies.models import PolicyPage, PolicyVersion

    text = (ROOT / "docs" / "settings.md").read_text()
    asked, published = re.findall(r"```python\n(.*?)```", text, re.DOTALL)[-2:]
    names = {
        "PolicyVersion": PolicyVersion,
        "timezone": timezone,
        "at": timezone.now(),
        "date": date,
        "page": PolicyPage.objects.get(pk=policy.pk),
        "user": admin_user,
    }
    exec(compile(asked, "settings.md", "exec"), names)  # noqa: S102 - our own page
    exec(compile(published, "settings.md", "exec"), names)  # noqa: S102
    assert PolicyVersion.objects.get(policy=policy.pk, number=2).kind == "material"
