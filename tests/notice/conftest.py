"""Fixtures for the notice: a policy with an announced change, and the answer to a storefront."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

NINETY = "# Data we keep\n\nWe keep your name for 90 days.\n"
SUMMARY = "We keep your name for 90 days instead of 30."


@pytest.fixture
def announced(clock: Any, policy: Any, publish: Callable[..., Any]) -> Any:
    """Version 2 of ``/privacy/``, material, published on 1 June and in effect on 1 July 2026."""
    return publish(policy, NINETY, kind="material", summary=SUMMARY)


@pytest.fixture
def notices(client: Any) -> Callable[..., list[Any]]:
    """``notices(lang="de")``: what ``notice.json`` says now."""

    def ask(**query: str) -> list[Any]:
        answer = client.get("/policies-api/notice.json", query)
        assert answer.status_code == 200
        return answer.json()["notices"]

    return ask


@pytest.fixture
def versions(notices: Callable[..., list[Any]]) -> Callable[..., list[int]]:
    """``versions()``: the numbers of the versions announced now."""
    return lambda **query: [notice["version"] for notice in notices(**query)]


@pytest.fixture
def translate(home: Any, policy: Any, settings: Any) -> Callable[[], Any]:
    """``translate()``: the policy in German, ``/datenschutz/``, with a first version."""
    from wagtail.models import Locale

    settings.WAGTAIL_I18N_ENABLED = True

    def make() -> Any:
        german = Locale.objects.create(language_code="de")
        home.copy_for_translation(german).save_revision().publish()
        copy = type(policy).objects.get(pk=policy.pk).copy_for_translation(german)
        copy.title, copy.slug, copy.body = "Datenschutz", "datenschutz", "# Daten\n\n30 Tage.\n"
        copy.save_revision().publish()
        return copy

    return make
