"""The permissions of the plugin beyond Wagtail's page permissions, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

SHORTEN_NOTICE = "policies.shorten_notice_period"
CORRECT = "policies.correct_policyversion"
WITHDRAW = "policies.withdraw_policyversion"
REDACT = "policies.redact_policyversion"
CLOSE_NOTICE = "policies.close_changenotice"
REVIEW = "policies.add_policyreview"
FORGET_ADDRESS = "policies.delete_subscription"
VIEW = "policies.view_policyversion"
IMPORT = "policies.import_policyversion"
EXPORT = "policies.export_policyversion"

GRANTABLE = (
    VIEW,
    SHORTEN_NOTICE,
    CORRECT,
    WITHDRAW,
    REDACT,
    CLOSE_NOTICE,
    REVIEW,
    IMPORT,
    EXPORT,
    FORGET_ADDRESS,
)
"""What the admin's group form offers; the one for the settings is offered by Wagtail itself."""

VERSION_PERMISSIONS: list[tuple[str, _StrOrPromise]] = [
    ("shorten_notice_period", _("Can publish a material change below the notice period")),
    ("correct_policyversion", _("Can correct a fact about a version")),
    ("withdraw_policyversion", _("Can withdraw a version")),
    ("redact_policyversion", _("Can redact the text of a version")),
    ("import_policyversion", _("Can import versions that were published before")),
    ("export_policyversion", _("Can take evidence packs, which hold internal names and reasons")),
]
NOTICE_PERMISSIONS: list[tuple[str, _StrOrPromise]] = [
    ("close_changenotice", _("Can close or extend a notice"))
]
