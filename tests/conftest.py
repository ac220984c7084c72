"""Fixtures for all tests: a site with a policy, a clock to move, a real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.site import home_page

# Playwright's synchronous interface runs an event loop in the thread in which Django is used.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

DATABASE = {"db", "transactional_db", "live_server", "django_db_setup", "home"}
"""Fixtures that open the database."""

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--corpus", default=None, help="a folder of real policies to run against")
    parser.addoption(
        "--long",
        action="store_true",
        help="everything at full length, as every night: hours, and not minutes",
    )
    parser.addoption(
        "--kills",
        type=int,
        help="how often each work is stopped at a random instant: 4, or 200 with --long",
    )
    parser.addoption(
        "--pairs",
        type=int,
        help="how many comparisons of real policies are looked at: 24, or 200 with --long",
    )
    parser.addoption(
        "--fuzz",
        type=int,
        default=0,
        help="how many texts the fuzzer puts together for each step; 300 for the full run",
    )
    parser.addoption(
        "--whole",
        action="store_true",
        help="crawl every version of every policy in the corpus, and not a dozen of one",
    )
    parser.addoption(
        "--second-database",
        action="store_true",
        help="leave out what is the same on every database, after a run on another one",
    )
    parser.addoption(
        "--require-browser",
        action="store_true",
        help="fail instead of skipping where Chromium is missing",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """A run of a folder uses every core; that of a file, or with a debugger, this process alone.

    ``-n`` says otherwise, and so does ``-p no:xdist``.
    """
    options = config.option
    if options.kills is None:
        options.kills = 200 if options.long else 4
    if options.pairs is None:
        options.pairs = 200 if options.long else 24
    options.whole = options.whole or options.long
    # A process that another one started is asked as well.
    started = hasattr(config, "workerinput")
    if not started and getattr(options, "numprocesses", 0) is None and options.dist == "no":
        # What is printed shows in this process alone, and coverage has been told by now.
        alone = options.usepdb or options.capture == "no" or options.collectonly
        alone = alone or getattr(options, "cov_source", None)
        if not alone and all(Path(name).is_dir() for name in config.args):
            options.numprocesses, options.dist = len(os.sched_getaffinity(0)), "worksteal"


def uses_database(item: pytest.Item) -> bool:
    """Whether a test may touch the database; another is refused it (``_no_other_database``)."""
    named = DATABASE & set(getattr(item, "fixturenames", ()))
    return bool(named) or item.get_closest_marker("django_db") is not None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Real policies are no measure of coverage, which takes its time of every line they run.

    Side by side, slow tests go first: one of them last would hold up the rest.
    """
    for item in items:
        if "corpus" in getattr(item, "fixturenames", ()):
            item.add_marker("no_cover")
    if config.option.second_database:
        once = [i for i in items if i.get_closest_marker("once") or not _on_each_database(i)]
        config.hook.pytest_deselected(items=once)
        items[:] = [item for item in items if item not in set(once)]
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def _on_each_database(item: pytest.Item) -> bool:
    return uses_database(item) or item.get_closest_marker("each_database") is not None


@pytest.fixture(scope="session")
def corpus(request: pytest.FixtureRequest) -> Path:
    """The folder of real policies, from ``--corpus``."""
    given = request.config.getoption("--corpus")
    if not given:
        pytest.skip("needs real policies: name their folder with --corpus=FOLDER")
    return Path(given)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: Any,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """A copy of the migrated database; ``--create-db`` migrates it from nothing."""
    from django.test import TransactionTestCase
    from django.test.utils import teardown_databases

    from tests import database

    with django_db_blocker.unblock():
        place = request.config.rootpath / ".pytest_cache" / "databases"
        made = database.prepare(place, afresh=django_db_createdb)
        back = database.remembered()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: back())
        yield
    with django_db_blocker.unblock():
        database.let_go()
        teardown_databases(made, verbosity=0)


