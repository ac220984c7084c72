"""Tells the legal team which versions took effect and which reviews are due: once each."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from policies.desk.mail.team_mail import tell_what_is_due


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        sent, failed = tell_what_is_due()
        if options["verbosity"]:
            self.stdout.write(f"{sent} mail(s) sent to the legal team.")
        for sentence in failed:
            self.stderr.write(sentence)
        if failed:
            raise CommandError(
                f"{len(failed)} mail(s) to the legal team could not be sent: the next run tries "
                "them again."
            )
