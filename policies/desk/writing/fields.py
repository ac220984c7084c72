"""The fields in which people write: for a policy, a plain text area with a toolbar in words."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

TOOLS = [
    ("heading", _("Heading")),
    ("bold", _("Bold")),
    ("italic", _("Italic")),
    ("list", _("List")),
    ("numbered", _("Numbered list")),
    ("table", _("Table")),
    ("link", _("Link")),
]


class WordsInput(AdminAutoHeightTextInput):  # type: ignore[misc]
    """A text area in which words run as their language does, whatever that of the admin."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"dir": "auto", **(attrs or {})})


class MarkdownTextarea(WordsInput):
    """Markdown with buttons that write it, and pastes that arrive as it."""

    template_name = "policies/desk/markdown.html"

    class Media:
        js = ["policies/desk/markdown.js"]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        return {**context, "tools": TOOLS, "paste_url": reverse("policies_desk:paste")}
