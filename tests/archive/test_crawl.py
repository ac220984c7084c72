"""Everything that a page or an answer links to is there, at a bounded cost."""

from __future__ import annotations

import shutil
import subprocess
from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.utils.text import slugify
from wagtail.models import Page, Site

from policies.models import PolicyIndexPage, PolicyPage, PolicyVersion
from tests.archive.crawl import Crawl

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

STARTS = ("/", "/sitemap.xml", "/policies-api/policies.json", "/policies-api/openapi.json")
MOST = {
    "page": 28,
    "version": 18,
    "archive": 18,
    "comparison": 18,
    "clause": 18,
    "changes": 12,
    "document": 10,
    "memento": 10,
    "data": 14,
}
"""The most queries that a kind of page may cost while nothing is kept: neither for it, nor for the
notice and the footer of every page."""


def dear(crawl: Crawl) -> dict[str, tuple[int, str]]:
    return {kind: cost for kind, cost in crawl.queries.items() if cost[0] > MOST.get(kind, 20)}


def test_every_link_of_the_demo_leads_somewhere(home):
    from policysite.storefront import shop

    shop.open_shop(lambda line: None)
    Site.clear_site_root_paths_cache()
    crawl = Crawl().run(*STARTS)
    assert crawl.wrong == []
    assert dear(crawl) == {}
    visited = {urlsplit(address).path for address in crawl.statuses}
    for policy in PolicyPage.objects.all():
        for version in PolicyVersion.objects.filter(policy=policy.pk):
            assert f"{policy.url}versions/{version.number}/" in visited
            assert f"{policy.url}versions/{version.number}/document.json" in visited


def test_a_crawl_finds_what_is_broken(home, make_policy):
    home.add_child(instance=PolicyIndexPage(title="Policies", slug="policies"))
    make_policy(
        "# A\n\n[Gone](/gone/), [lost](/privacy/versions/1/#lost), [far](https://example.com/).\n"
    )
    crawl = Crawl().run("/privacy/")
    assert any(said.startswith("404 at http://localhost/gone/") for said in crawl.wrong)
    assert any(said.startswith("#lost is not on") for said in crawl.wrong)
    assert not any("example.com" in address for address in crawl.statuses)
    assert Crawl(texts=False).run("/privacy/").wrong == []


def test_every_link_of_real_policies_leads_somewhere(corpus, home, tmp_path):
    """A dozen of the texts of one policy, and what hangs off them."""
    folder = tmp_path / "texts"
    folder.mkdir()
    for text in sorted((corpus / "github-privacy-statement").glob("*.md"))[::4]:
        shutil.copy(text, folder)
    shelf = home.add_child(instance=PolicyIndexPage(title="Policies", slug="policies"))
    call_command(
        "import_policy",
        folder,
        policy="github",
        parent=shelf.slug,
        verbosity=0,
    )
    policy = Page.objects.get(slug="github").specific
    assert PolicyVersion.objects.filter(policy=policy.pk).count() >= 10
    crawl = Crawl(texts=False).run(*STARTS, policy.url)
    assert crawl.wrong == []
    assert dear(crawl) == {}
    assert crawl.kinds["version"] >= 10


def test_every_link_of_the_whole_corpus_leads_somewhere(corpus, home, tmp_path, request):
    """Every policy with all its versions, and a few of its comparisons and sections."""
    if not request.config.getoption("--whole"):
        pytest.skip("takes a quarter of an hour: ask for it with --whole")
    clone = tmp_path / "versions"
    bundle = str(corpus / "genai-eu-versions.bundle")
    subprocess.run(["git", "clone", "-q", bundle, str(clone)], check=True)
    shelf = home.add_child(instance=PolicyIndexPage(title="Policies", slug="policies"))
    for path in sorted(clone.glob("*/*.md")):
        name = path.relative_to(clone).as_posix()
        call_command(
            "import_policy",
            clone,
            path=name,
            policy=slugify(name.removesuffix(".md").replace("/", " ")),
            parent=shelf.slug,
            verbosity=0,
        )
    crawl = Crawl(texts=False, at_most={"comparison": 4, "clause": 4, "subscription": 1})
    crawl.run(*STARTS)
    print(len(crawl.statuses), "addresses", Counter(crawl.statuses.values()), crawl.kinds)
    print(crawl.queries)
    assert crawl.wrong == []
    assert dear(crawl) == {}
    assert crawl.kinds["version"] == PolicyVersion.objects.count() >= 1000
