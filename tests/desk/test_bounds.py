"""A draft that asks for more than any policy does is kept, told of, and not published."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from policies.actions.import_version import NotToBeRecorded, import_version
from policies.exceptions import PublishingRefused
from policies.models import PolicyPage, PolicyVersion
from policies.text.bounds import MAX_COLUMNS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

WIDE = "|a" * (MAX_COLUMNS + 1) + "|\n" + "|-" * (MAX_COLUMNS + 1) + "|\n"
SENTENCE = "A table has 201 columns"


@pytest.fixture
def draft(policy: Any, lawyer: Any) -> Any:
    page = PolicyPage.objects.get(pk=policy.pk)
    page.body = WIDE
    page.save_revision(user=lawyer)
    return page


@pytest.mark.parametrize("screen", ["wagtailadmin_pages:edit", "policies_desk:draft"])
def test_the_draft_is_kept_and_every_screen_says_why_it_waits(
    desk: Any, draft: Any, screen: str
) -> None:
    response = desk.get(reverse(screen, args=[draft.pk]))
    assert response.status_code == 200
    assert SENTENCE in response.content.decode()
    assert draft.get_latest_revision().content["body"] == WIDE


def test_revisions_are_compared_in_a_sentence(desk: Any, draft: Any) -> None:
    address = reverse(
        "wagtailadmin_pages:revisions_compare", args=[draft.pk, "live", draft.latest_revision_id]
    )
    assert SENTENCE in desk.get(address).content.decode()


def test_publishing_is_refused_and_nothing_is_written(draft: Any, publish: Any) -> None:
    with pytest.raises(PublishingRefused, match=SENTENCE):
        publish(draft, WIDE)
    assert PolicyVersion.objects.filter(policy=draft.pk).count() == 1


def test_a_first_version_is_refused_too(make_policy: Any) -> None:
    with pytest.raises(PublishingRefused, match=SENTENCE):
        make_policy(body=WIDE, slug="wide")


def test_an_import_names_it_and_goes_on(policy: Any) -> None:
    newest = PolicyVersion.objects.get(policy=policy.pk)
    at = newest.published_at
    with pytest.raises(NotToBeRecorded, match=SENTENCE):
        import_version(
            policy=policy,
            title="Old",
            language="en",
            source=WIDE,
            published_at=at,
            effective_date=at.date(),
            at=at,
            source_name="old.md",
        )
