"""Mails subscribers what was published; run it every few minutes, as often as you like at once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from policies.subscribe.sending import Report, send_all
from policies.subscribe.transport import Unreachable


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        report = Report()
        try:
            send_all(timezone.now, report)
        except Unreachable as failure:
            raise CommandError(f"{failure} {self.told(report)}") from None
        if options["verbosity"]:
            self.stdout.write(self.told(report))

    def told(self, report: Report) -> str:
        return (
            f"{report.sent} mail(s) sent, {report.later} to be tried again later, "
            f"{report.failed} given up."
        )
