"""The link to a policy in a site's own footer: true, cheap, and silent about what is not public."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import PageViewRestriction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

LINK = Template('{% load policies_tags %}{% policy_link "privacy" %}')


def link(**context: Any) -> str:
    return LINK.render(Context({"request": RequestFactory().get("/"), **context}))


def words() -> str:
    return " ".join(BeautifulSoup(link(), "html.parser").text.split())


def test_it_names_the_day_of_the_newest_text_in_force(policy, publish, clock) -> None:
    assert words() == "Privacy policy updated 1 Jun 2026"
    assert BeautifulSoup(link(), "html.parser").a["href"] == "/privacy/"
    clock.move_to(timezone.now() + timedelta(days=10))
    publish(policy, "We keep your name for 90 days.", kind="material")
    assert words() == "Privacy policy updated 1 Jun 2026"
    clock.move_to(timezone.now() + timedelta(days=31))
    assert words() == "Privacy policy updated 11 Jun 2026"


def test_once_it_is_known_it_costs_no_query(policy, publish, django_assert_num_queries) -> None:
    link()
    with django_assert_num_queries(0):
        link()
    publish(policy, "We keep names for 30 days.")
    assert words() == "Privacy policy updated 1 Jun 2026"


@pytest.mark.usefixtures("home")
def test_where_there_is_none_nothing_is_said() -> None:
    assert link() == ""
    assert link(request=None) == ""


def test_what_is_not_public_is_not_named(policy) -> None:
    assert words()
    restriction = PageViewRestriction.objects.create(page=policy, restriction_type="login")
    assert link() == ""
    restriction.delete()
    assert words()
    policy.unpublish()
    assert link() == ""


def test_a_policy_that_does_not_bind_yet_is_not_linked(make_policy) -> None:
    soon = timezone.localdate() + timedelta(days=5)
    make_policy(effective_date=soon)
    assert link() == ""


def test_a_host_without_a_site_gets_nothing(policy) -> None:
    from wagtail.models import Site

    Site.objects.update(is_default_site=False, hostname="policies.example")
    Site.clear_site_root_paths_cache()
    assert link(request=RequestFactory().get("/", headers={"host": "elsewhere.example"})) == ""


def test_a_title_in_another_language_bears_it(policy) -> None:
    from django.utils import translation

    with translation.override("de"):
        assert BeautifulSoup(link(), "html.parser").a["lang"] == "en-gb"
