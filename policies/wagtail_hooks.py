"""Registrations only: each hook guards, then makes one call."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.pages import PageViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from policies.desk import access, buttons, evidence, menus
from policies.desk.home import PoliciesPanel
from policies.desk.publishing import bulk, guards
from policies.desk.publishing.views import page_viewset
from policies.desk.writing import translating
from policies.pages import PolicyPageMixin


@hooks.register("register_admin_viewset")
def register_policy_viewsets() -> list[PageViewSet]:
    return [
        page_viewset(model) for model in apps.get_models() if issubclass(model, PolicyPageMixin)
    ]


@hooks.register("before_delete_page")
def before_delete_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    return guards.refuse_delete(request, [page])


@hooks.register("before_unpublish_page")
def before_unpublish_page(request: HttpRequest, page: Page) -> None:
    guards.explain_unpublish_below(request, page)


@hooks.register("before_bulk_action")
def before_bulk_action(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    return guards.before_bulk_action(request, action_type, objects, action)


for action in bulk.ACTIONS:
    # After Wagtail's own: of two with the same name, the later one counts.
    hooks.register("register_bulk_action", action, order=1)


@hooks.register("register_admin_urls")
def register_desk_urls() -> list[URLPattern | URLResolver]:
    return [path("policies/", include("policies.desk.urls"))]


@hooks.register("register_admin_urls", order=-1)
def register_urls_before_localize() -> list[URLPattern | URLResolver]:
    return [*translating.urls()]


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    evidence.register_log_actions(actions)


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    return access.grantable()


@hooks.register("register_page_header_buttons")
def page_header_buttons(page: Page, user: Any, view_name: str, next_url: str = "") -> list[Button]:
    return buttons.for_page(page, user)


@hooks.register("register_page_listing_more_buttons")
def page_listing_more_buttons(page: Page, user: Any, next_url: str = "") -> list[Button]:
    return buttons.for_page(page, user)


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    return [*icons, "policies/desk/icons/policies-redline.svg"]


@hooks.register("construct_homepage_panels")
def construct_homepage_panels(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(PoliciesPanel())


@hooks.register("construct_help_menu")
def construct_help_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    items.extend(menus.help_pages(request.user))


@hooks.register("construct_reports_menu")
def construct_reports_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    items.extend(menus.reports(request.user))
