"""Checks every version, chain, interval and trigger; exit code 1 and a list on any doubt."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from policies.exceptions import PolicyError
from policies.exchange.evidence import bags
from policies.exchange.verification import doubts, effects
from policies.records.version import PolicyVersion


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--bag", type=Path, metavar="DIR", help="an evidence pack to compare with the records"
        )

    def handle(self, *args: Any, bag: Path | None = None, **options: Any) -> None:
        count = 0
        try:
            for doubt in chain(doubts(), bags.doubts(bag) if bag else ()):
                count += 1
                self.stderr.write(doubt)
        except PolicyError as refusal:
            raise CommandError(str(refusal)) from None
        if count:
            raise CommandError(f"{count} doubt(s) about what was published.")
        for remark in chain(effects.remarks(), bags.remarks(bag) if bag else ()):
            self.stdout.write(remark)
        gone = PolicyVersion.objects.filter(redacted_at__isnull=False).count()
        versions = PolicyVersion.objects.count() - gone
        self.stdout.write(f"{versions} version(s) stand as they were published.")
        if gone:
            self.stdout.write(f"{gone} version(s) were redacted, and are otherwise as published.")
