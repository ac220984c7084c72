"""One visitor cannot close the form for everybody else, and nothing is kept to know one by."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import checks as django_checks
from django.core.cache import cache
from django.test import RequestFactory

from policies import checks
from policies.subscribe.clients import network_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def few(settings: Any, offer: Any) -> Any:
    """Two an hour for one client, behind one proxy of the site's own."""
    settings.POLICIES = {
        **settings.POLICIES,
        "MAIL_REQUESTS_PER_CLIENT": 2,
        "TRUSTED_PROXIES": 1,
    }
    return settings


@pytest.fixture
def ask_from(client: Any, policy: Any, mailbox: Any) -> Any:
    numbers = iter(range(1000))

    def ask(address: str, *, forwarded: str | None = None, lang: str = "en-gb") -> Any:
        data = {"address": f"reader-{next(numbers)}@example.org", "wants": "material", "lang": lang}
        headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
        return client.post("/policies-api/subscribe/", data, headers=headers, REMOTE_ADDR=address)

    return ask


def test_one_client_is_told_to_wait_and_another_is_not(few: Any, ask_from: Any, clock: Any) -> None:
    clock.shift(600)
    for _time in range(2):
        assert ask_from("10.0.0.1", forwarded="192.0.2.1").status_code == 303
    refused = ask_from("10.0.0.1", forwarded="192.0.2.1")
    assert refused.status_code == 429
    assert refused["Retry-After"] == "3000"
    assert "You have asked many times: please try again in an hour." in refused.content.decode()
    assert ask_from("10.0.0.1", forwarded="192.0.2.2").status_code == 303
    clock.shift(3000)
    assert ask_from("10.0.0.1", forwarded="192.0.2.1").status_code == 303


def test_what_a_client_says_of_itself_does_not_help(few: Any, ask_from: Any, clock: Any) -> None:
    for number in range(2):
        ask_from("10.0.0.1", forwarded=f"198.51.100.{number}, 192.0.2.1")
    assert ask_from("10.0.0.1", forwarded="198.51.100.9, 192.0.2.1").status_code == 429


def test_a_household_is_one_client(few: Any, ask_from: Any, clock: Any) -> None:
    for number in range(2):
        ask_from("10.0.0.1", forwarded=f"2001:db8:1:2::{number}")
    assert ask_from("10.0.0.1", forwarded="2001:db8:1:2:ffff::1").status_code == 429
    assert ask_from("10.0.0.1", forwarded="2001:db8:1:3::1").status_code == 303


def test_a_form_with_a_mistake_counts_for_nothing(few: Any, ask_from: Any, client: Any) -> None:
    for _time in range(5):
        client.post("/policies-api/subscribe/", {"address": "?"}, REMOTE_ADDR="192.0.2.1")
    assert ask_from("192.0.2.1").status_code == 303


def test_a_cache_that_keeps_nothing_leaves_the_limit_of_the_site(
    few: Any, ask_from: Any, clock: Any
) -> None:
    few.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    few.POLICIES = {**few.POLICIES, "MAIL_REQUESTS_PER_HOUR": 4}
    assert [ask_from("192.0.2.1").status_code for _time in range(5)] == [303] * 4 + [429]


@pytest.mark.parametrize("backend", ["db.DatabaseCache", "locmem.LocMemCache"])
def test_every_cache_counts_and_forgets_with_the_hour(
    backend: str, few: Any, ask_from: Any, clock: Any
) -> None:
    from django.core.management import call_command

    place = {"BACKEND": f"django.core.cache.backends.{backend}", "LOCATION": "clients"}
    few.CACHES = {"default": place}
    call_command("createcachetable")
    assert [ask_from("192.0.2.1").status_code for _time in range(3)] == [303, 303, 429]
    clock.shift(1800)
    assert ask_from("192.0.2.1").status_code == 429
    clock.shift(1801)
    assert ask_from("192.0.2.1").status_code == 303


def test_nothing_that_is_kept_names_a_client(few: Any, ask_from: Any, monkeypatch: Any) -> None:
    kept: list[str] = []
    add = cache.__class__.__getattr__(cache, "add")
    monkeypatch.setattr(
        type(cache._connections[cache._alias]),
        "add",
        lambda self, key, *args, **kwargs: kept.append(key) or add(key, *args, **kwargs),
    )
    ask_from("10.0.0.1", forwarded="192.0.2.77")
    assert kept
    assert not any("192.0.2" in key for key in kept)


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "found"),
    [
        (None, "192.0.2.1", None, "192.0.2.1"),
        (None, "10.0.0.1", "192.0.2.1", None),
        (0, "192.0.2.1", "198.51.100.1", "192.0.2.1"),
        (1, "10.0.0.1", "198.51.100.1, 192.0.2.1", "192.0.2.1"),
        (2, "10.0.0.1", "198.51.100.1, 192.0.2.1, 10.0.0.2", "192.0.2.1"),
        (2, "10.0.0.1", "192.0.2.1", "192.0.2.1"),
        (1, "10.0.0.1", "192.0.2.1:4711", "192.0.2.1"),
        (1, "10.0.0.1", "[2001:db8::1]:4711", "2001:db8::/64"),
        (1, "10.0.0.1", "::ffff:192.0.2.1", "192.0.2.1"),
        (1, "10.0.0.1", "unknown", None),
        (1, "10.0.0.1", ", ,", "10.0.0.1"),
        (1, "", None, None),
    ],
)
def test_the_client_is_whom_the_first_own_proxy_saw(
    proxies: Any, remote: str, forwarded: str | None, found: str | None, settings: Any
) -> None:
    settings.POLICIES = {**settings.POLICIES, "TRUSTED_PROXIES": proxies}
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory().post("/", headers=headers, REMOTE_ADDR=remote)
    assert network_of(request) == found


def test_policies_W010_and_E003(settings: Any) -> None:
    assert checks.check_proxies in django_checks.registry.registry.deployment_checks
    settings.POLICIES = {"BASE_TEMPLATE": "base.html"}
    assert [m.id for m in checks.check_proxies()] == ["policies.W010"]
    for wrong in (-1, "1", True):
        settings.POLICIES = {"TRUSTED_PROXIES": wrong}
        assert [m.id for m in checks.check_proxies()] == ["policies.E003"]
    settings.POLICIES = {"TRUSTED_PROXIES": 0}
    assert checks.check_proxies() == []
