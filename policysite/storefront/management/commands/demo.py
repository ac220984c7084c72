"""Makes the sample shop ready and serves it; a second run keeps what is there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from wagtail.models import Site

from policies.models import PolicyIndexPage
from policysite.storefront import shop


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="where to serve (8000)")
        parser.add_argument(
            "--reset", action="store_true", help="begin again with an empty database"
        )
        parser.add_argument("--no-serve", action="store_true", help="make it ready and stop")

    def handle(self, *args: Any, port: int, reset: bool, no_serve: bool, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "demo makes accounts with known passwords, so it runs only with DEBUG = True: use "
                "policysite.settings.dev."
            )
        if not 0 < port < 65536:
            raise CommandError(f"{port} is no port: choose one from 1 to 65535.")
        if reset:
            self.say("Emptying the database …")
            empty()
        self.say("Making the tables (about half a minute the first time) …")
        call_command("migrate", verbosity=1 if not tables() else 0, interactive=False)
        self.prepare(port)
        self.greet(port)
        if not no_serve:
            call_command("runserver", f"localhost:{port}", use_reloader=False)

    def prepare(self, port: int) -> None:
        if PolicyIndexPage.objects.exists():
            self.say("The sample shop is there already; nothing was changed.")
        else:
            self.say("Opening the shop and publishing its policies …")
            with transaction.atomic():
                shop.open_shop(self.say)
        site = Site.objects.get(is_default_site=True)
        if site.port != port:
            site.port = port
            site.save()

    def greet(self, port: int) -> None:
        base = f"http://localhost:{port}"
        self.say("")
        for what, address in {
            "The shop": "/",
            "Its policies": "/policies/",
            "What is changing": "/policies/privacy/compare/5/6/",
            "One in German": "/de/policies/cookies/",
            "The desk": "/admin/",
        }.items():
            self.say(f"{what:<17} {base}{address}")
        self.say("")
        self.say(f"Log in as editor, approver or admin; the password of each is {shop.PASSWORD}")
        self.say("")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def tables() -> list[str]:
    return connection.introspection.table_names()


def empty() -> None:
    """Drop every table: the guards on published versions refuse anything gentler."""
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)
        return
    with connection.cursor() as cursor:
        for table in tables():
            cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(table)} CASCADE")
