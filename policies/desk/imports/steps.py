"""What the steps of an import share: the policy, the files, and what was uploaded of them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from policies import civil
from policies.desk.imports.forms import UploadForm
from policies.desk.imports.uploads import readable
from policies.desk.policy_views import PolicyView
from policies.exchange.importing.making_public import obstacle
from policies.exchange.importing.staging import Prospect, prospects, refuse, stage
from policies.records.staging import ImportBatch


class ImportView(PolicyView):
    """A step of an import into one policy."""

    right = "bring"
    header_icon = "upload"

    def trail(self) -> list[dict[str, str]]:
        return [*super().trail(), {"url": self.url("import"), "label": _("Import")}]

    def take_files(self, batch: ImportBatch) -> None:
        """Read what was uploaded into a batch, one file at a time."""
        zone = civil.site_zone()
        for name, data in readable(self.request, "files"):
            if isinstance(data, str):
                refuse(batch, name, data)
            else:
                stage(batch, data, name, zone)

    def upload_form(self) -> UploadForm:
        refused = bool(getattr(self.request, "refused_uploads", []))
        return UploadForm(self.request.POST, self.request.FILES, refused=refused)


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
        return prospects(self.batch, at=self.at, zone=civil.site_zone())

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
