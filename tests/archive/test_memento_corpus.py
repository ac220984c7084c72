"""A Memento client that others wrote finds its way through the past of a real policy."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from memento_client import MementoClient
from wagtail.models import Page, Site

from policies.standing.history import History

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

SECOND = timedelta(seconds=1)


def test_memento_client_finds_every_version_of_a_long_past(corpus, home, live_server):
    host, port = live_server.url.removeprefix("http://").split(":")
    Site.objects.update(hostname=host, port=int(port))
    Site.clear_site_root_paths_cache()
    call_command(
        "import_policy",
        corpus / "github-privacy-statement",
        policy="github",
        parent=home.slug,
        verbosity=0,
    )
    policy = Page.objects.get(slug="github").specific
    starts = [interval.start for interval in History(policy, timezone.now()).intervals]
    numbers = [interval.number for interval in History(policy, timezone.now()).intervals]
    assert len(starts) >= 40
    base = f"{live_server.url}/github/"
    with MementoClient() as client:

        def found(start: str, when) -> str:
            told = client.get_memento_info(start, when.replace(tzinfo=None))
            assert told["original_uri"] == base
            (closest,) = told["mementos"]["closest"]["uri"]
            return closest

        # From the policy: before the first, at and just before each beginning, between, after.
        assert found(base, starts[0] - timedelta(days=4000)) == f"{base}versions/{numbers[0]}/"
        assert found(base, starts[-1] + timedelta(days=10)) == f"{base}versions/{numbers[-1]}/"
        for place, (start, number) in enumerate(zip(starts, numbers, strict=True)):
            assert found(base, start) == f"{base}versions/{number}/"
            # From each Memento: the instant before it began, and half of the list away.
            memento = f"{base}versions/{number}/"
            before = numbers[max(place - 1, 0)]
            assert found(memento, start.replace(microsecond=0) - SECOND) == (
                f"{base}versions/{before}/"
            )
            other = (place + len(starts) // 2) % len(starts)
            between = starts[other] + timedelta(hours=1)
            later = [n for s, n in zip(starts, numbers, strict=True) if s <= between]
            assert found(memento, between) == f"{base}versions/{later[-1]}/"
