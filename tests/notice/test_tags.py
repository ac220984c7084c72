"""The notice in the pages of the policies' own site: one HTML for everybody, no script needed."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.template import Context, Template
from django.test import RequestFactory, override_settings

from policies.models import PolicySettings
from policies.notice import scripts
from policies.notice.tags import page_state
from tests.notice.conftest import SUMMARY

pytestmark = pytest.mark.django_db

BOTH = "{% load policies_tags %}<head>{% policy_notice_script %}</head>{% policy_notice %}"


def rendered(address="/", **extra):
    request = RequestFactory().get(address, **extra)
    return Template(BOTH).render(Context({"request": request}))


def parsed(html):
    return BeautifulSoup(html, "html.parser")


def tree(address="/", **extra):
    return parsed(rendered(address, **extra))


def test_it_says_what_the_storefront_says(announced):
    (section,) = tree().select("section.policy-notice")
    assert (section.get("aria-label"), section.get("lang")) == ("Changes to our policies", "en-gb")
    words = " ".join(section.text.split())
    assert words == (
        f"Privacy policy: changes take effect on 1 Jul 2026. {SUMMARY} "
        "See the changes Read it in full Close"
    )
    compare, read = section.select("a")
    assert (compare.get("href"), read.get("href")) == (
        "/privacy/changes/2/",
        "/privacy/versions/2/",
    )
    assert compare.get("data-from") == "/privacy/compare/{seen}/2/"


def test_where_nothing_is_live_the_page_bears_nothing(policy):
    assert rendered().strip() == "<head></head>"
    assert Template(BOTH).render(Context({})).strip() == "<head></head>"


def test_the_head_has_one_blocking_script_under_a_lasting_address(announced, client):
    page = tree()
    (script,) = page.select("script")
    assert set(script.attrs) == {"src"}
    assert not script.text
    (sheet,) = page.select("link")
    for address, suffix in ((script.get("src"), "js"), (sheet.get("href"), "css")):
        served = client.get(address)
        assert served.content == scripts.here(suffix).plain
        assert "immutable" in served["Cache-Control"]


def test_everybody_gets_the_same_bytes(announced, client, django_user_model):
    someone = rendered(HTTP_COOKIE="a=b; csrftoken=c", HTTP_USER_AGENT="x", REMOTE_ADDR="10.0.0.1")
    assert someone == rendered()
    answer = client.get("/privacy/")
    assert not answer.cookies


def test_without_javascript_a_form_closes_it_and_a_link_brings_it_back(announced, client):
    address = "/privacy/compare/1/2/?view=side-by-side&q=%22%26%3C&q=2"
    shown = parsed(client.get(address).content)
    (form,) = shown.select(".policy-notice form")
    (button,) = form.select("button")
    assert form.get("method", "get") == "get"
    fields = [(i.get("name"), i.get("value")) for i in form.select("input")]
    assert fields == [("view", "side-by-side"), ("q", '"&<'), ("q", "2")]
    fields.append((button.get("name"), button.get("value")))
    answer = client.get(form.get("action"), {name: [] for name, _v in fields} | _grouped(fields))
    closed = parsed(answer.content)
    assert not answer.cookies
    assert closed.select(".policy-notice") == []
    (link,) = closed.select(".policy-notice-back a")
    assert link.text == "Show the notice again"
    back = urlsplit(link.get("href"))
    assert back.path == "/privacy/compare/1/2/"
    assert parse_qsl(back.query) == [("view", "side-by-side"), ("q", '"&<'), ("q", "2")]
    again = parsed(client.get(link.get("href")).content)
    assert len(again.select(".policy-notice")) == 1


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("//evil.example/x/", "/%2Fevil.example/x/"),
        ("/\t/evil.example/", "/%09/evil.example/"),
        ("/what?/100%#top/", "/what%3F/100%25%23top/"),
        ("/données/", "/donn%C3%A9es/"),
    ],
)
def test_closing_it_stays_at_the_address_that_was_asked_for(announced, asked, given):
    """A page that is not found may bear the notice too, under whatever was asked for."""
    environ = {"PATH_INFO": asked.encode().decode("latin-1")}
    (form,) = tree(**environ).select(".policy-notice form")
    (link,) = tree("/?policy-notice=closed", **environ).select(".policy-notice-back a")
    assert form.get("action") == link.get("href") == given


def _grouped(fields):
    grouped = {}
    for name, value in fields:
        grouped.setdefault(name, []).append(value)
    return grouped


def test_several_policies_make_one_notice_with_a_list(announced, make_policy, publish):
    terms = make_policy(slug="terms", title="Terms of sale")
    publish(terms, "# Terms\n\nNew.\n", kind="material", effective=date(2026, 8, 1))
    (section,) = tree().select("section.policy-notice")
    items = section.select("li")
    assert [item.get("data-v") for item in items] == ["2", "2"]
    assert len({" ".join(item.get("class")) for item in items}) == 2


def test_what_the_cms_says_is_text_and_nothing_else(clock, home, make_policy, publish):
    evil = '"><script>alert(1)</script><a href=javascript:x>'
    policy = make_policy(title=evil)
    publish(policy, "# Data we keep\n\nMore.\n", kind="material", summary=evil)
    settings = PolicySettings.for_policy(policy)
    settings.notice_wording = {"en-gb": {"close": evil, "region": evil, "since": evil}}
    settings.save()
    page = tree("/?x=%22%3E%3Cscript%3E")
    assert len(page.select("script")) == 1
    assert [a.get("href") for a in page.select("a")] == [
        "/privacy/changes/2/",
        "/privacy/versions/2/",
    ]
    assert page.select("section")[0].get("aria-label") == evil


def test_a_page_pays_no_query_for_it_once_it_is_kept(
    announced, settings, django_assert_num_queries
):
    settings.WAGTAIL_I18N_ENABLED = False
    cache.clear()
    with django_assert_num_queries(2):
        first = rendered()
    with django_assert_num_queries(0):
        assert rendered() == first


def test_a_page_of_another_site_still_finds_its_address_after_the_tag(announced, home, settings):
    """What the notice puts on the request to spare a query must not stay there."""
    settings.WAGTAIL_I18N_ENABLED = False
    request = RequestFactory().get("/")
    Template(BOTH).render(Context({"request": request}))
    assert not hasattr(request, "_wagtail_cached_site_root_paths")


@override_settings(ROOT_URLCONF="wagtail.urls")
def test_without_our_addresses_it_is_plain_html(announced):
    page = tree()
    assert page.select("script") == []
    assert len(page.select("section.policy-notice")) == 1


def test_a_page_can_tell_whether_its_notice_is_still_the_same(clock, announced):
    request = RequestFactory().get("/")
    tag, until = page_state(request)
    assert (tag, until) == page_state(request)
    assert until == announced.takes_effect_at
    clock.move_to(until)
    assert page_state(request)[0] != tag
