"""What can be done to the notice of a version while it is live."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from policies.actions.close_notice import close_notice
from policies.actions.extend_notice import extend_notice
from policies.desk.versions import consequences
from policies.desk.versions.operation import VersionOperation
from policies.desk.versions.operation_forms import CloseNoticeForm, ExtendNoticeForm


class NoticeOperation(VersionOperation):
    right = "notice"

    def idle(self) -> str:
        self.notice = getattr(self.version, "notice", None)
        if self.notice is None:
            return _("Version %(number)s has no notice.") % {"number": self.version.number}
        if self.notice.ends_at <= self.at:
            return _("The notice of version %(number)s has ended.") % {
                "number": self.version.number
            }
        return ""


class CloseNoticeView(NoticeOperation):
    page_title = gettext_lazy("Close the notice")
    icon = "circle-xmark"
    button = gettext_lazy("Close the notice now")
    serious = True
    form_class = CloseNoticeForm

    def consequences(self) -> list[str]:
        return consequences.of_closing(self.notice, self.at)

    def perform(self, form: CloseNoticeForm) -> str:
        close_notice(
            notice=self.notice,
            at=self.at,
            reason=form.cleaned_data["reason"],
            by=self.request.user,
        )
        return _("The notice is closed.")


class ExtendNoticeView(NoticeOperation):
    page_title = gettext_lazy("Extend the notice")
    icon = "calendar-alt"
    button = gettext_lazy("Extend the notice")
    form_class = ExtendNoticeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "notice": self.notice}

    def consequences(self) -> list[str]:
        return consequences.of_extending(self.notice)

    def perform(self, form: ExtendNoticeForm) -> str:
        extend_notice(
            notice=self.notice,
            last_day=form.cleaned_data["last_day"],
            reason=form.cleaned_data["reason"],
            at=self.at,
            by=self.request.user,
        )
        return _("The notice stays longer.")
