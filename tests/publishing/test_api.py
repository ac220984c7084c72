"""Wagtail's API v3, mounted as its documentation shows, with real requests: right, or refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from wagtail.models import APIToken, GroupPagePermission, ModelLogEntry, Page, PageLogEntry

from policies.exchange.verification import doubts
from policies.models import PolicyPage, PolicyVersion

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("clock"),
    pytest.mark.urls("tests.publishing.api_urls"),
]

OLD = "# Data we keep\n\nWe keep your name for 30 days.\n"
NEW = "# Data we keep\n\nWe keep your full name for 30 days.\n"
POLICY = {"type": "policies.PolicyPage"}


@pytest.fixture
def ask(client: Any, editor: Any) -> Any:
    """``ask("patch", "pages/3/", {…})``: a request with somebody's token."""
    client.raise_request_exception = False

    def request(method: str, path: str, data: Any = None, *, user: Any = editor) -> Any:
        _made, key = APIToken.create_token(user=user, name="a machine")
        given = {"data": json.dumps(data), "content_type": "application/json"} if data else {}
        headers = {"Authorization": f"Bearer {key}"}
        return getattr(client, method)(f"/api/v3/{path}", headers=headers, **given)

    return request


def draft(policy: Any, **fields: Any) -> Any:
    page = PolicyPage.objects.get(pk=policy.pk).get_latest_revision_as_object()
    page.body, page.change_kind, page.change_summary = NEW, "editorial", "We mend a typo."
    page.effective_date, page.editorial_reason = timezone.localdate(), "Only a typo."
    for name, value in fields.items():
        setattr(page, name, value)
    return page.save_revision()


def sentences(response: Any) -> list[str]:
    return [error["msg"] for error in response.json()["errors"]]


def texts(policy: Any) -> list[str]:
    return list(
        PolicyVersion.objects.filter(policy=policy.pk)
        .order_by("number")
        .values_list("source", flat=True)
    )


def publish(policy: Any) -> tuple[str, str, dict[str, Any]]:
    return "post", f"pages/{policy.pk}/actions/publish/", {"any": 1}


def edit(policy: Any) -> tuple[str, str, dict[str, Any]]:
    wanted = {"show_in_menus": True, "meta": {**POLICY, "action": "publish"}}
    return "patch", f"pages/{policy.pk}/", wanted


@pytest.mark.parametrize("way", [publish, edit])
def test_a_draft_with_its_answers_is_published_by_whoever_asks(
    policy: Any, editor: Any, ask: Any, way: Any
) -> None:
    draft(policy)
    assert ask(*way(policy)).status_code == 200
    assert texts(policy) == [OLD, NEW]
    version = PolicyVersion.objects.get(policy=policy.pk, number=2)
    assert (version.publisher_id, version.kind) == (editor.pk, "editorial")
    assert version.effective_date == timezone.localdate()
    assert list(doubts()) == []


@pytest.mark.parametrize("way", [publish, edit])
def test_a_draft_without_them_is_refused_with_sentences_that_are_true(
    policy: Any, ask: Any, way: Any
) -> None:
    draft(policy, change_kind="", change_summary="")
    refused = ask(*way(policy))
    assert refused.status_code == 422
    assert sentences(refused) == [
        "Say whether the change is editorial or material.",
        "Say in plain words what changed, where and why.",
    ]
    assert texts(policy) == [OLD]
    assert list(doubts()) == []


def test_what_is_not_asked_about_is_saved(policy: Any, ask: Any) -> None:
    saved = ask("patch", f"pages/{policy.pk}/", {"title": "New title", "meta": POLICY})
    assert saved.status_code == 200
    assert PolicyPage.objects.get(pk=policy.pk).title == "Privacy policy"
    assert len(texts(policy)) == 1


def test_a_policy_without_a_text_is_not_made_public(policy: Any, ask: Any) -> None:
    meta = {**POLICY, "parent_id": policy.get_parent().pk, "action": "publish"}
    refused = ask("post", "pages/", {"title": "Made", "slug": "made", "meta": meta})
    assert sentences(refused) == ["A policy cannot be published without a text."]
    assert not Page.objects.filter(slug="made").exists()


def test_a_text_that_was_redacted_or_is_too_long_is_no_exception(policy: Any, ask: Any) -> None:
    draft(policy, body="> " * 5000 + "deep\n" + "x " * 400_000)
    refused = ask(*publish(policy))
    assert refused.status_code == 422
    assert len(sentences(refused)) == 1
    assert texts(policy) == [OLD]


@pytest.mark.parametrize("above", [False, True])
def test_nothing_published_is_deleted_counted_or_logged(
    policy: Any, home: Any, ask: Any, above: bool
) -> None:
    shelf = home.add_child(instance=Page(title="Shelf", slug="shelf"))
    policy.move(shelf, "last-child")
    page = Page.objects.get(pk=shelf.pk if above else policy.pk)
    logged = PageLogEntry.objects.count(), ModelLogEntry.objects.count()
    refused = ask("delete", f"pages/{page.pk}/actions/delete/")
    assert refused.status_code == 403
    assert refused.json()["detail"].startswith("“Privacy policy” has published versions, and")
    assert (PageLogEntry.objects.count(), ModelLogEntry.objects.count()) == logged
    assert Page.find_problems() == ([], [], [], [], [])
    assert Page.objects.get(pk=shelf.pk).numchild == 1


def test_a_page_that_never_published_is_deleted(make_policy: Any, ask: Any) -> None:
    page = make_policy(live=False)
    assert ask("delete", f"pages/{page.pk}/actions/delete/").status_code in (200, 204)
    assert not Page.objects.filter(pk=page.pk).exists()


@pytest.fixture
def assistant(home: Any) -> Any:
    """Somebody who may publish, and may not go below the notice period."""
    group = Group.objects.create(name="Assistants")
    for right in ("add", "change", "publish"):
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=f"{right}_page"
        )
        GroupPagePermission.objects.create(group=group, page=home, permission=permission)
    user = get_user_model().objects.create_user("ann", "ann@example.org", "secret")
    user.groups.add(group)
    return user


@pytest.mark.parametrize("way", [publish, edit])
def test_who_may_not_shorten_the_notice_may_not_here_either(
    policy: Any, assistant: Any, ask: Any, way: Any
) -> None:
    draft(policy, change_kind="material", short_notice_reason="In a hurry.")
    refused = ask(*way(policy), user=assistant)
    assert refused.status_code == 422
    assert "days ahead" in " ".join(sentences(refused))
    assert texts(policy) == [OLD]


@pytest.mark.parametrize("way", [publish, edit])
def test_who_may_not_publish_does_not(policy: Any, ask: Any, way: Any) -> None:
    nobody = get_user_model().objects.create_user("nob", "nob@example.org", "secret")
    draft(policy)
    assert ask(*way(policy), user=nobody).status_code == 403
    assert texts(policy) == [OLD]


def test_a_copy_begins_with_the_text_in_force(policy: Any, ask: Any) -> None:
    draft(policy)
    assert ask("post", f"pages/{policy.pk}/actions/copy/", {"slug": "copy"}).status_code == 201
    copy = PolicyPage.objects.get(slug="copy")
    assert texts(copy) == [OLD]
    assert list(doubts()) == []
