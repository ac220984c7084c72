"""The sample shop: its home page, its people, their workflow, and its policies."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import (
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from policies.models import PolicyIndexPage, PolicyPage, PolicySettings
from policysite.storefront import german, story
from policysite.storefront.models import HomePage

PASSWORD = "demo"  # noqa: S105 - for the demo alone, which refuses to run without DEBUG
PEOPLE = {
    "editor": ("Edith", "Marsh", "Legal editors"),
    "approver": ("Abel", "Finch", "Legal approvers"),
    "admin": ("Ada", "Ardley", None),
}
RIGHTS = {
    "Legal editors": (["add", "change"], ["view_policyversion"]),
    "Legal approvers": (
        ["add", "change", "publish"],
        [
            "view_policyversion",
            "shorten_notice_period",
            "correct_policyversion",
            "withdraw_policyversion",
            "import_policyversion",
            "export_policyversion",
            "add_policyreview",
            "close_changenotice",
            "import_policyversion",
            "export_policyversion",
            "change_policysettings",
            "delete_subscription",
        ],
    ),
}


def open_shop(say: Callable[[str], None]) -> None:
    """Load the sample shop into an empty site."""
    site = Site.objects.select_related("root_page").get(is_default_site=True)
    home = make_home(site)
    index = PolicyIndexPage(
        title="Policies",
        slug="policies",
        intro="What binds you and us, what bound us before, and what changed in between.",
        show_in_menus=True,
    )
    home.add_child(instance=index)
    people = make_people(index)
    offer_mail(site)
    for tale in story.tales():
        policy = PolicyPage(title=tale.title, slug=tale.slug, live=False)
        index.add_child(instance=policy)
        story.tell(
            tale,
            policy,
            now=timezone.now(),
            zone=timezone.get_default_timezone(),
            by=people["approver"],
        )
        say(f"  {tale.title}: {len(tale.versions)} version(s)")
    german.open_branch(home, index, by=people["approver"], say=say)


def make_home(site: Site) -> HomePage:
    """The shop front, in place of the page that Wagtail begins with."""
    welcome = site.root_page
    home = HomePage(title="Ardley & Finch", slug="shop")
    welcome.get_parent().add_child(instance=home)
    site.root_page = home
    site.site_name = "Ardley & Finch"
    site.save()
    welcome.delete()
    return home


def offer_mail(site: Site) -> None:
    """Changes by mail; in development the mails are written to the terminal."""
    settings = PolicySettings.for_site(site)
    settings.subscriptions_offered = True
    settings.mail_from = "policies@ardley-finch.example"
    settings.full_clean()
    settings.save()


def make_people(index: Page) -> dict[str, Any]:
    """The editor, the approver and the administrator, with their groups and the workflow."""
    for name, (page_rights, plugin_rights) in RIGHTS.items():
        group, _ = Group.objects.get_or_create(name=name)
        codenames = ["access_admin", *plugin_rights]
        group.permissions.set(Permission.objects.filter(codename__in=codenames))
        for right in page_rights:
            permission = Permission.objects.get(
                content_type__app_label="wagtailcore", codename=f"{right}_page"
            )
            GroupPagePermission.objects.get_or_create(
                group=group, page=index, permission=permission
            )
    task = GroupApprovalTask.objects.create(name="Legal approval")
    task.groups.set(Group.objects.filter(name="Legal approvers"))
    workflow = Workflow.objects.create(name="Publishing a policy")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=index)
    people = {}
    for username, (first, last, group_name) in PEOPLE.items():
        user = get_user_model().objects.create_user(
            username,
            f"{username}@ardley-finch.example",
            PASSWORD,
            first_name=first,
            last_name=last,
            is_staff=group_name is None,
            is_superuser=group_name is None,
        )
        if group_name:
            user.groups.add(Group.objects.get(name=group_name))
        people[username] = user
    return people
