"""The notice in the flow of the policies' own pages, in Chromium, with and without JavaScript."""

from __future__ import annotations

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from wagtail.models import Site

from tests.notice.shops import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NINETY = "# Data we keep\n\nWe keep your name for 90 days.\n"
YEAR = "# Data we keep\n\nWe keep your name for a year.\n"
FRAMES = """
window.frames_shown = 0;
(function look() {
  const notice = document.querySelector('.policy-notice');
  if (notice && notice.offsetHeight) frames_shown++;
  requestAnimationFrame(look);
})();
"""


@pytest.fixture
def address(live_server, home):
    port = int(live_server.url.rsplit(":", 1)[1])
    Site.objects.update(hostname="localhost", port=port)
    Site.clear_site_root_paths_cache()
    return f"http://localhost:{port}/privacy/"


@pytest.fixture
def announced(clock, address, policy, publish):
    return publish(policy, NINETY, kind="material", summary="We keep your name longer.")


class Reader(Visit):
    @property
    def notice(self):
        return self.page.locator("section.policy-notice")

    def link(self, name):
        return self.notice.get_by_role("link", name=name, exact=True).get_attribute("href")


@pytest.fixture
def read(browse, address):
    """``read(width=320)``: a fresh visitor who has opened the policy."""

    def go(**options):
        found = Reader(browse(**options))
        found.page.add_init_script(FRAMES)
        found.page.goto(address)
        return found

    return go


@pytest.mark.parametrize(
    "look",
    [{}, {"width": 320, "height": 640}, {"color_scheme": "dark"}, {"forced_colors": "active"}],
)
def test_it_stands_in_the_flow_and_breaks_nothing(announced, read, look):
    there = read(**look)
    assert there.notice.is_visible()
    assert there.noted("violations") == []
    assert there.noted("shift") == 0
    assert there.page.context.cookies() == []
    # The checker takes a page that sets no background for a white one, in the dark too.
    there.page.evaluate("document.body.style.background = 'Canvas'")
    found = Axe().run(there.page, context=".policy-notice")
    assert found.violations_count == 0, found.generate_report()
    button = there.notice.get_by_role("button").bounding_box()
    assert min(button["width"], button["height"]) >= 44
    heading = there.page.locator("h1").bounding_box()
    assert heading["y"] >= there.notice.bounding_box()["y"] + there.notice.bounding_box()["height"]


def test_it_is_not_printed(announced, read):
    there = read()
    assert there.notice.is_visible()
    there.page.emulate_media(media="print")
    assert not there.notice.is_visible()


def test_closed_it_is_never_painted_again_until_the_next_material_change(
    clock, announced, policy, publish, read, address
):
    there = read()
    page = there.page
    assert page.evaluate("frames_shown") >= 0
    there.notice.get_by_role("button").click()
    assert page.url == address
    assert page.evaluate("document.activeElement.tagName") == "H1"
    for _visit in range(3):
        page.reload()
        there.settle()
        assert there.notice.count() == 0
        assert page.evaluate("frames_shown") == 0
        assert there.noted("shift") == 0
    publish(policy, "# Data we keep\n\nWe keep your name 90 days.\n", meanwhile="afterwards",
            effective=date(2026, 7, 2))  # fmt: skip
    page.reload()
    assert not there.notice.is_visible()
    clock.move_to("2026-07-16T12:00:00Z")
    publish(policy, YEAR, kind="material")
    page.reload()
    assert there.notice.is_visible()
    assert there.link("See the changes since you last looked") == "/privacy/compare/2/4/"
    assert there.errors == []


def test_whoever_followed_a_link_and_comes_back_finds_links_that_lead_somewhere(
    clock, announced, policy, publish, read, address
):
    there = read()
    for name in ("See the changes", "Read it in full"):
        there.notice.get_by_role("link", name=name).click()
        there.page.wait_for_load_state()
        there.page.goto(address)
        assert there.link("See the changes") == "/privacy/changes/2/"
        assert "since" not in there.notice.inner_text()
    clock.move_to("2026-07-16T12:00:00Z")
    publish(policy, YEAR, kind="material")
    there.page.reload()
    there.notice.get_by_role("link", name="See the changes since you last looked").click()
    there.page.wait_for_url("**/privacy/compare/2/3/")
    assert there.page.locator("h1").inner_text().startswith("What changed")
    assert there.errors == []


def test_half_a_notice_is_not_painted_before_it_is_known_whether_it_was_closed(announced, read):
    there = read()
    assert there.notice.is_visible()
    # As it stands while the browser has read it up to here: what decides comes last.
    whole = there.notice.evaluate("e => e.outerHTML")
    half = whole[: whole.rindex("<policy-notice>")]
    there.page.evaluate(
        """half => {
            document.querySelector('.policy-notice').remove();
            document.body.insertAdjacentHTML('afterbegin', half);
        }""",
        half.replace(' hidden=""', ""),
    )
    assert there.notice.count() == 1
    assert not there.notice.is_visible()
    there.notice.evaluate("e => e.append(document.createElement('policy-notice'))")
    assert there.notice.is_visible()


