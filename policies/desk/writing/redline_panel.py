"""The redline beside the text while it is written; autosave brings the newest."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.side_panels import BaseSidePanel

from policies.desk.writing.drafts import Draft

SHOWN = 40
"""Changes listed in the panel; the full comparison shows them all."""


class RedlineSidePanel(BaseSidePanel):  # type: ignore[misc]
    """The draft against the version that it would follow."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):  # type: ignore[misc]
        aria_label = _("Toggle redline")
        icon_name = "policies-redline"
        has_counter = False

    name = "redline"
    title = _("Redline")
    template_name = "policies/desk/redline_panel.html"
    order = 150

    def __init__(self, object: Any, request: Any, draft: Draft) -> None:
        super().__init__(object, request)
        self.draft = draft

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        draft = self.draft
        changes = draft.redline.changes if draft.redline else []
        return {
            **context,
            "draft": draft,
            "changes": changes[:SHOWN],
            "more": max(0, len(changes) - SHOWN),
        }
