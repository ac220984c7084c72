"""Comparisons of real policies: ``--pairs`` of them, a quarter in each way of seeing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.archive.test_pages_valid import errors
from tests.redline.corpus import histories

pytestmark = pytest.mark.slow

WAYS = ("", "?view=side-by-side", "?marks=text", "?context=all")
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def sample(corpus: Path, work: Path, size: int) -> list[tuple[str, str, str]]:
    """Pairs spread evenly over all histories, as they are written."""
    found = []
    for name, texts in histories(corpus, work):
        found += [(name, old, new) for old, new in pairwise(texts) if old != new]
        found.append((f"{name} first–last", texts[0], texts[-1]))
    return [found[n * len(found) // size] for n in range(min(size, len(found)))]


def addresses(home, pairs: list[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    """The name of each pair with the address of its comparison, which it makes."""
    from policies.actions.import_version import import_version
    from policies.models import PolicyPage

    for number, (name, *texts) in enumerate(pairs):
        page = PolicyPage(title=name, slug=f"pair-{number}", live=False)
        home.add_child(instance=page)
        for year, text in enumerate(texts, 2001):
            import_version(
                policy=page,
                title=name,
                language="en-gb",
                source=text,
                published_at=datetime(year, 1, 1, tzinfo=UTC),
                effective_date=date(year, 1, 1),
                at=datetime(2020, 1, 1, tzinfo=UTC),
            )
        PolicyPage.objects.filter(pk=page.pk).update(live=True)
        if page.policy_versions.count() == 2:  # else the two say the same once rendered
            yield name, f"/pair-{number}/compare/1/2/{WAYS[number % 4]}"


@pytest.mark.django_db
def test_comparisons_of_real_policies_are_valid(corpus, home, client, tmp_path, request):
    names, size = [], request.config.getoption("--pairs")
    (tmp_path / "pages").mkdir()
    for name, address in addresses(home, sample(corpus, tmp_path, size)):
        response = client.get(address)
        assert response.status_code == 200
        (tmp_path / "pages" / f"{len(names)}.html").write_bytes(response.content)
        names.append(f"{name} {address}")
    assert len(names) > size * 0.9
    assert errors(tmp_path / "pages") == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_comparisons_of_real_policies_shut_nobody_out(
    corpus, home, live_server, browse, tmp_path, request
):
    found, size = {}, request.config.getoption("--pairs")
    tabs = [browse(), browse(width=320)]
    for number, (name, address) in enumerate(addresses(home, sample(corpus, tmp_path, size))):
        tab = tabs[number // 4 % 2]
        tab.goto(f"{live_server.url}{address}")
        rules = Axe().run(tab).response["violations"]
        problems = [f"{r['id']}: {node['html'][:160]}" for r in rules for node in r["nodes"]]
        if over := tab.evaluate(TOO_WIDE):
            problems.append(f"{over} px wider than the screen")
        if problems:
            found[f"{name} {address}"] = problems[:5]
    assert found == {}
