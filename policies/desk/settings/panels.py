"""The form of a site's settings: periods, words and mail, and below them who set what when."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel, ObjectList

from policies.desk.versions.audit_trail import settings_trail

SHOWN = 200
"""Changes in the table, newest first."""


class TrailPanel(HelpPanel):  # type: ignore[misc]
    """Who changed which setting when, and what it said before."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("template", "policies/desk/panels/settings_trail.html")
        super().__init__(**kwargs)

    class BoundPanel(HelpPanel.BoundPanel):  # type: ignore[misc]
        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            trail = settings_trail(self.instance)
            return {**context, "trail": trail[:SHOWN], "more": len(trail) > SHOWN}


def settings_edit_handler() -> ObjectList:
    return ObjectList(
        [
            MultiFieldPanel(
                [
                    FieldPanel("notice_period"),
                    FieldPanel("notice_stays"),
                    FieldPanel("review_interval"),
                ],
                heading=_("Periods"),
            ),
            FieldPanel("notice_wording"),
            FieldPanel("team_mail"),
            MultiFieldPanel(
                [
                    FieldPanel("subscriptions_offered"),
                    FieldPanel("mail_from"),
                    FieldPanel("mail_reply_to"),
                ],
                heading=_("Mail to subscribers"),
            ),
            TrailPanel(heading=_("Audit trail")),
        ]
    )
