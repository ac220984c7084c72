"""A site that offers mail, a mail server, and people who subscribe as people do."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Site

from policies.models import Dispatch, PolicySettings, Subscription
from tests.subscribe.server import Mailbox, running

LINK = re.compile(r"^http\S+(?=\s*$)", re.MULTILINE)


@pytest.fixture
def offer(home: Any) -> PolicySettings:
    """The site offers mail."""
    settings = PolicySettings.for_site(Site.objects.get())
    settings.subscriptions_offered = True
    settings.mail_from = "policies@shop.example"
    settings.full_clean()
    settings.save()
    Site.objects.update(site_name="Ardley & Finch")
    return settings


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """The server to which the site's mail goes."""
    with running(Mailbox()) as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box


@pytest.fixture
def links() -> Callable[[Any], list[str]]:
    """``links(message)``: the addresses in a mail, without scheme and host."""
    return lambda message: [urlsplit(link).path for link in LINK.findall(message.get_content())]


@pytest.fixture
def ask(client: Any, django_capture_on_commit_callbacks: Any) -> Callable[..., Any]:
    """``ask("ann@example.org", policy=…, wants="all")``: fill in the form and send it."""

    def send(address: str, policy: Any = None, **fields: str) -> Any:
        data = {"address": address, "wants": "material", "lang": "en-gb", **fields}
        if policy is not None:
            data |= {"policy": str(policy.pk), "page": str(policy.pk)}
        with django_capture_on_commit_callbacks(execute=True):
            return client.post("/policies-api/subscribe/", data)

    return send


@pytest.fixture
def subscribe(ask: Any, mailbox: Mailbox, client: Any, links: Any) -> Callable[..., Subscription]:
    """The whole way: ask, open the link in the mail, press the button."""

    def confirmed(address: str, policy: Any = None, **fields: str) -> Subscription:
        assert ask(address, policy, **fields).status_code == 303
        [link] = links(mailbox.to(address)[-1])
        assert "You will be told" in client.post(link).content.decode()
        return Subscription.objects.get(address=address, policy=policy)

    return confirmed


@pytest.fixture
def deliver(mailbox: Mailbox) -> Callable[[], None]:
    """What cron does."""
    return lambda: call_command("send_policy_mail", verbosity=0)


@pytest.fixture
def readers(policy: Any, clock: Any) -> Callable[..., list[Subscription]]:
    """``readers(n, …)``: confirmed subscriptions that are an hour old."""
    Dispatch.objects.all().delete()

    def make(*addresses: str, policy: Any = policy, **fields: Any) -> list[Subscription]:
        made = [
            Subscription.objects.create(
                address=address,
                policy=policy,
                confirmed_at=timezone.now(),
                **{"site": Site.objects.get(is_default_site=True), "language": "en-gb", **fields},
            )
            for address in addresses
        ]
        clock.shift(3600)
        return made

    return make


@pytest.fixture
def material(policy: Any, publish: Any) -> Callable[..., Any]:
    """``material()``: publish a material change."""
    numbers = iter(range(31, 10_000))

    def run(page: Any = policy, **fields: Any) -> Any:
        body = f"We keep your name for {next(numbers)} days."
        fields = {"kind": "material", "meanwhile": "afterwards", **fields}
        return publish(page, body, **fields)

    return run
