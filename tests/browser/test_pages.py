"""Every public page in every state, in a real browser: for everybody, at any width."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.gallery import build

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.once,
]

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def violations(page) -> list[str]:
    """What axe finds, and what it cannot decide, as lines that say where.

    Contrast is undecided for one letter, for an arrow, and for what has scrolled out of sight.
    """
    found = Axe().run(page).response
    undecided = [rule for rule in found["incomplete"] if rule["id"] != "color-contrast"]
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in [*found["violations"], *undecided]
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize(
    "eyes",
    [{}, {"width": 320, "height": 640}, {"color_scheme": "dark"}],
    ids=["wide", "320 px", "dark"],
)
def test_no_page_shuts_anybody_out_or_scrolls_sideways(live_server, home, browse, settings, eyes):
    settings.POLICIES = {**settings.POLICIES, "PAGE_SIZE": 5}
    pages = build(home)
    said: list[str] = []
    tab = browse(**eyes)
    tab.on("console", lambda message: said.append(message.text))
    found = {}
    for name, (address, status) in pages.items():
        said.clear()
        assert tab.goto(f"{live_server.url}{address}").status == status
        problems = violations(tab)
        if over := tab.evaluate(TOO_WIDE):
            problems.append(f"{over} px wider than the screen")
        # The browser itself reports a 404 or a 410 as a failure to load.
        problems += [text for text in said if f"status of {status}" not in text]
        if problems:
            found[name] = problems
    assert found == {}
