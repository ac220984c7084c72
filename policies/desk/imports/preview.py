"""One text of an import as it will be published."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from policies.bounds import told
from policies.desk.imports.steps import BatchView
from policies.desk.versions.comparisons import column
from policies.exchange.importing.staging import Prospect, title_of
from policies.languages import direction
from policies.publishing.situation import newest_version
from policies.records.staging import ImportText
from policies.redline import compare
from policies.standing.body import framed
from policies.text import TooDemanding, render


class TextView(BatchView, TemplateView):
    """One text as it will be published, and what it changes from the one before it."""

    template_name = "policies/desk/imports/text.html"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        text = self.batch.texts.filter(pk=kwargs["text"], refusal="").first()
        if text is None:
            raise Http404
        self.text = text

    def get_page_title(self) -> str:
        return title_of(self.text, self.policy).title

    def trail(self) -> list[dict[str, str]]:
        return [*super().trail(), {"url": self.here, "label": _("What was understood")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = self.policy.locale.language_code
        listed = [prospect for prospect in self.prospects if prospect.number]
        place = next((n for n, p in enumerate(listed) if p.text.pk == self.text.pk), None)
        context = {
            **super().get_context_data(**kwargs),
            "text": self.text,
            "back": self.here,
            "language": language,
            "direction": direction(language),
        }
        if place is None:
            # Left out, refused or of no news: it can be read all the same.
            try:
                return {**context, "html": framed(render(self.text.source), language)}
            except TooDemanding as refusal:
                return {**context, "html": "", "beyond": told(refusal)}
        staged = ImportText.objects.get(pk=self.text.pk)
        before = self.before(listed, place)
        context |= {
            "number": listed[place].number,
            "html": framed(staged.html, language),
            "previous": listed[place - 1].text if place else None,
            "next": listed[place + 1].text if place + 1 < len(listed) else None,
        }
        if before is not None:
            sides = self.request.GET.get("view") == "side-by-side"
            context |= column(compare(before, staged.html, language), sides)
        return context

    def before(self, listed: list[Prospect], place: int) -> str | None:
        """The rendering of the version before, staged or recorded; None for the first."""
        if place:
            return ImportText.objects.get(pk=listed[place - 1].text.pk).html
        newest = newest_version(self.policy)
        return newest.html if newest else None
