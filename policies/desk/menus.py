"""The desk's lines in the admin's menus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from policies.desk.guide import may_read_guide
from policies.desk.mail.subscribers import SubscribersView
from policies.desk.reports import REPORTS
from policies.permissions import EXPORT, FORGET_ADDRESS, VIEW

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


def reports(user: Any) -> list[MenuItem]:
    """The reports for whoever may see versions, the pack and the subscribers for whoever may."""
    return [
        *(
            _item(report.page_title, report.name, report.header_icon, 600 + place)
            for place, report in enumerate(REPORTS)
            if user.has_perm(VIEW)
        ),
        *_for(user, FORGET_ADDRESS, SubscribersView.page_title, "subscribers", "mail", 680),
        *_for(user, EXPORT, _("Evidence pack"), "evidence_of_all", "download", 690),
    ]


def help_pages(user: Any) -> list[MenuItem]:
    """The guide, for whoever may work on a policy or see its versions."""
    return [_item(_("Policies: a guide"), "guide", "help", 950)] if may_read_guide(user) else []


def _for(
    user: Any, right: str, label: _StrOrPromise, view: str, icon: str, order: int
) -> list[MenuItem]:
    return [_item(label, view, icon, order)] if user.has_perm(right) else []


def _item(label: _StrOrPromise, view: str, icon: str, order: int) -> MenuItem:
    name = f"policies-{view.replace('_', '-')}"
    return MenuItem(label, reverse(f"policies_desk:{view}"), name=name, icon_name=icon, order=order)
