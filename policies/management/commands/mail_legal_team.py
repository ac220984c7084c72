"""Tells the legal team which versions took effect and which reviews are due: once each."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from policies.desk.team_mail import tell_what_is_due


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        sent = tell_what_is_due()
        if options["verbosity"]:
            self.stdout.write(f"{sent} mail(s) sent to the legal team.")
