"""Misuses that can be seen before the first request, each with an id and the way out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connections
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from policies import conf
from policies.records.guards import trials, triggers


@checks.register("policies")
def check_settings(**kwargs: Any) -> list[checks.CheckMessage]:
    """Unknown keys (E001) and a base template that is not there (E002)."""
    if unknown := conf.unknown_keys():
        return [
            checks.Error(
                f"POLICIES has an unknown key: {', '.join(unknown)}.",
                hint=f"The keys are {', '.join(conf.Conf.__dataclass_fields__)}.",
                id="policies.E001",
            )
        ]
    try:
        get_template(conf.get().BASE_TEMPLATE)
    except TemplateDoesNotExist:
        return [
            checks.Error(
                f"The base template {conf.get().BASE_TEMPLATE!r} does not exist.",
                hint="Set POLICIES['BASE_TEMPLATE'] to the template that your pages extend.",
                id="policies.E002",
            )
        ]
    return []


@checks.register("policies")
def check_apps(**kwargs: Any) -> list[checks.CheckMessage]:
    """Our publish_scheduled must win over Wagtail's (W003); the audit trail needs names (W004);
    wagtail-localize must not publish what is not translated (W006); and nobody should publish by
    approval what they have not seen (W007)."""
    found: list[checks.CheckMessage] = []
    installed = [name.split(".apps.")[0] for name in settings.INSTALLED_APPS]
    if "wagtail" in installed and installed.index("policies") > installed.index("wagtail"):
        found.append(
            checks.Warning(
                "'policies' stands after 'wagtail' in INSTALLED_APPS.",
                hint="Put it before, so that publish_scheduled carries on past a refused policy.",
                id="policies.W003",
            )
        )
    if "simple_history.middleware.HistoryRequestMiddleware" not in settings.MIDDLEWARE:
        found.append(
            checks.Warning(
                "The audit trail does not learn who changes settings in the admin.",
                hint="Add 'simple_history.middleware.HistoryRequestMiddleware' to MIDDLEWARE.",
                id="policies.W004",
            )
        )
    return found + _check_middleware() + _check_localize(installed) + _check_workflow()


def _check_middleware() -> list[checks.CheckMessage]:
    """Old addresses under a policy that moved are found by the middleware alone (W009)."""
    if "policies.middleware.PolicyMiddleware" in settings.MIDDLEWARE:
        return []
    return [
        checks.Warning(
            "Old addresses of a policy that was moved or renamed lead nowhere, and every page of a "
            "policy costs two queries for each level of its address.",
            hint="Add 'policies.middleware.PolicyMiddleware' to MIDDLEWARE, before Django's "
            "'CsrfViewMiddleware'.",
            id="policies.W009",
        )
    ]


def _check_localize(installed: list[str]) -> list[checks.CheckMessage]:
    """A text that nobody has translated yet must not become a version for ever (W006)."""
    publishes = getattr(settings, "WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE", True)
    if "wagtail_localize" not in installed or not publishes:
        return []
    return [
        checks.Warning(
            "wagtail-localize publishes a policy that is submitted for translation at once, and "
            "so records its untranslated text as version 1 in the other language.",
            hint="Set WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False.",
            id="policies.W006",
        )
    ]


def _check_workflow() -> list[checks.CheckMessage]:
    """What is edited after it was sent for approval must be approved anew (W007)."""
    enabled = getattr(settings, "WAGTAIL_WORKFLOW_ENABLED", True)
    if not enabled or getattr(settings, "WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT", False):
        return []
    return [
        checks.Warning(
            "Approving a draft may publish, for ever, a text that its approver has not seen: what "
            "somebody saved after it was sent for approval.",
            hint="Set WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True.",
            id="policies.W007",
        )
    ]


@checks.register(checks.Tags.database)
def check_database(databases: list[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """SQLite must take its write lock at the start of a transaction (W005); any other database than
    it and PostgreSQL has no guards (W008)."""
    if DEFAULT_DB_ALIAS not in (databases or []):
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    options = connection.settings_dict.get("OPTIONS", {})
    found: list[checks.CheckMessage] = []
    if connection.vendor == "sqlite" and options.get("transaction_mode") != "IMMEDIATE":
        found.append(
            checks.Warning(
                "Two people publishing at once can meet 'database is locked'.",
                hint="Give SQLite OPTIONS = {'transaction_mode': 'IMMEDIATE', 'timeout': 20}.",
                id="policies.W005",
            )
        )
    if connection.vendor not in triggers.MAKERS:
        found.append(
            checks.Warning(
                trials.unguarded(connection),
                hint="Keep the policies on PostgreSQL or SQLite, whose guards are made by migrate.",
                id="policies.W008",
            )
        )
    return found


@checks.register("policies", deploy=True)
def check_proxies(**kwargs: Any) -> list[checks.CheckMessage]:
    """Clients that ask for mail are told apart (W010), and by a number that can be (E003)."""
    proxies = conf.get().TRUSTED_PROXIES
    if proxies is None:
        return [
            checks.Warning(
                "One visitor can use up the confirmations that the site mails in an hour: requests "
                "that came through a proxy are not told apart by client.",
                hint="Set POLICIES['TRUSTED_PROXIES'] to the number of proxies of your own that "
                "add to X-Forwarded-For; 0 where there is none.",
                id="policies.W010",
            )
        ]
    if isinstance(proxies, bool) or not isinstance(proxies, int) or proxies < 0:
        return [
            checks.Error(
                f"POLICIES['TRUSTED_PROXIES'] is {proxies!r}, which is no number of proxies.",
                hint="Write 0 where there is none, 1 for nginx alone, 2 for a CDN before it.",
                id="policies.E003",
            )
        ]
    return []