def test_a_later_version_that_binds_sooner_is_closed_with_the_other(
    clock, address, policy, publish, read
):
    publish(policy, NINETY, kind="material", effective=date(2026, 8, 20))
    publish(policy, YEAR, kind="material", effective=date(2026, 7, 10), meanwhile="until_then")
    there = read()
    items = there.notice.get_by_role("listitem")
    assert [item.get_attribute("data-v") for item in items.all()] == ["3", "2"]
    there.notice.get_by_role("button").click()
    there.page.reload()
    there.settle()
    assert there.notice.count() == 0
    assert there.page.evaluate("frames_shown") == 0


def test_a_look_at_one_change_does_not_hide_another_that_nobody_closed(
    clock, announced, policy, publish, read, address
):
    publish(policy, YEAR, kind="material", effective=date(2026, 8, 20), meanwhile="afterwards")
    there = read()
    items = there.notice.get_by_role("listitem")

    def look(item):
        item.get_by_role("link", name="Read it in full").click()
        there.page.wait_for_url("**/versions/*/")
        there.page.goto(address)
        assert [item.get_attribute("data-v") for item in items.all()] == ["2", "3"]
        return [item.get_by_role("link").first.inner_text() for item in items.all()]

    assert look(items.nth(1)) == ["See the changes", "See the changes"]
    assert look(items.nth(0)) == ["See the changes", "See the changes since you last looked"]
    there.notice.get_by_role("button").click()
    there.page.reload()
    there.settle()
    assert there.notice.count() == 0
    assert there.errors == []


def test_a_tab_left_open_does_not_undo_what_another_closed(announced, read, address):
    there = read()
    other = there.page.context.new_page()
    other.goto(address)
    other.locator(".policy-notice button").click()
    there.notice.get_by_role("link", name="Read it in full").click()
    there.page.wait_for_url("**/versions/2/")
    assert there.notice.count() == 0


def test_where_nothing_can_be_kept_the_form_closes_it(announced, browse, address):
    there = Reader(browse())
    there.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked') }})"
    )
    there.page.goto(address)
    assert there.notice.is_visible()
    there.notice.get_by_role("button").click()
    there.page.wait_for_url(f"{address}?policy-notice=closed")
    assert there.notice.count() == 0
    assert there.errors == []


def test_where_there_is_no_room_to_keep_anything_it_still_closes(announced, read, address):
    there = read()
    there.page.evaluate(
        """() => {
            let text = 'x'.repeat(2 ** 20), key = 0;
            while (text) try { localStorage[key++] = text; }
                catch { text = text.slice(text.length / 2 + .5); }
            try { for (;;) localStorage[key++] = ''; } catch {}
        }"""
    )
    there.notice.get_by_role("button").click()
    there.settle()
    assert there.notice.count() == 0
    assert there.page.url == address
    assert there.page.evaluate("document.activeElement.tagName") == "H1"


def test_of_two_policies_only_the_one_not_closed_is_shown(
    announced, make_policy, publish, read, address
):
    there = read()
    there.notice.get_by_role("button").click()
    terms = make_policy(slug="terms", title="Terms of sale")
    publish(terms, "# Terms\n\nNew.\n", kind="material", summary="Returns are free.")
    there.page.goto(address.replace("privacy", "terms"))
    assert there.notice.get_by_role("listitem").count() == 1
    assert "Terms of sale" in there.notice.inner_text()
    assert "Privacy policy" not in there.notice.inner_text()


def test_without_javascript_it_closes_and_comes_back(announced, read, address):
    there = read(java_script_enabled=False)
    page = there.page
    assert there.notice.is_visible()
    there.notice.get_by_role("button").click()
    page.wait_for_url(f"{address}?policy-notice=closed")
    assert there.notice.count() == 0
    page.get_by_role("link", name="Show the notice again").click()
    page.wait_for_url(address)
    assert there.notice.is_visible()
    assert page.context.cookies() == []


def test_the_order_of_keys_and_names(announced, read):
    there = read()
    tree = there.notice.aria_snapshot()
    assert [line.strip() for line in tree.splitlines()] == [
        '- region "Changes to our policies":',
        "- paragraph:",
        '- strong: "Privacy policy: changes take effect on 1 Jul 2026."',
        "- text: We keep your name longer.",
        '- link "See the changes":',
        "- /url: /privacy/changes/2/",
        '- link "Read it in full":',
        "- /url: /privacy/versions/2/",
        '- button "Close"',
    ]
    names = []
    for _press in range(4):
        there.page.keyboard.press("Tab")
        names.append(there.page.evaluate("document.activeElement.textContent"))
    assert names == ["Skip to the content", "See the changes", "Read it in full", "Close"]
    there.page.keyboard.press("Enter")
    assert there.page.evaluate("document.activeElement.tagName") == "H1"
    assert not there.notice.is_visible()


def test_the_storefronts_script_beside_it_adds_no_second_notice(announced, read, address):
    there = read()
    there.page.add_script_tag(url=address.replace("privacy/", "policies-api/notice.js"))
    there.settle()
    assert there.page.get_by_role("region", name="Changes to our policies").count() == 1
    assert there.errors == []
