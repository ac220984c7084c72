"""Imports go down the floors: a module imports from its own floor or a lower one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLUGIN = ROOT / "policies"

FLOORS = [
    {"exceptions", "timeline", "chain", "languages", "text", "redline"},
    {"conf", "signals", "permissions", "answers", "effective", "grounds", "civil", "bounds"},
    {"records", "migrations"},
    {"actions"},
    {"archive", "notice", "subscribe", "desk", "exchange", "management", "templatetags"},
    {
        "pages",
        "models",
        "apps",
        "checks",
        "urls",
        "page_urls",
        "dotted",
        "middleware",
        "routing",
        "wagtail_hooks",
    },
]
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}
PURE = {"text", "redline", "timeline", "chain", "languages"}
MODULES = sorted(p for p in PLUGIN.rglob("*.py") if "migrations" not in p.parts)


def imports(path: Path) -> list[str]:
    """Every absolute module name that a file imports, also inside functions."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def room_of(path: Path) -> str:
    return path.relative_to(PLUGIN).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_go_down(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return
    floor = FLOOR_OF[room]
    # A command is a thin door: it may open on the page types, which are assembled above it.
    ceiling = 5 if room == "management" else floor
    for name in imports(path):
        parts = name.split(".")
        assert parts[0] != "policysite", f"{path} imports the site"
        if parts[0] == "policies" and len(parts) > 1 and parts[1] in FLOOR_OF:
            assert FLOOR_OF[parts[1]] <= ceiling, f"{path} imports {name} from a higher floor"


@pytest.mark.parametrize(
    "path", [p for p in MODULES if room_of(p) in PURE], ids=lambda p: str(p.relative_to(ROOT))
)
def test_the_ground_floor_knows_no_framework(path: Path) -> None:
    for name in imports(path):
        assert name.split(".")[0] not in {"django", "wagtail", "simple_history"}, name


def test_html_is_declared_safe_in_one_place() -> None:
    places = [p for p in MODULES if "mark_safe" in p.read_text()]
    assert [str(p.relative_to(PLUGIN)) for p in places] == ["archive/safe.py"]


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
