"""Each language of a policy has its own versions; readers are told of the others, and of a lag."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from lxml import html
from wagtail.models import Locale, PageLogEntry, PageViewRestriction

from policies.actions.withdraw_version import withdraw_version
from policies.archive.pages.translations import names_of
from policies.models import PolicyPage, PolicyVersion
from policies.standing.language import spoken
from tests.archive.test_caching import plain  # noqa: F401 - a fixture
from tests.archive.test_purge import act, told  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db

EN, DE = "http://localhost/privacy/", "http://localhost/de/privacy/"
WORDS = "# Daten\n\nWir behalten sie {} Tage.\n"


def translated(policy, code, *, live=True, **fields):
    """A copy of a policy in another language, by Wagtail's own means."""
    locale = Locale.objects.get_or_create(language_code=code)[0]
    page = PolicyPage.objects.get(pk=policy.pk).copy_for_translation(locale, copy_parents=True)
    for parent in page.get_ancestors().filter(locale=locale, live=False):
        parent.specific.save_revision().publish()
    page.title, page.body = fields.get("title", "Datenschutz"), fields.get("body", WORDS.format(90))
    revision = page.save_revision()
    if live:
        revision.publish()
    return PolicyPage.objects.get(pk=page.pk)


@pytest.fixture
def german(past, home):
    """Published on 1 November, after all four English versions; the fourth is forthcoming."""
    return translated(past.policy, "de")


