"""Records the text of each live policy that was made public without a record; repeatable."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from policies.exceptions import PolicyError
from policies.pages import PolicyPageMixin


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        recorded, refused = 0, 0
        models = [m for m in apps.get_models() if issubclass(m, PolicyPageMixin)]
        for model in models:
            for policy in model._base_manager.filter(live=True, alias_of=None).iterator():
                try:
                    with transaction.atomic():
                        version = policy.record_publication()
                except PolicyError as refusal:
                    refused += 1
                    self.stderr.write(f"{policy.get_url() or policy.slug}: {refusal}")
                    continue
                if version is not None:
                    recorded += 1
                    self.stdout.write(f"Recorded {version}.")
        self.stdout.write(f"{recorded} missing version(s) recorded.")
        if refused:
            raise CommandError(
                f"{refused} policies could not be recorded: publish each from its edit view, where "
                "the change kind, summary and effective date can be given."
            )
