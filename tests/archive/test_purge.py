"""Caches in front of the site are told of every change, once it is committed."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from wagtail.contrib.frontend_cache.backends import BaseBackend
from wagtail.models import PageViewRestriction

from policies.actions.close_notice import close_notice
from policies.actions.correct_version import correct_version
from policies.actions.withdraw_version import withdraw_version
from policies.models import ChangeNotice, PolicyIndexPage, PolicyVersion
from tests.archive.front import Front

P = "http://localhost/privacy/"
TOLD: list[str] = []


class Recorder(BaseBackend):
    """A cache that only remembers what it was told to forget."""

    def purge(self, url):
        TOLD.append(url)


@pytest.fixture
def told(past, settings):
    settings.WAGTAILFRONTENDCACHE = {"there": {"BACKEND": f"{__name__}.Recorder"}}
    TOLD.clear()
    return TOLD


@pytest.fixture
def act(django_capture_on_commit_callbacks):
    """``act(function, …)``: what a request does that commits."""

    def run(function, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return function(*args, **kwargs)

    return run


def version(policy, number):
    return PolicyVersion.objects.get(policy=policy.pk, number=number)


ALWAYS = {
    P,
    f"{P}versions/",
    f"{P}versions/?kind=material",
    f"{P}versions.json",
    f"{P}feed/",
    f"{P}feed/?kind=material",
    f"{P}timegate/",
    f"{P}timemap/",
    f"{P}timemap/json/",
    f"{P}clauses/data-we-keep/",
    *(f"{P}versions/{number}/" for number in (1, 2, 3, 4)),
    *(f"{P}changes/{number}/" for number in (1, 2, 3, 4)),
    "http://localhost/",
    "http://localhost/policies-api/policies.json",
    "http://localhost/policies-api/notice.json",
    # As the script asks: a shop's page may say no language, or write it as it likes.
    "http://localhost/policies-api/notice.json?lang=",
    *(
        f"http://localhost/policies-api/notice.json?lang={tag}"
        for tag in ("en-gb", "en-GB", "en", "de", "fr", "es")
    ),
    "http://localhost/policies-api/feed/",
}


def documents(base, numbers=(1, 2, 3, 4)):
    forms = ("html", "md", "txt", "json")
    return {f"{base}versions/{number}/document.{form}" for number in numbers for form in forms}


@pytest.mark.django_db
def test_publishing_purges_the_policy_and_all_under_it(past, told, act, publish):
    act(publish, past.policy, "# Data\n\nOther words.\n", meanwhile="until_then")
    assert set(told) >= ALWAYS | {f"{P}versions/5/", f"{P}compare/3/5/", f"{P}compare/5/1/"}
    assert not any("document." in url for url in told)


@pytest.mark.django_db
def test_a_correction_purges(past, told, act):
    act(
        correct_version,
        version=version(past.policy, 4),
        reason="The new shop opens later.",
        at=timezone.now(),
        effective_date=date(2027, 2, 1),
    )
    assert set(told) >= ALWAYS | {f"{P}compare/3/4/", f"{P}compare/4/2/"}


@pytest.mark.django_db
def test_a_withdrawal_purges(past, told, act):
    act(withdraw_version, version=version(past.policy, 3), at=timezone.now(), reason="A mistake.")
    assert set(told) >= ALWAYS | {f"{P}compare/2/3/", f"{P}compare/1/2/"}


@pytest.mark.django_db
def test_closing_a_notice_purges(past, told, act):
    notice = ChangeNotice.objects.get(version__number=4)
    act(close_notice, notice=notice, at=timezone.now(), reason="Everybody knows.")
    assert set(told) >= ALWAYS


@pytest.mark.django_db
def test_unpublishing_purges(past, told, act):
    act(past.policy.unpublish)
    assert set(told) >= ALWAYS | documents(P)


@pytest.mark.django_db
def test_a_new_restriction_takes_the_public_copies_away(past, told, act, home):
    act(PageViewRestriction.objects.create, page=home, restriction_type="login")
    assert set(told) >= ALWAYS | documents(P)


@pytest.mark.django_db
def test_a_mirror_of_what_is_hidden_is_forgotten_as_well(past, told, act, home):
    past.policy.create_alias(parent=home, update_slug="mirror")
    act(PageViewRestriction.objects.create, page=past.policy, restriction_type="login")
    assert set(told) >= documents("http://localhost/mirror/")
    told.clear()
    act(past.policy.unpublish)
    assert set(told) >= documents("http://localhost/mirror/")


def _restrict(policy, home):
    PageViewRestriction.objects.create(page=policy, restriction_type="login")


def _unpublish(policy, home):
    policy.unpublish()


def _move(policy, home):
    shelf = home.add_child(instance=PolicyIndexPage(title="Partners", slug="partners"))
    PageViewRestriction.objects.create(page=shelf, restriction_type="login")
    policy.move(shelf, "last-child")


@pytest.mark.django_db
@pytest.mark.parametrize("hide", [_restrict, _unpublish, _move])
def test_a_text_kept_for_a_year_is_read_from_no_cache_once_it_is_hidden(
    past, told, act, home, client, hide
):
    front = Front(client)
    addresses = sorted(documents("/privacy/"))
    for address in addresses:
        assert front.get(address).status_code == 200
    act(hide, past.policy, home)
    for url in told:
        front.forget(url)
    for address in addresses:
        answer = front.get(address)
        assert (answer.status_code, b"We keep it" in answer.content) != (200, True), address


@pytest.mark.django_db
def test_moving_and_renaming_purges_the_old_addresses_and_the_new(past, told, act, home):
    shelf = home.add_child(instance=PolicyIndexPage(title="Policies", slug="policies"))
    told.clear()
    act(past.policy.move, shelf, "last-child")
    assert set(told) >= documents(P) | {
        f"{P}versions/1/",
        "http://localhost/policies/privacy/versions/1/",
    }
    told.clear()
    shelf.refresh_from_db()
    shelf.slug = "legal"
    act(shelf.save_revision().publish)
    assert set(told) >= {
        "http://localhost/policies/privacy/versions/1/",
        "http://localhost/legal/privacy/versions/1/",
    }


@pytest.mark.django_db
def test_nothing_is_purged_for_what_is_rolled_back(past, told, publish):
    publish(past.policy, "# Data\n\nOther words.\n", meanwhile="until_then")
    # Wagtail's own handler tells at once; ours waits for a commit that never comes here.
    assert f"{P}versions/5/" not in told


@pytest.mark.django_db
def test_a_site_without_such_a_cache_pays_nothing(past, act, settings, django_assert_num_queries):
    from policies.archive.caching import purge

    with django_assert_num_queries(0):
        purge.purge([past.policy], {1})
