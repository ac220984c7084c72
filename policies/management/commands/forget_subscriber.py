"""Deletes a mail address: every subscription and every request of it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from policies.actions.forget_address import forget_address


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="the mail address")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        if not (found := forget_address(address=address)):
            raise CommandError("Nothing is kept about this address: look for a misprint.")
        self.stdout.write(f"{found} row(s) deleted.")
