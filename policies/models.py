"""The names that others build on, and the place where Django finds the plugin's models."""

from policies.desk.settings.panels import settings_edit_handler
from policies.pages import PolicyIndexPage, PolicyPage, PolicyPageMixin
from policies.records.clause_traces import ClauseTraces
from policies.records.correction import VersionCorrection
from policies.records.dispatch import Delivery, Dispatch
from policies.records.notice import ChangeNotice
from policies.records.review import PolicyReview
from policies.records.settings import PolicySettings
from policies.records.staging import ImportBatch, ImportText
from policies.records.subscription import Subscription, SubscriptionRequest
from policies.records.team_mail import TeamMail
from policies.records.version import PolicyVersion

# The form of a site's settings shows their audit trail, which is told two floors above them.
PolicySettings.edit_handler = settings_edit_handler()

__all__ = [
    "ChangeNotice",
    "ClauseTraces",
    "Delivery",
    "Dispatch",
    "ImportBatch",
    "ImportText",
    "PolicyIndexPage",
    "PolicyPage",
    "PolicyPageMixin",
    "PolicyReview",
    "PolicySettings",
    "PolicyVersion",
    "Subscription",
    "SubscriptionRequest",
    "TeamMail",
    "VersionCorrection",
]
