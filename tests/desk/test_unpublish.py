"""Unpublishing is explained before it is done, and does what was said."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from policies.models import PolicyIndexPage, PolicyPage, PolicyVersion
from tests.confirming import press
from tests.desk.conftest import NEW, NEWER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PUBLIC = ["", "versions/", "versions/1/", "versions/1/document.md", "compare/1/2/", "feed/"]
PUBLIC += ["versions.json", "as-of/2026-06-01/", "timegate/", "timemap/"]


def unpublish(policy: Any) -> str:
    return reverse("wagtailadmin_pages:unpublish", args=[policy.pk])


def test_what_it_does_is_said_before_the_button(desk: Any, policy: Any, publish: Any) -> None:
    publish(policy, NEW, kind="material")
    page = desk.get(unpublish(policy)).content.decode()
    for said in (
        "its address answers “not found”",
        "By its dates, version 1 stays in force, but nobody can read it.",
        "Version 2 still takes effect on 1 Jul 2026, unseen.",
        "Its notice disappears from the storefront",
        "withdraw the version instead",
    ):
        assert said in page
    assert page.index("not found") < page.index("Yes, unpublish it")


def test_it_does_what_was_said_and_publishing_brings_it_back(
    desk: Any, policy: Any, publish: Any, client: Any
) -> None:
    publish(policy, NEW, kind="material")
    before = {path: client.get(f"/privacy/{path}").status_code for path in PUBLIC}
    told = list(PolicyVersion.objects.values("number", "digest", "withdrawn_at"))
    desk.post(unpublish(policy))
    for path in PUBLIC:
        assert client.get(f"/privacy/{path}").status_code == 404, path
    assert client.get("/policies-api/notice.json").json() == {"notices": []}
    assert client.get("/policies-api/policies.json").json()["policies"] == []
    assert list(PolicyVersion.objects.values("number", "digest", "withdrawn_at")) == told
    versions = reverse("policies_desk:versions", args=[policy.pk])
    assert "Version 2</a>" in desk.get(versions).content.decode()
    page = PolicyPage.objects.get(pk=policy.pk)
    page.get_latest_revision().publish()
    assert {p: client.get(f"/privacy/{p}").status_code for p in PUBLIC} == before
    assert len(client.get("/policies-api/notice.json").json()["notices"]) == 1
    assert PolicyVersion.objects.count() == 2


def test_the_editor_then_shows_the_text_without_the_answers_of_its_change(
    desk: Any, policy: Any, publish: Any, form_of: Any
) -> None:
    publish(policy, NEW, summary="Ninety days.")
    desk.post(unpublish(policy))
    url = reverse("wagtailadmin_pages:edit", args=[policy.pk])
    html = desk.get(url).content.decode()
    assert "based on version 2, the newest" in html
    assert "has been published since" not in html
    form = form_of(desk, url)
    assert (form["change_summary"].strip(), form["effective_date"]) == ("", "")
    assert "change_kind" not in form
    press(desk, url, {**form.dict(), "body": NEWER, "action-publish": "1"})
    assert PolicyVersion.objects.count() == 2


def test_many_at_once_are_told_of_afterwards(
    desk: Any, policy: Any, make_policy: Any, home: Any
) -> None:
    drafted = make_policy(slug="drafted", title="Drafted")
    PolicyPage.objects.filter(pk=drafted.pk).update(live=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "unpublish"])
    query = f"?id={policy.pk}&id={drafted.pk}&next=/admin/pages/{home.pk}/"
    page = desk.post(url + query, follow=True).content.decode()
    assert "“Privacy policy” and its versions are no longer public" in page
    assert "“Drafted” and its versions" not in page
    assert not PolicyPage.objects.get(pk=policy.pk).live


def test_a_parent_that_takes_its_policies_along_tells_of_them(
    desk: Any, make_policy: Any, home: Any
) -> None:
    index = home.add_child(instance=PolicyIndexPage(title="Policies", slug="policies"))
    make_policy(parent=index)
    sent = desk.post(unpublish(index), {"include_descendants": "on"}, follow=True)
    assert "“Privacy policy” and its versions are no longer public" in sent.content.decode()


def test_a_page_without_versions_is_asked_as_wagtail_asks(
    desk: Any, make_policy: Any, home: Any
) -> None:
    index = home.add_child(instance=PolicyIndexPage(title="Policies", slug="policies"))
    page = desk.get(unpublish(index)).content.decode()
    assert "Yes, unpublish it" in page
    assert "not found" not in page