@pytest.fixture(autouse=True)
def _no_other_database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Who names no fixture of the database neither touches it nor do programs that they start."""
    if _on_each_database(request.node):
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", "sqlite:////dev/null/none-was-asked-for")
        yield
    assert not DATABASE & set(request.fixturenames), "name the fixture of the database as argument"


@pytest.fixture(autouse=True)
def _database_first(request: pytest.FixtureRequest) -> None:
    """A test that commits gives its database back last, when nothing else uses it any more."""
    marker = request.node.get_closest_marker("django_db")
    named = {"transactional_db", "live_server"} & set(request.fixturenames)
    if named or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """A test that is rolled back leaves what it cached: the next begins with nothing."""
    from django.core.cache import caches

    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture
def spare(django_db_setup: None, django_db_blocker: Any, tmp_path: Path) -> Iterator[str]:
    """The address of a database of its own; to be named before what opens a transaction."""
    from tests.spare import spare_database

    with django_db_blocker.unblock(), spare_database(tmp_path) as url:
        yield url


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """The server's clock, stopped at noon of 1 June 2026 UTC until ``clock.move_to(…)``."""
    with time_machine.travel(NOON, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def home(request: pytest.FixtureRequest) -> Any:
    """The site's home page, also after a flush has emptied the database."""
    if "transactional_db" not in request.fixturenames:
        request.getfixturevalue("db")
    return home_page()


@pytest.fixture
def make_policy(home: Any) -> Callable[..., Any]:
    """``make_policy(body=…)``: a live policy with its first version."""
    from policies.models import PolicyPage

    def make(
        body: str = "# Data we keep\n\nWe keep your name for 30 days.\n",
        title: str = "Privacy policy",
        slug: str = "privacy",
        parent: Any = None,
        **fields: Any,
    ) -> Any:
        page = PolicyPage(title=title, slug=slug, body=body, **fields)
        (parent or home).add_child(instance=page)
        return PolicyPage.objects.get(pk=page.pk)

    return make


@pytest.fixture
def policy(make_policy: Callable[..., Any]) -> Any:
    """A policy at ``/privacy/`` whose first version is in force."""
    return make_policy()


@pytest.fixture
def publish() -> Callable[..., Any]:
    """``publish(policy, body, kind="material", …)``: the next version, by Wagtail's publish."""
    from policies.models import PolicyPage, PolicyVersion

    def publish_next(
        policy: Any,
        body: str,
        *,
        kind: str = "editorial",
        summary: str = "We say it more clearly.",
        effective: date | None = None,
        user: Any = None,
        **fields: Any,
    ) -> Any:
        from django.utils import timezone

        page = PolicyPage.objects.get(pk=policy.pk).get_latest_revision_as_object()
        page.body = body
        page.change_kind = kind
        page.change_summary = summary
        page.effective_date = effective or (
            timezone.localdate() + timedelta(days=30 if kind == "material" else 0)
        )
        if kind == "editorial":
            fields.setdefault("editorial_reason", "The meaning is the same.")
        if fields.get("meanwhile") == "until_then":
            # What applies until then is begun from the text in force.
            binding = PolicyVersion.objects.in_force(timezone.now()).filter(policy=policy.pk)
            fields.setdefault("based_on", binding.values_list("number", flat=True).first())
        pulled = PolicyVersion.objects.filter(policy=policy.pk, withdrawn_at__isnull=False)
        if pulled.filter(number=page.based_on).exists():
            # Whoever writes on after a withdrawal says that it was looked at.
            fields.setdefault("base_confirmed", True)
        for name, value in fields.items():
            setattr(page, name, value)
        page.save_revision(user=user).publish(user=user)
        return PolicyVersion.objects.filter(policy=policy.pk).order_by("number").last()

    return publish_next


@pytest.fixture(scope="session")
def chromium(request: pytest.FixtureRequest) -> Iterator[Any]:
    """A real browser, shared by the tests of a run."""
    if CHROMIUM is None:
        sentence = "needs Chromium: install it (on Debian: apt-get install chromium)"
        if request.config.getoption("--require-browser"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    from playwright.sync_api import expect, sync_playwright

    # A busy machine is no fault of a page.
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Any) -> Iterator[Callable[..., Any]]:
    """``browse(width=320, color_scheme="dark", …)``: a fresh visitor's page."""
    contexts: list[Any] = []

    def fresh(width: int = 1280, height: int = 900, **options: Any) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        context.set_default_timeout(90_000)
        contexts.append(context)
        return context.new_page()

    yield fresh
    for context in contexts:
        context.close()


@pytest.fixture
def abroad(chromium: Any, request: pytest.FixtureRequest) -> Iterator[Callable[..., Any]]:
    """``abroad("de-DE")``: a page of a browser that is set up in that country.

    The order in which a day is typed is the browser's own; the locale of a page does not tell it.
    """
    browsers: list[Any] = []

    def launch(locale: str, **options: Any) -> Any:
        name = locale.replace("-", "_")
        browser = chromium.browser_type.launch(
            executable_path=CHROMIUM,
            args=[*FLAGS, f"--lang={locale}"],
            env={**os.environ, "LANGUAGE": name, "LC_ALL": f"{name}.UTF-8"},
        )
        browsers.append(browser)
        context = browser.new_context(locale=locale, **options)
        context.set_default_timeout(90_000)
        page = context.new_page()
        if locale != "en-US" and not _types_the_day_first(page):
            sentence = "needs Chromium's languages (on Debian: apt-get install chromium-l10n)"
            if request.config.getoption("--require-browser"):
                pytest.fail(sentence)
            pytest.skip(sentence)
        return page

    yield launch
    for browser in browsers:
        for page in browser.contexts[0].pages:
            # An editor that is left tells the server so: let it, before the database is emptied.
            page.goto("about:blank")
            page.wait_for_timeout(1500)
        browser.close()


def _types_the_day_first(page: Any) -> bool:
    page.set_content('<input type="date">')
    page.focus("input")
    page.keyboard.type("15012027")
    return bool(page.eval_on_selector("input", "field => field.value") == "2027-01-15")
