"""The steps of an import: choose files, mend what was understood, preview each, record all."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from policies.actions.locking import lock
from policies.actions.situation import newest_version
from policies.archive.body import framed
from policies.desk import consequences
from policies.desk.comparisons import column
from policies.desk.imports.forms import RecordForm, TextFormSet, UploadForm
from policies.desk.imports.uploads import readable
from policies.desk.operation import Operation
from policies.desk.policy_views import PolicyView
from policies.exceptions import ImportRefused, PolicyError
from policies.exchange.recording import obstacle, record
from policies.exchange.staging import (
    WITHOUT_TEXTS,
    Prospect,
    forget_old,
    open_batches,
    prospects,
    refuse,
    stage,
    title_of,
)
from policies.languages import direction
from policies.records.staging import KEPT, ImportBatch, ImportText
from policies.redline import compare
from policies.text import render


class ImportView(PolicyView):
    """A step of an import into one policy."""

    right = "bring"
    header_icon = "upload"

    def trail(self) -> list[dict[str, str]]:
        return [*super().trail(), {"url": self.url("import"), "label": _("Import")}]

    def take_files(self, batch: ImportBatch) -> None:
        """Read what was uploaded into a batch, one file at a time."""
        zone = timezone.get_default_timezone()
        for name, data in readable(self.request, "files"):
            if isinstance(data, str):
                refuse(batch, name, data)
            else:
                stage(batch, data, name, zone)

    def upload_form(self) -> UploadForm:
        refused = bool(getattr(self.request, "refused_uploads", []))
        return UploadForm(self.request.POST, self.request.FILES, refused=refused)


class UploadView(ImportView, TemplateView):
    """Choose files; nothing is recorded by it."""

    template_name = "policies/desk/imports/upload.html"
    page_title = gettext_lazy("Import versions that were published before")

    def trail(self) -> list[dict[str, str]]:
        return PolicyView.trail(self)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.upload_form()
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        forget_old(self.at)
        batch = ImportBatch.objects.create(
            policy_id=self.policy.pk, owner=request.user, started_at=self.at
        )
        self.take_files(batch)
        return redirect(self.url("import_texts", batch.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        begun = open_batches(self.policy, self.request.user).filter(started_at__gte=self.at - KEPT)
        return {
            **super().get_context_data(**kwargs),
            "form": kwargs.get("form") or UploadForm(),
            "begun": [(batch, batch.texts.count(), batch.started_at + KEPT) for batch in begun],
        }


class BatchView(ImportView):
    """A step with what was uploaded, which nobody but its uploader sees."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        mine = ImportBatch.objects.filter(policy=self.policy.pk, owner=request.user)
        batch = mine.filter(pk=kwargs["batch"]).first()
        if batch is None:
            raise Http404
        self.batch = batch

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.batch.recorded_at is not None:
            messages.success(request, _("This import is recorded already."))
            return redirect(self.url("versions"))
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    @cached_property
    def prospects(self) -> list[Prospect]:
        return prospects(self.batch, at=self.at, zone=timezone.get_default_timezone())

    @property
    def here(self) -> str:
        return self.url("import_texts", self.batch.pk)

    def why_not(self) -> str:
        """What keeps the import from being recorded, or an empty text."""
        refused = sum(1 for prospect in self.prospects if prospect.refused)
        if refused:
            return ngettext(
                "%(count)s text cannot be recorded as it stands: mend it or leave it out.",
                "%(count)s texts cannot be recorded as they stand: mend them or leave them out.",
                refused,
            ) % {"count": refused}
        if not any(prospect.number for prospect in self.prospects):
            return _("No text here adds a version.")
        return obstacle(self.policy, self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "batch": self.batch}


class TextsView(BatchView, TemplateView):
    """What was understood of each file, to be mended."""

    template_name = "policies/desk/imports/texts.html"
    page_title = gettext_lazy("What was understood")

    def formset(self, data: Any = None) -> Any:
        texts = self.batch.texts.filter(refusal="").defer(*WITHOUT_TEXTS)
        return TextFormSet(data, queryset=texts, form_kwargs={"title": self.policy.title})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("do") == "add":
            return self.add()
        with transaction.atomic():
            lock(self.policy)
            # Another window may have recorded it, or thrown it away, since this one was opened.
            if not open_batches(self.policy, request.user).filter(pk=self.batch.pk).exists():
                return redirect(self.here)
            return self.change(request, request.POST.get("do", "save"))

    def change(self, request: HttpRequest, action: str) -> HttpResponse:
        if action == "discard":
            self.batch.delete()
            messages.success(request, _("The upload is thrown away; nothing was recorded."))
            return redirect(self.url("import"))
        formset = self.formset(request.POST)
        if not formset.is_valid():
            messages.error(request, _("Something is missing: see the sentences beside the texts."))
            return self.render_to_response(self.get_context_data(formset=formset))
        formset.save()
        if action != "record":
            messages.success(request, _("Your changes are kept. Nothing is recorded yet."))
            return redirect(self.here)
        if sentence := self.why_not():
            messages.error(request, sentence)
            return redirect(self.here)
        return redirect(self.url("import_record", self.batch.pk))

    def add(self) -> HttpResponse:
        form = self.upload_form()
        if form.is_valid():
            self.take_files(self.batch)
        else:
            messages.error(self.request, " ".join(form.errors["files"]))
        return redirect(self.here)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = {prospect.text.pk: prospect for prospect in self.prospects}
        # Bound again after the prospects: they judge each change by its wording.
        formset = kwargs.get("formset") or self.formset()
        for form in formset.forms:
            form.prospect = found.get(form.instance.pk)
        return {
            **super().get_context_data(**kwargs),
            "formset": formset,
            "unread": self.batch.texts.exclude(refusal=""),
            "new": sum(1 for prospect in self.prospects if prospect.number),
            "refused": sum(1 for prospect in self.prospects if prospect.refused),
            "upload": UploadForm(),
            "until": self.batch.started_at + KEPT,
            "media": formset.media,
        }


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
        return title_of(self.text, self.policy)

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
            return {**context, "html": framed(render(self.text.source), language)}
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


class RecordView(Operation, BatchView, FormView):  # type: ignore[misc]
    """All texts become versions, in one transaction."""

    page_title = gettext_lazy("Record all")
    button = gettext_lazy("Record all of it for good")
    serious = True
    form_class = RecordForm

    def trail(self) -> list[dict[str, str]]:
        return [*super().trail(), {"url": self.here, "label": _("What was understood")}]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if sentence := self.why_not():
            messages.error(request, sentence)
            return redirect(self.here)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def consequences(self) -> list[str]:
        texts = [
            (p.number, p.text.published_on, p.text.effective_date)
            for p in self.prospects
            if p.number
        ]
        if not texts:
            return []
        idle = sum(1 for p in self.prospects if p.number is None and not p.refused)
        return consequences.of_importing(self.history, texts, idle)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            done = record(
                self.batch,
                at=self.at,
                zone=timezone.get_default_timezone(),
                by=self.request.user,
            )
        except ImportRefused as refusal:
            for sentence in refusal.sentences:
                form.add_error(None, sentence)
            return self.form_invalid(form)
        except PolicyError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(
            self.request,
            ngettext(
                "%(count)s version is recorded as imported.",
                "%(count)s versions are recorded as imported.",
                done.recorded,
            )
            % {"count": done.recorded},
        )
        return redirect(self.url("versions"))

    def get_success_url(self) -> str:
        return self.here
