"""Beside wagtail-localize, where it is installed: what of a policy is translated, and what never.

The text, the title and the address are. What is said about one change is not: it belongs to the
version of its own language, and is asked of whoever publishes that.
"""

from __future__ import annotations

import json
from typing import Any

from django.apps import apps
from django.contrib import messages
from django.db.models.signals import pre_save
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from policies.desk.writing.starting import UNANSWERED
from policies.exceptions import PublishingRefused
from policies.records.version import PolicyVersion


def connect(mixin: Any) -> None:
    """Keep the answers of the original out of its translations."""
    if not apps.is_installed("wagtail_localize"):
        return
    from wagtail_localize.fields import BaseTranslatableField

    # Neither translated nor kept the same in all languages: localize leaves the field alone.
    own = [BaseTranslatableField(name) for name in (*UNANSWERED, "based_on")]
    mixin.override_translatable_fields = own
    source = apps.get_model("wagtail_localize", "TranslationSource")
    pre_save.connect(begin_with_what_binds, sender=source, dispatch_uid="policies.translation")


def begin_with_what_binds(instance: Any, **kwargs: Any) -> None:
    """A text that is given to translators for the first time is the one in force.

    Localize takes the row of the page, which may hold what is still to come (see
    ``starting.begin_translation``). Later updates bring what is to be translated next.
    """
    model = instance.specific_content_type.model_class()
    if not instance._state.adding or not hasattr(model, "record_publication"):
        return
    told = json.loads(instance.content_json)
    binding = PolicyVersion.objects.in_force(timezone.now()).filter(policy=told["pk"])
    if version := binding.first():
        told |= {"body": version.source, "title": version.title, "draft_title": version.title}
        instance.content_json = json.dumps(told)


def urls() -> list[URLPattern]:
    """Before localize's own: the view that publishes all translations at once, with a way out."""
    if not apps.is_installed("wagtail_localize"):
        return []
    return [path("localize/update/<int:translation_source_id>/", update_translations)]


def update_translations(request: HttpRequest, translation_source_id: int) -> HttpResponseBase:
    """Localize's view; a refusal, which reaches it only after the commit, ends in a sentence."""
    from wagtail_localize.views.update_translations import UpdateTranslationsView

    view = UpdateTranslationsView.as_view()
    try:
        response: HttpResponseBase = view(request, translation_source_id=translation_source_id)
    except PublishingRefused:
        messages.error(request, _not_published())
        return redirect("wagtailadmin_home")
    return response


def explain(request: HttpRequest, page: Page) -> None:
    """Say why a publication in another tool's editor came to nothing, and how it is done."""
    if request.POST.get("action") != "publish":
        return
    page = type(page)._default_manager.get(pk=page.pk)
    if page.live and page.latest_revision_id != page.live_revision_id:
        messages.error(request, _not_published())


def _not_published() -> str:
    return _(
        "The translation is saved but not published: a new version must say what kind of change "
        "it is, what changed and from when it applies. Choose “Stop synced translation”, answer "
        "in the editor, publish, and start it again."
    )
