"""The app: guards in place after every migrate, settings registered, checks loaded."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.serializers import register_serializer
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = _("Policies")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from policies import checks  # noqa: F401 - registers the system checks
        from policies.archive.caching import forgetting, purge
        from policies.archive.clauses import traces
        from policies.desk.mail import team_mail
        from policies.desk.writing import translating
        from policies.pages import PolicyPageMixin
        from policies.publishing import deletion
        from policies.records import publisher
        from policies.standing import refresh

        register_serializer("exact", "policies.exchange.exact")
        publisher.connect()
        deletion.connect()
        traces.connect()
        purge.connect()
        forgetting.connect()
        post_migrate.connect(install_guards, sender=self, dispatch_uid="policies.guards")
        refresh.connect()
        team_mail.connect()
        translating.connect(PolicyPageMixin)


def install_guards(using: str, **kwargs: Any) -> None:
    from policies.records.guards.triggers import install

    install(connections[using])
