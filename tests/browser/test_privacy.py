"""A restricted policy as its readers meet it: the password typed, the log-in filled in."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from playwright.sync_api import expect
from wagtail.models import PageViewRestriction, Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ENDS = [
    "",
    "versions/",
    "versions/1/",
    "versions/1/document.txt",
    "versions.json",
    "as-of/2999-01-01/",
]
SECRET = "We keep your name for 30 days."


@pytest.fixture
def site(live_server: Any, policy: Any) -> str:
    """The address under which the policies are served, as the site's record has it, too."""
    host, port = live_server.url.removeprefix("http://").split(":")
    Site.objects.update(hostname=host, port=int(port))
    Site.clear_site_root_paths_cache()
    return str(live_server.url)


def shut(policy: Any, kind: str) -> PageViewRestriction:
    return PageViewRestriction.objects.create(
        page=policy, restriction_type=kind, password="open sesame" if kind == "password" else ""
    )


@pytest.mark.parametrize("end", ENDS)
def test_the_password_opens_every_address_and_a_wrong_one_none(
    browse: Any, site: str, policy: Any, end: str
) -> None:
    shut(policy, "password")
    reader = browse()
    reader.goto(f"{site}/privacy/{end}")
    expect(reader.locator("[name=password]")).to_be_visible()
    assert SECRET not in reader.content()
    for guess, let_in in (("sesame", False), ("open sesame", True)):
        reader.fill("[name=password]", guess)
        reader.click("[type=submit]")
        if let_in:
            expect(reader.locator("[name=password]")).to_have_count(0)
        else:
            expect(reader.locator("body")).to_contain_text("The password you have entered is not")
            assert SECRET not in reader.content()
    reader.goto(f"{site}/privacy/")
    expect(reader.locator("article")).to_contain_text(SECRET)


@pytest.mark.parametrize("kind", ["login", "groups"])
def test_whoever_logs_in_reads_what_their_group_may(
    browse: Any, site: str, policy: Any, kind: str
) -> None:
    made = shut(policy, kind)
    lawyer = User.objects.create_user("laura", password="secret")
    User.objects.create_user("clerk", password="secret")
    if kind == "groups":
        group = Group.objects.create(name="Lawyers")
        made.groups.add(group)
        lawyer.groups.add(group)
    for name, reads in (("laura", True), ("clerk", kind == "login")):
        reader = browse()
        reader.goto(f"{site}/privacy/versions/1/")
        expect(reader.locator("[name=username]")).to_be_visible()
        assert SECRET not in reader.content()
        reader.fill("[name=username]", name)
        reader.fill("[name=password]", "wrong")
        reader.click("[type=submit]")
        expect(reader.locator("[name=username]")).to_be_visible()
        reader.fill("[name=username]", name)
        reader.fill("[name=password]", "secret")
        reader.click("[type=submit]")
        expect(reader.locator("article")).to_have_count(1 if reads else 0)
        assert (SECRET in reader.content()) is reads
