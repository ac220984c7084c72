"""Publishes what is due, one revision at a time: a refused policy does not stop the others.

Texts that were uploaded for an import, and that nobody recorded in time, are forgotten as well.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone
from wagtail.management.commands.publish_scheduled import Command as WagtailCommand
from wagtail.models import DraftStateMixin, Page, Revision

from policies.exceptions import PolicyError
from policies.exchange.importing.staging import forget_old


class Command(WagtailCommand):  # type: ignore[misc]
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if options["dryrun"]:
            super().handle(*args, **options)
            return
        now = timezone.now()
        forget_old(now)
        for item in expired(now):
            item.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        refused = []
        for revision in Revision.objects.filter(approved_go_live_at__lt=now).order_by(
            "approved_go_live_at", "pk"
        ):
            try:
                with transaction.atomic():
                    revision.publish(log_action="wagtail.publish.scheduled")
            except (PolicyError, ValidationError) as refusal:
                refused.append(revision.object_str)
                self.stderr.write(f"{revision.object_str}: {refusal}")
        if refused:
            raise CommandError(
                f"{len(refused)} scheduled publication(s) refused: {', '.join(refused)}. "
                "Open each in the admin and answer what is asked."
            )


def expired(now: Any) -> list[Any]:
    """Everything live whose time is over, pages once."""
    models = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]
    return [
        item
        for model in [Page, *models]
        for item in model.objects.filter(live=True, expire_at__lt=now).order_by("expire_at")
    ]
