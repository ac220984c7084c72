"""The house: which room may know which, and how large a room grows."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLUGIN = ROOT / "policies"
LINTER = Path(sys.executable).parent / "lint-imports"
LONGEST, MOST = 250, 20

MODULES = sorted(p for p in PLUGIN.rglob("*.py") if "migrations" not in p.parts)


def test_the_rooms_know_what_they_may() -> None:
    """The contracts in ``pyproject.toml``; what breaks one is named with its line."""
    found = subprocess.run([LINTER], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stdout


def test_a_line_against_the_floors_is_found(tmp_path: Path) -> None:
    copied = tmp_path / "policies"
    shutil.copytree(PLUGIN, copied, ignore=shutil.ignore_patterns("static", "locale", "templates"))
    shutil.copytree(ROOT / "policysite", tmp_path / "policysite")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (copied / "records" / "review.py").open("a") as module:
        module.write("from policies.desk import home\n")
    words = [LINTER, "--no-cache"]
    found = subprocess.run(
        words,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.returncode == 1
    assert "policies.records is not allowed to import policies.desk" in found.stdout


def test_rooms_and_modules_have_a_size_to_feel_at_home_in() -> None:
    """HOUSE: none over 250 lines, no folder of more than 20 modules."""
    long = {str(p.relative_to(PLUGIN)): n for p in MODULES if (n := lines(p)) > LONGEST}
    assert long == {}
    folders = Counter(p.parent.relative_to(PLUGIN) for p in MODULES if p.name != "__init__.py")
    assert {str(folder): n for folder, n in folders.items() if n > MOST} == {}


def lines(path: Path) -> int:
    return path.read_text().count("\n")


def test_html_is_declared_safe_in_one_place() -> None:
    places = [p for p in MODULES if "mark_safe" in p.read_text()]
    assert [str(p.relative_to(PLUGIN)) for p in places] == ["standing/safe_html.py"]


def test_the_top_level_is_what_was_agreed() -> None:
    kept = {
        "manage.py",
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "policysite",
        "policies",
        "tests",
    }
    agreed = kept | {"docs", "findings", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"}
    strange = {"var", "uv.lock", "build", "dist", "htmlcov", "node_modules", "__pycache__"}
    found = {p.name for p in ROOT.iterdir() if not p.name.startswith(".")}
    assert kept <= found
    assert {name for name in found - agreed - strange if not name.endswith(".egg-info")} <= {
        name for name in found if name.startswith("README.")
    }
