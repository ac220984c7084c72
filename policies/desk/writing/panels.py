"""The tabs and panels of the policy's edit view."""

from __future__ import annotations

from typing import Any

from django.forms import RadioSelect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from policies.desk.writing.asked import Asked, asked
from policies.desk.writing.days import DayInput, InstantInput
from policies.desk.writing.fields import MarkdownTextarea, WordsInput
from policies.desk.writing.redlined_field import RedlinedFieldPanel
from policies.permissions import SHORTEN_NOTICE


class AboutThisChange:
    """A bound panel that knows the draft; shown where ``panel.when`` says so."""

    @cached_property
    def asked(self: Any) -> Asked:
        return asked(self.instance, self.request, self.form)

    def is_shown(self: Any) -> bool:
        shown: bool = super().is_shown()  # type: ignore[misc]
        return shown and (not self.panel.when or bool(getattr(self.asked, self.panel.when)))

    def get_context_data(self: Any, parent_context: Any = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)  # type: ignore[misc]
        return {**context, "asked": self.asked}


class QuestionPanel(MultiFieldPanel):  # type: ignore[misc]
    """Fields under a question, with what helps to answer it.

    ``template`` renders the panel; ``when`` names the attribute of ``Asked`` that must hold.
    """

    def __init__(self, *args: Any, template: str, when: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.template, self.when = template, when

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "template": self.template, "when": self.when}

    class BoundPanel(AboutThisChange, MultiFieldPanel.BoundPanel):  # type: ignore[misc]
        @property
        def template_name(self) -> str:
            return f"policies/desk/panels/{self.panel.template}.html"


EXPIRY = _(
    "A policy that expires leaves the site with all its versions: their addresses answer “not "
    "found”, also where a version is still in force. To say in public that a version no longer "
    "applies, withdraw it instead."
)


class SchedulePanel(PublishingPanel):  # type: ignore[misc]
    """Wagtail's schedule, with the browser's own fields for its instants."""

    def __init__(self, **kwargs: Any) -> None:
        # The dialog puts an answer back that is closed without being confirmed.
        attrs = {
            "data-controller": "w-action",
            "data-action": "w-dialog:hidden->w-action#reset",
            "data-w-dialog-target": "notify",
        }
        fields = [
            FieldPanel("go_live_at", widget=InstantInput(attrs)),
            FieldPanel("expire_at", widget=InstantInput(attrs), help_text=EXPIRY),
        ]
        super().__init__(**{"children": fields, **kwargs})

    class BoundPanel(PublishingPanel.BoundPanel):  # type: ignore[misc]
        pass


class BasePanel(HelpPanel):  # type: ignore[misc]
    """Which version the draft is based on."""

    def __init__(self, *, when: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("template", "policies/desk/panels/based_on.html")
        super().__init__(**kwargs)
        self.when = when

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "when": self.when}

    class BoundPanel(AboutThisChange, HelpPanel.BoundPanel):  # type: ignore[misc]
        pass


def policy_edit_handler() -> TabbedInterface:
    """Text, this change, and Wagtail's promote and settings tabs."""
    return TabbedInterface(
        [
            ObjectList(
                [
                    TitleFieldPanel("title"),
                    BasePanel(when="later"),
                    RedlinedFieldPanel("body", widget=MarkdownTextarea),
                    FieldPanel("based_on"),
                ],
                heading=_("Text"),
            ),
            ObjectList(this_change(), heading=_("This change")),
            ObjectList(
                [
                    MultiFieldPanel(
                        [
                            FieldPanel("slug"),
                            FieldPanel("seo_title"),
                            FieldPanel("search_description"),
                        ],
                        heading=_("For search engines"),
                    ),
                    FieldPanel("show_in_menus"),
                ],
                heading=_("Promote"),
            ),
            ObjectList([SchedulePanel()], heading=_("Settings")),
        ]
    )


def this_change() -> list[Any]:
    """The questions that are asked when a version is published, in the order of deciding."""
    return [
        QuestionPanel(
            [FieldPanel("base_confirmed", heading=_("I have compared the two"))],
            heading=_("What this draft was begun from"),
            template="base",
            when="doubt",
        ),
        QuestionPanel(
            [
                FieldPanel("change_kind", heading=_("Your answer"), widget=RadioSelect),
                FieldPanel(
                    "editorial_reason",
                    heading=_("If not: why does the meaning stay the same?"),
                    help_text=_(
                        "Asked for where there are signals. Kept with the version, not public."
                    ),
                ),
            ],
            heading=_("Do people need to know that this changed?"),
            template="kind",
            when="later",
        ),
        QuestionPanel(
            [FieldPanel("change_summary", heading=_("Change summary"), widget=WordsInput)],
            heading=_("What changed, where and why?"),
            template="summary",
            when="later",
        ),
        QuestionPanel(
            [FieldPanel("meanwhile", heading=_("Your answer"), widget=RadioSelect)],
            heading=_("What becomes of the forthcoming version?"),
            template="meanwhile",
            when="coming",
        ),
        QuestionPanel(
            [
                FieldPanel("effective_when", heading=_("Your answer"), widget=RadioSelect),
                FieldPanel("effective_date", heading=_("Effective date"), widget=DayInput),
                FieldPanel(
                    "short_notice_reason",
                    heading=_("If sooner: why does the notice have to be shorter?"),
                    help_text=_("Kept with the version, not public."),
                    permission=SHORTEN_NOTICE,
                ),
            ],
            heading=_("From which day does it apply?"),
            template="when",
        ),
    ]
