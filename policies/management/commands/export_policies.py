"""Writes the evidence pack: a BagIt bag that bagit and sha256sum verify."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from policies.exceptions import PolicyError
from policies.exchange.evidence.dossier import Days
from policies.exchange.evidence.pack import export


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("dir", type=Path, help="the folder to make; it must be new or empty")
        parser.add_argument(
            "--policy", action="append", default=[], metavar="SLUG", help="only this policy; again"
        )
        parser.add_argument("--from", dest="first", metavar="DATE", help="the first day")
        parser.add_argument("--to", dest="last", metavar="DATE", help="the last day")

    def handle(self, *args: Any, dir: Path, policy: list[str], **options: Any) -> None:
        days = Days(day("--from", options["first"]), day("--to", options["last"]))
        if days.first and days.last and days.last < days.first:
            raise CommandError("--to is before --from: exchange the two.")
        count = 0
        console = Console(stderr=True)
        try:
            with Progress(console=console, disable=not console.is_terminal) as progress:
                task = progress.add_task("Exporting", total=None)
                for slug in export(dir, slugs=policy, days=days, at=timezone.now()):
                    count += 1
                    progress.update(task, advance=1, description=slug)
        except PolicyError as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as refusal:
            raise CommandError(f"{dir} cannot be written: {refusal}.") from None
        self.stdout.write(f"{count} policies exported to {dir}. HOWTO.txt in it says how to check.")


def day(option: str, given: str | None) -> date | None:
    if given is None:
        return None
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise CommandError(f"{option} {given} is no date: write it as 2016-05-01.") from None