def read(client, address, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return html.fromstring(response.content.decode())


def alternates(tree):
    links = tree.xpath("//link[@rel='alternate'][@hreflang]")
    return {link.get("hreflang"): link.get("href") for link in links}


def offered(tree):
    links = tree.xpath("//nav[contains(@class, 'policies-languages')]//a")
    return [(a.get("lang"), a.get("hreflang"), a.text, a.get("href")) for a in links]


def lag(tree):
    found = tree.xpath("//div[contains(@class, 'is-behind')]")
    return " ".join(found[0].text_content().split()) if found else ""


ALL = {"en-gb": EN, "de": DE, "x-default": EN}


def test_both_languages_name_each_other(german, client):
    english, translation = read(client, "/privacy/"), read(client, "/de/privacy/")
    assert alternates(english) == alternates(translation) == ALL
    assert offered(english) == [("de", "de", "Deutsch", "/de/privacy/")]
    assert offered(translation) == [("en-gb", "en-gb", "English", "/privacy/")]
    archives = {language: f"{address}versions/" for language, address in ALL.items()}
    assert alternates(read(client, "/de/privacy/versions/")) == archives
    assert offered(read(client, "/privacy/versions/"))[0][3] == "/de/privacy/versions/"


def test_each_has_versions_of_its_own(german, client):
    assert client.get("/privacy/versions.json").json()["in_force"] == 3
    own = client.get("/de/privacy/versions.json").json()
    assert (own["language"], own["in_force"], len(own["versions"])) == ("de", 1, 1)
    assert own["url"] == DE
    assert own["policy"] != client.get("/privacy/versions.json").json()["policy"]


def test_the_page_speaks_its_language_and_so_do_its_days(german, client):
    tree = read(client, "/de/privacy/")
    assert tree.get("lang") == "de"
    assert tree.xpath("//article")[0].get("lang") == "de"
    assert "1. November 2026" in tree.text_content()
    assert client.get("/de/privacy/")["Content-Language"] == "de"
    assert "Vary" not in client.get("/privacy/", headers={"Accept-Language": "de"})
    assert read(client, "/privacy/", accept_language="de").get("lang") == "en-gb"


def test_the_lists_of_the_site_have_every_language(german, client):
    listed = client.get("/policies-api/policies.json").json()["policies"]
    assert [(one["language"], one["url"]) for one in listed] == [("en-gb", EN), ("de", DE)]
    assert f"{DE}versions/1/" in client.get("/policies-api/feed/").content.decode()
    places = html.fromstring(client.get("/sitemap.xml").content).xpath("//loc/text()")
    assert {EN, DE} <= set(places)


def test_a_link_in_a_template_goes_to_the_readers_language(german, make_policy, rf, home):
    make_policy(title="Terms", slug="terms")
    request = rf.get("/", SERVER_NAME="localhost")

    def link(slug):
        source = "{% load policies_tags %}{% policy_link slug %}"
        return Template(source).render(Context({"request": request, "slug": slug}))

    assert link("privacy").startswith('<a href="/privacy/">Privacy policy</a> <small>updated ')
    with translation.override("de"):
        assert link("privacy").startswith('<a href="/de/privacy/">Datenschutz</a> ')
        terms = '<a href="/terms/" lang="en-gb" hreflang="en-gb">Terms</a> '
        assert link("terms").startswith(terms)
    with translation.override("fr"):
        assert link("privacy").startswith('<a href="/privacy/" lang="en-gb" hreflang="en-gb">')
    assert link("nothing") == ""


def test_a_policy_that_is_not_translated_is_one_page_under_every_prefix(past, client):
    tree = read(client, "/fr/privacy/versions/1/")
    assert tree.get("lang") == "fr"
    assert tree.xpath("//link[@rel='canonical']/@href") == [f"{EN}versions/1/"]
    tree = read(client, "/privacy/versions/1/")
    assert tree.xpath("//link[@rel='canonical']/@href") == [f"{EN}versions/1/"]


def test_a_policy_in_one_language_says_nothing_of_others(past, client):
    tree = read(client, "/privacy/")
    assert alternates(tree) == {}
    assert offered(tree) == []


@pytest.mark.parametrize("hide", ["draft", "restricted", "unpublished", "withdrawn"])
def test_what_nobody_may_read_is_not_named(past, client, hide):
    page = translated(past.policy, "de", live=hide != "draft")
    if hide == "restricted":
        PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")
    elif hide == "unpublished":
        page.unpublish()
    elif hide == "withdrawn":
        only = PolicyVersion.objects.get(policy=page.pk)
        withdraw_version(version=only, at=only.published_at, reason="It was the wrong file.")
    tree = read(client, "/privacy/")
    assert (alternates(tree), offered(tree)) == ({}, [])


def test_a_forthcoming_first_version_is_named(past, client):
    page = translated(past.policy, "de", live=False)
    page.effective_date = date(2027, 1, 1)
    page.save_revision().publish()
    assert "de" in alternates(read(client, "/privacy/"))


def test_an_alias_in_another_tree_is_no_translation(past, client, home):
    german = Locale.objects.create(language_code="de")
    home.copy_for_translation(german).save_revision().publish()
    PolicyPage.objects.get(pk=past.policy.pk).copy_for_translation(german, alias=True)
    assert alternates(read(client, "/privacy/")) == {}
    mirror = read(client, "/de/privacy/")
    assert mirror.xpath("//article")[0].get("lang") == "en-gb"
    assert (alternates(mirror), offered(mirror)) == ({}, [])
    translated(past.policy, "fr", title="Confidentialité")
    assert "de" not in alternates(read(client, "/privacy/"))
    mirror = read(client, "/de/privacy/")
    assert alternates(mirror) == {}
    assert [link[0] for link in offered(mirror)] == ["fr"]


def test_the_languages_stand_in_the_order_of_the_site(german, past, client):
    translated(past.policy, "es", title="Privacidad")
    translated(past.policy, "fr", title="Confidentialité")
    assert [link[2] for link in offered(read(client, "/privacy/"))] == [
        "Deutsch",
        "Français",
        "Español",
    ]


def test_a_language_is_named_with_its_country_only_beside_another():
    assert names_of(["en-gb", "de", "ar"]) == {"en-gb": "English", "de": "Deutsch", "ar": "العربيّة"}
    both = names_of(["pt", "pt-br", "zh-hans", "tlh"])
    assert both["pt"] != both["pt-br"]
    assert (both["zh-hans"], both["tlh"]) == ("简体中文", "tlh")


# Behind.


def announce(publish, policy):
    """A fifth English version, for 1 February 2027."""
    words, day = "# Data\n\n100 days.\n", date(2027, 2, 1)
    publish(policy, words, kind="material", effective=day, meanwhile="afterwards")


BEHIND = "has a newer version, which took effect on"


def test_a_translation_of_the_newest_text_is_never_behind(german, clock, client):
    assert lag(read(client, "/de/privacy/")) == ""
    clock.move_to("2027-01-02T12:00:00Z")
    assert lag(read(client, "/de/privacy/")) == "", "the fourth version was there to be translated"
    assert lag(read(client, "/privacy/")) == "", "the original is behind nothing"


def test_it_is_behind_from_the_instant_at_which_a_later_material_change_takes_effect(
    german, past, publish, clock, client
):
    clock.move_to("2026-11-20T12:00:00Z")
    announce(publish, past.policy)
    clock.move_to("2027-01-31T23:59:59Z")
    first = client.get("/de/privacy/")
    assert lag(html.fromstring(first.content)) == ""
    clock.move_to("2027-02-01T00:00:00Z")
    answer = client.get("/de/privacy/", headers={"If-None-Match": first["ETag"]})
    tree = html.fromstring(answer.content.decode())
    assert answer.status_code == 200
    assert "(English)" in lag(tree)
    assert "1. Februar 2027" in lag(tree)
    links = tree.xpath("//div[contains(@class, 'is-behind')]//a/@href")
    assert links == ["/privacy/", "/privacy/changes/5/"]
    assert [client.get(link).status_code for link in links] == [200, 302]
    assert lag(read(client, "/privacy/")) == ""


@pytest.fixture
def late(german, past, publish, clock):
    """The original has changed on 1 February 2027, and the translation has not."""
    clock.move_to("2026-11-20T12:00:00Z")
    announce(publish, past.policy)
    clock.move_to("2027-02-05T12:00:00Z")
    return german


def test_a_typo_mended_in_the_translation_does_not_bring_it_up_to_date(late, publish, client):
    assert lag(read(client, "/de/privacy/"))
    publish(late, WORDS.format("neunzig"), summary="Die Zahl in Worten.")
    assert lag(read(client, "/de/privacy/"))


def test_its_own_material_version_does_from_the_day_on_which_it_binds(late, publish, clock, client):
    publish(late, WORDS.format(100), kind="material", effective=date(2027, 3, 20))
    assert lag(read(client, "/de/privacy/"))
    clock.move_to("2027-03-20T00:00:00Z")
    assert lag(read(client, "/de/privacy/")) == ""


def test_a_typo_mended_in_the_original_leaves_nobody_behind(german, past, publish, clock, client):
    clock.move_to("2026-11-20T12:00:00Z")
    publish(past.policy, "# Data\n\nNinety days.\n", meanwhile="until_then")
    assert lag(read(client, "/de/privacy/")) == ""


def test_an_original_that_was_taken_back_is_followed_no_longer(late, clock, client):
    fifth = PolicyVersion.objects.get(number=5)
    withdraw_version(version=fifth, at=timezone.now(), reason="We thought better of it.")
    assert lag(read(client, "/de/privacy/")) == ""


def test_nothing_is_said_of_an_original_that_nobody_may_read(late, past, client):
    PageViewRestriction.objects.create(page=past.policy, restriction_type="login")
    tree = read(client, "/de/privacy/")
    assert (lag(tree), alternates(tree)) == ("", {})


def test_the_original_is_what_the_copy_was_made_from(late, publish, clock, client):
    french = translated(late, "fr", title="Confidentialité", body="# Données\n\n90 jours.\n")
    assert lag(read(client, "/fr/privacy/")) == "", "its own original, the German, has not changed"
    clock.move_to("2027-02-06T12:00:00Z")
    publish(late, WORDS.format(100), kind="material", effective=date(2027, 3, 20))
    clock.move_to("2027-03-21T12:00:00Z")
    assert "(Deutsch)" in lag(read(client, "/fr/privacy/"))
    PageLogEntry.objects.filter(page=french.pk).delete()
    publish(french, "# Données\n\n100 jours.\n", summary="Une faute.")
    assert lag(read(client, "/fr/privacy/")) == "", "without a log, the site's language: up to date"


def test_the_desk_says_it_too(late, admin_client):
    shown = admin_client.get(f"/admin/policies/{late.pk}/versions/").content.decode()
    assert BEHIND in " ".join(shown.split())
    assert "1 Feb 2027" in shown


# Caches.


def test_a_tag_changes_when_a_translation_comes_or_goes(past, client):
    tags = [client.get("/privacy/")["ETag"]]

    def changed():
        answer = client.get("/privacy/", headers={"If-None-Match": tags[-1]})
        assert answer.status_code == 200
        tags.append(answer["ETag"])
        return "de" in alternates(html.fromstring(answer.content))

    page = translated(past.policy, "de")
    assert changed()
    restriction = PageViewRestriction(page=page, restriction_type="login")
    restriction.save(user=None)
    assert not changed()
    restriction.delete()
    PolicyPage.objects.get(pk=page.pk).unpublish()
    tags.append("")
    assert not changed()


def test_the_pages_of_the_other_languages_are_purged(told, german, publish, act, past):  # noqa: F811
    told.clear()
    act(publish, german, WORDS.format("neunzig"), summary="Die Zahl in Worten.")
    assert {EN, f"{EN}versions/", DE, f"{DE}versions/"} <= set(told)
    assert f"{EN}feed/" not in told
    told.clear()
    act(PolicyPage.objects.get(pk=german.pk).unpublish)
    assert {EN, f"{EN}versions/"} <= set(told)


def queries(ask):
    with CaptureQueriesContext(connection) as captured:
        response = ask()
    return response, len(captured)


def test_what_a_translated_policy_costs(german, plain, client):  # noqa: F811
    for address in ("/privacy/", "/privacy/versions/", "/de/privacy/", "/de/privacy/versions/"):
        for _warm in range(2):
            client.get(address)
        response, whole = queries(lambda address=address: client.get(address))
        tag = {"If-None-Match": response["ETag"]}
        again, none = queries(lambda address=address, tag=tag: client.get(address, headers=tag))
        assert (address, whole, again.status_code, none) == (address, 3, 304, 2)


def test_with_nothing_kept_it_costs_no_more_for_more_languages(
    german,
    past,
    plain,  # noqa: F811
    publish,
    clock,
    client,
):
    def cold():
        client.get("/de/privacy/")
        cache.clear()
        return queries(lambda: client.get("/de/privacy/"))[1]

    publish(german, WORDS.format("neunzig"), summary="Die Zahl in Worten.")
    clock.shift(86400)
    before = cold()
    translated(past.policy, "fr", title="Confidentialité")
    translated(past.policy, "es", title="Privacidad")
    clock.shift(86400)
    assert cold() == before


def test_a_language_that_the_site_no_longer_has_is_not_named(german, client, settings):
    settings.WAGTAIL_CONTENT_LANGUAGES = [("en-gb", "English"), ("fr", "Français")]
    assert offered(read(client, "/privacy/")) == []


# A language that we have no words for.


@pytest.fixture
def arabic(past, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]
    settings.WAGTAIL_CONTENT_LANGUAGES = [*settings.WAGTAIL_CONTENT_LANGUAGES, ("ar", "Arabic")]
    return translated(past.policy, "ar", title="سياسة الخصوصية", body="## البيانات\n\n٩٠ يوما.\n")


def test_a_text_from_right_to_left_stands_among_english_words(arabic, client):
    tree = read(client, "/ar/privacy/")
    assert (tree.get("lang"), tree.get("dir")) == ("ar", "rtl")
    (ours,) = tree.xpath("//div[@class='policies']")
    assert (ours.get("lang"), ours.get("dir")) == ("en-gb", "ltr")
    (text,) = tree.xpath("//article")
    assert (text.get("lang"), text.get("dir")) == ("ar", "rtl")
    assert "In force since 1 Nov 2026." in ours.text_content()
    assert "نوفمبر" not in ours.text_content()
    assert tree.xpath("//time/text()")[0] == "1 Nov 2026"
    assert offered(tree) == [("en-gb", "en-gb", "English", "/privacy/")]
    english = read(client, "/privacy/")
    assert offered(english) == [("ar", "ar", "العربيّة", "/ar/privacy/")]
    assert english.xpath("//nav[contains(@class, 'policies-languages')]//a/@dir") == ["rtl"]
    assert english.xpath("//div[@class='policies']/@lang") == []


@pytest.mark.parametrize(
    ("active", "languages", "expected"),
    [
        ("de", ["en-gb", "de"], "de"),
        ("de-ch", ["en-gb", "de-ch"], "de-ch"),
        ("en-gb", ["en-gb", "ar"], "en-gb"),
        ("ar", ["en-gb", "ar"], "en-gb"),
        ("ar", ["ar"], "en"),
    ],
)
def test_the_language_of_our_own_words(settings, active, languages, expected):
    settings.LANGUAGES = [(code, code) for code in languages]
    with translation.override(active):
        assert spoken() == expected
