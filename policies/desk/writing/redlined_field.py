"""The text in Wagtail's own views: compared by the redline instead of letter by letter."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.compare import FieldComparison
from wagtail.admin.panels import FieldPanel

from policies.bounds import told
from policies.comparison.marks import Marker
from policies.redline import compare
from policies.text import TooDemanding, canonical, render


class RedlineComparison(FieldComparison):  # type: ignore[misc]
    """Two revisions of a text, as readers would see the change."""

    def __init__(self, field: Any, obj_a: Any, obj_b: Any) -> None:
        super().__init__(field, obj_a, obj_b)
        self.language = obj_b.locale.language_code

    def htmldiff(self) -> SafeString:
        try:
            old = render(canonical(self.val_a or ""))
            new = render(canonical(self.val_b or ""), previous=old)
        except TooDemanding as refusal:
            return format_html("<p>{}</p>", told(refusal))
        redline = compare(old, new, self.language)
        marker = Marker(redline.changes, in_words=False, language=self.language)
        return format_html(
            '<div class="policies policies-text policies-redline" lang="{}">{}</div>',
            self.language,
            marker.mark(redline.html, steps=False),
        )


class RedlinedFieldPanel(FieldPanel):  # type: ignore[misc]
    def get_comparison_class(self) -> Any:
        return RedlineComparison
