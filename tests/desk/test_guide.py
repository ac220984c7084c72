"""The guide in the help menu, with the periods of the site."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from lxml import html
from wagtail.models import Site

from policies.models import PolicySettings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_it_says_what_this_site_asks(desk: Any, policy: Any) -> None:
    PolicySettings.objects.update_or_create(
        site=Site.objects.get(), defaults={"notice_period": 45, "notice_stays": 1}
    )
    page = desk.get(reverse("policies_desk:guide")).content.decode()
    assert "at least 45 days before it binds" in page
    assert "may take effect from 16 Jul 2026. Its notice would then show until 16 Jul 2026." in page


def test_every_picture_is_told_in_words_and_draws_nothing_in_line(desk: Any, policy: Any) -> None:
    tree = html.fromstring(desk.get(reverse("policies_desk:guide")).content)
    (guide,) = tree.find_class("desk-guide")
    pictures = guide.xpath(".//figure/svg | .//figure/*[local-name()='svg']")
    assert len(pictures) == 2
    for picture in pictures:
        for name in picture.get("aria-labelledby").split():
            (words,) = picture.xpath(f".//*[@id='{name}']")
            assert words.text.strip()
    assert not guide.xpath(".//@style | .//script | .//style")
    for link in guide.xpath(".//a[starts-with(@href, '#')]"):
        assert guide.xpath(f".//*[@id='{link.get('href')[1:]}']"), link.get("href")


@pytest.mark.parametrize(
    ("rights", "reads"),
    [(("change",), True), (("view_policyversion",), True), (("change_policysettings",), False)],
)
def test_it_is_for_whoever_works_on_policies(
    rights: tuple[str, ...], reads: bool, policy: Any, person: Any, browser_of: Any
) -> None:
    client = browser_of(person(*rights))
    url = reverse("policies_desk:guide")
    assert (client.get(url).status_code == 200) == reads
    assert (f'"{url}"' in client.get("/admin/").content.decode()) == reads
