"""The steps of an import: choose files, mend what was understood, preview each, record all."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from policies import civil
from policies.desk.imports import consequences
from policies.desk.imports.forms import RecordForm, TextFormSet, UploadForm
from policies.desk.imports.steps import BatchView, ImportView
from policies.desk.policy_views import PolicyView
from policies.desk.versions.operation import Operation
from policies.exceptions import ImportRefused, PolicyError
from policies.exchange.importing.recording import record
from policies.exchange.importing.staging import (
    WITHOUT_TEXTS,
    forget_old,
    open_batches,
)
from policies.publishing.locking import lock
from policies.records.staging import KEPT, ImportBatch


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
                zone=civil.site_zone(),
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
