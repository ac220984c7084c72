"""The notice on a storefront of another origin, in Chromium, under the strictest policy."""

from __future__ import annotations

import json
import threading
from contextlib import ExitStack
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from wagtail.models import Site

from policies.actions.withdraw_version import withdraw_version
from policies.models import PolicySettings, PolicyVersion
from policies.notice import scripts
from policysite.storefront.shops.serve import shop as make_shop
from tests.notice.shops import LINE, Visit, origin, served, varied

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NINETY = "# Data we keep\n\nWe keep your name for 90 days.\n"
YEAR = "# Data we keep\n\nWe keep your name for a year.\n"
SUMMARY = "We keep your name for 90 days instead of 30."
LOOKS = {
    "wide": {},
    "320 px": {"width": 320, "height": 640},
    "400 % zoom": {"width": 320, "height": 256},
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "forced dark": {"forced_colors": "active", "color_scheme": "dark"},
    "reduced motion": {"reduced_motion": "reduce"},
}


@pytest.fixture
def policies_origin(live_server, home):
    """The policies' own origin, known to Wagtail by the name under which it is asked."""
    port = int(live_server.url.rsplit(":", 1)[1])
    Site.objects.update(hostname="localhost", port=port)
    Site.clear_site_root_paths_cache()
    return f"http://localhost:{port}"


@pytest.fixture
def shop(policies_origin):
    with served(make_shop(policies_origin)) as address:
        yield f"{address}/"


@pytest.fixture
def announced(clock, policies_origin, policy, publish):
    return publish(policy, NINETY, kind="material", summary=SUMMARY)


@pytest.fixture
def visit(browse, shop):
    """``visit(width=320)``: a fresh visitor who has opened the shop."""

    def go(url=shop, **options):
        found = Visit(browse(**options))
        found.page.goto(url)
        return found

    return go


@pytest.fixture
def visit_varied(visit, policies_origin):
    """``visit_varied(("/", old, new))``: the same at a shop that was set up otherwise."""
    with ExitStack() as stack:

        def go(*changes, policy=None):
            server = varied(policies_origin, *changes, policy=policy)
            return visit(f"{stack.enter_context(served(server))}/")

        yield go


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_is_violated_moved_stored_or_inaccessible(announced, visit, look):
    there = visit(**LOOKS[look])
    assert there.text() == (
        f"Privacy policy: changes take effect on 1 Jul 2026. {SUMMARY} "
        "See the changes Read it in full"
    )
    there.settle()
    assert there.noted("violations") == []
    assert there.noted("shift") == 0
    assert there.page.context.cookies() == []
    assert there.page.evaluate("Object.keys(localStorage)") == []
    assert there.errors == []
    found = Axe().run(there.page)
    assert found.violations_count == 0, found.generate_report()
    box, height = there.notice.bounding_box(), there.page.viewport_size["height"]
    assert box["height"] <= height / 2
    assert box["y"] + box["height"] == height
    button = there.notice.get_by_role("button").bounding_box()
    assert min(button["width"], button["height"]) >= 44
    assert there.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_axe_reaches_into_the_notice(announced, visit):
    """The shadow root is open to the checker: a fault put into it is found."""
    there = visit()
    there.text()
    there.page.evaluate(
        "document.querySelector('policy-notice').shadowRoot.querySelector('button').textContent=''"
    )
    assert Axe().run(there.page).violations_count == 1


def test_the_order_the_names_and_the_focus(announced, visit):
    there = visit()
    there.text()
    tree = there.page.locator("html").aria_snapshot()
    assert [line.strip() for line in tree[tree.index('- region "') :].splitlines()] == [
        '- region "Changes to our policies":',
        "- list:",
        "- listitem:",
        '- strong: "Privacy policy: changes take effect on 1 Jul 2026."',
        f"- text: {SUMMARY}",
        '- link "See the changes":',
        f"- /url: {there.link('See the changes')}",
        '- link "Read it in full":',
        f"- /url: {there.link('Read it in full')}",
        '- button "Close"',
    ]
    keys = there.page.keyboard
    active = "(document.activeElement.shadowRoot||document).activeElement.textContent"
    assert there.page.evaluate("document.activeElement.tagName") == "BODY"
    names = []
    there.page.get_by_role("link", name="Policies", exact=True).focus()
    for _press in range(3):
        keys.press("Tab")
        names.append(there.page.evaluate(active))
    assert names == ["See the changes", "Read it in full", "Close"]
    keys.press("Enter")
    assert there.page.evaluate("document.activeElement.outerHTML") == (
        '<h1 tabindex="-1">Notebooks</h1>'
    )
    assert there.notice.count() == 0


def test_closing_does_not_scroll_the_page_and_gives_its_room_back(announced, visit):
    there = visit(width=400, height=500)
    there.text()
    there.settle()
    page = there.page
    assert page.evaluate("document.documentElement.style.scrollPaddingBottom") != ""
    page.mouse.wheel(0, 120)
    # Not wait_for_function: the page's policy forbids what it evaluates in the page.
    for _ in range(100):
        if page.evaluate("scrollY") > 50:
            break
        page.wait_for_timeout(50)
    before = page.evaluate("scrollY")
    there.close()
    there.settle()
    assert page.evaluate("scrollY") == before
    assert page.evaluate("document.documentElement.getAttribute('style')") in ("", None)
    assert there.noted("shift") == 0


def test_where_there_is_no_heading_focus_still_stays_on_the_page(announced, visit_varied):
    there = visit_varied(("/", "<h1>Notebooks</h1>", "<h1 hidden>Notebooks</h1>"))
    there.text()
    there.close()
    assert there.page.evaluate("document.activeElement.className") == "skip"
    assert there.errors == []


def test_the_end_of_the_page_and_what_has_focus_stay_visible(announced, visit):
    there = visit(width=320, height=500)
    there.text()
    there.settle()
    footer = there.page.get_by_role("link", name="Policies", exact=True)
    footer.focus()
    assert (
        footer.bounding_box()["y"] + footer.bounding_box()["height"]
        <= (there.notice.bounding_box()["y"])
    )


def test_a_long_message_scrolls_in_half_the_window_and_paper_shows_none(
    clock, policy, publish, visit
):
    publish(policy, NINETY, kind="material", summary="We keep it longer. " * 60)
    there = visit(width=320, height=256)
    there.text()
    box = there.notice.bounding_box()
    assert box["height"] <= 128
    assert there.notice.get_by_role("button").is_visible()
    assert there.notice.locator("ul").evaluate("e => e.scrollHeight > e.clientHeight")
    there.page.emulate_media(media="print")
    assert not there.notice.is_visible()


def test_a_journey_over_three_versions(clock, announced, policy, publish, visit, shop):
    there = visit()
    page = there.page
    assert "take effect on 1 Jul 2026" in there.text()
    assert there.link("See the changes").endswith("/privacy/changes/2/")
    there.close()
    assert there.notice.count() == 0
    page.goto(shop)
    there.settle()
    assert there.notice.count() == 0

    clock.move_to("2026-06-20T12:00:00Z")
    publish(policy, "# Data we keep\n\nWe keep your name 90 days.\n", meanwhile="afterwards",
            effective=date(2026, 7, 2))  # fmt: skip
    page.goto(shop)
    there.settle()
    assert there.notice.count() == 0
    assert visit().text().startswith("Privacy policy: changes take effect on 1 Jul 2026.")

    clock.move_to("2026-07-10T12:00:00Z")
    publish(policy, YEAR, kind="material", summary="We keep it a year.")
    page.goto(shop)
    assert there.text() == (
        "Privacy policy: changes take effect on 9 Aug 2026. We keep it a year. "
        "See the changes since you last looked Read it in full"
    )
    assert there.link("See the changes since you last looked").endswith("/privacy/compare/2/4/")
    stranger = visit()
    assert "Privacy policy: changes took effect on 1 Jul 2026." in stranger.text()
    assert stranger.notice.get_by_role("listitem").count() == 2
    assert "since" not in stranger.text()

    clock.move_to("2026-08-08T23:00:00Z")
    page.goto(shop)
    assert there.text().startswith("Privacy policy: changes took effect on 9 Aug 2026.")

    clock.move_to("2026-08-22T23:00:00Z")
    page.goto(shop)
    there.settle()
    assert there.notice.count() == 0
    assert there.errors == []


def test_a_rollback_does_not_ask_again_and_a_withdrawal_takes_the_notice_away(
    clock, announced, policy, publish, visit, shop
):
    there = visit()
    there.close()
    third = publish(policy, YEAR, kind="material", effective=date(2026, 7, 5),
                    meanwhile="afterwards")  # fmt: skip
    clock.move_to("2026-07-06T12:00:00Z")
    there.page.goto(shop)
    there.close()
    newcomer = visit()
    newcomer.close()
    withdraw_version(version=third, at=timezone.now(), reason="Refused.")
    assert PolicyVersion.objects.in_force(timezone.now()).get().number == 2
    for visitor in (there, newcomer):
        visitor.page.goto(shop)
        visitor.settle()
        assert visitor.notice.count() == 0
    assert "1 Jul 2026" in visit().text()
    withdraw_version(version=announced, at=timezone.now(), reason="Refused too.")
    late = visit()
    late.settle()
    assert late.notice.count() == 0


def test_whoever_followed_a_link_saw_that_version_and_still_decides_when_to_close(
    clock, announced, policy, publish, visit, shop
):
    there = visit()
    there.text()
    there.notice.get_by_role("link", name="See the changes").click()
    there.page.wait_for_url("**/privacy/compare/1/2/")
    there.page.goto(shop)
    assert there.link("See the changes").endswith("/changes/2/")
    clock.move_to("2026-07-16T12:00:00Z")
    publish(policy, YEAR, kind="material")
    there.page.goto(shop)
    there.text()
    assert there.link("See the changes since you last looked").endswith("/compare/2/3/")


def test_a_look_at_one_change_does_not_hide_another_that_nobody_closed(
    announced, policy, publish, visit, shop
):
    publish(policy, YEAR, kind="material", effective=date(2026, 8, 20), meanwhile="afterwards")
    there = visit()
    items = there.notice.get_by_role("listitem")

    def look(item):
        item.get_by_role("link", name="Read it in full").click()
        there.page.wait_for_url("**/versions/*/")
        there.page.goto(shop)
        there.text()
        return [item.inner_text().partition("See the changes")[2] for item in items.all()]

    there.text()
    assert look(items.nth(1)) == [" Read it in full"] * 2
    assert look(items.nth(0)) == [" Read it in full", " since you last looked Read it in full"]
    there.close()
    there.page.goto(shop)
    there.settle()
    assert there.notice.count() == 0
    assert there.errors == []


def test_two_policies_make_one_notice_closed_at_once(announced, make_policy, publish, visit, shop):
    terms = make_policy(slug="terms", title="Terms of sale")
    publish(terms, "# Terms\n\nNew.\n", kind="material", summary="Returns are free.")
    there = visit()
    there.text()
    assert there.notice.count() == 1
    assert there.notice.get_by_role("listitem").count() == 2
    there.close()
    there.page.goto(shop)
    there.settle()
    assert there.notice.count() == 0
    clock_later = publish(terms, "# Terms\n\nNewer.\n", kind="material", meanwhile="afterwards",
                          summary="Returns take longer.")  # fmt: skip
    assert clock_later.number == 3
    there.page.goto(shop)
    assert there.text().startswith("Terms of sale:")
    assert there.notice.get_by_role("listitem").count() == 1


def test_two_copies_make_one_notice_and_the_shop_is_told(announced, visit_varied, policies_origin):
    line = LINE.replace("$POLICIES", policies_origin)

    there = visit_varied(("/", "</head>", f"{line}</head>"))
    there.text()
    there.settle()
    assert there.notice.count() == 1
    there.close()
    assert there.noted("events") == [["shown", [2]], ["closed", [2]]]
    assert there.errors == []


def test_the_options_of_the_line(announced, make_policy, publish, visit_varied):
    terms = make_policy(slug="terms", title="Terms of sale")
    publish(terms, "# Terms\n\nNew.\n", kind="material", summary="Returns are free.")

    options = 'async data-policy="terms" data-lang="de" data-position="top"'
    there = visit_varied(("/", "<script async", f"<script {options}"))
    assert there.text() == (
        "Terms of sale: Änderungen gelten ab dem 1. Juli 2026. Returns are free. "
        "Änderungen ansehen Vollständig lesen"
    )
    assert there.notice.bounding_box()["y"] == 0
    assert there.notice.get_attribute("lang") == "de"
    assert there.notice.locator("span").get_attribute("lang") == "en-gb"
    there.settle()
    style = there.page.evaluate("document.documentElement.style.cssText")
    assert "scroll-padding-top" in style
    assert there.errors == []


def test_at_the_top_it_covers_neither_the_shops_header_nor_what_has_focus(announced, visit_varied):
    there = visit_varied(("/", "<script async", '<script async data-position="top"'))
    there.text()
    there.settle()
    page = there.page
    home = page.get_by_role("link", name="Ardley & Finch", exact=True)
    box = there.notice.bounding_box()
    assert home.bounding_box()["y"] >= box["y"] + box["height"]
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= box["y"] + box["height"]
    there.close()
    there.settle()
    assert page.evaluate("document.documentElement.getAttribute('style')") in ("", None)
    assert home.bounding_box()["y"] < box["height"]
    assert there.errors == []


def test_a_language_from_the_right(announced, visit_varied, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "Arabic")]

    there = visit_varied(("/", '<html lang="en-GB">', '<html lang="ar" dir="rtl">'))
    there.text()
    assert there.notice.get_attribute("dir") == "rtl"
    button, text = (there.notice.locator(n).bounding_box() for n in ("button", "ul"))
    assert button["x"] < text["x"]
    # The summary is in the policy's own language, and reads its own way.
    summary = there.notice.locator("span")
    assert summary.evaluate("e => getComputedStyle(e).direction") == "ltr"


def test_the_shop_gives_it_its_own_looks(announced, visit_varied):
    rules = (
        ":root{--policy-notice-background:rgb(10, 20, 30);--policy-notice-color:rgb(250, 250, 240)}"
        "policy-notice{z-index:7}policy-notice::part(button){border-radius:9px}"
        "policy-notice::part(a){font-weight:700}"
    )

    there = visit_varied(("/shop.css", ":root{", f"{rules}:root{{"))
    there.text()

    def style(name, part=""):
        inside = f".shadowRoot.querySelector('{part}')" if part else ""
        element = f"document.querySelector('policy-notice'){inside}"
        return there.page.evaluate(f"getComputedStyle({element}).{name}")

    assert style("backgroundColor") == "rgb(10, 20, 30)"
    assert style("color") == style("color", "a") == "rgb(250, 250, 240)"
    assert (style("zIndex"), style("borderRadius", "button")) == ("7", "9px")
    assert style("fontWeight", "a") == "700"


def test_a_small_root_size_does_not_make_it_unreadable(announced, visit_varied):
    there = visit_varied(("/shop.css", ":root{", ":root{font-size:62.5%;"))
    there.text()
    size = (
        "getComputedStyle(document.querySelector('policy-notice').shadowRoot.querySelector('{}'))"
    )
    for part in ("span", "button"):
        assert there.page.evaluate(size.format(part) + ".fontSize") == "16px"


@pytest.mark.parametrize("pinned", [True, False])
def test_a_shop_pins_the_script_by_its_hash(announced, visit_varied, policies_origin, pinned):
    number = scripts.numbers()[-1]
    digest = scripts.integrity(number) if pinned else "sha256-" + "A" * 43 + "="
    line = LINE.replace("$POLICIES", policies_origin)
    exact = (
        f'<script async src="{policies_origin}/policies-api/notice-{number}.js" '
        f'integrity="{digest}" crossorigin="anonymous"></script>'
    )

    there = visit_varied(("/", line, exact))
    there.settle()
    assert there.notice.count() == int(pinned)


def test_blocked_storage_shows_the_notice_and_lets_it_be_closed(announced, visit_varied):
    """A sandboxed document has no storage: reading ``localStorage`` throws."""

    there = visit_varied(policy="sandbox allow-scripts")
    assert "1 Jul 2026" in there.text()
    assert there.page.evaluate("() => { try { localStorage } catch (e) { return e.name } }") == (
        "SecurityError"
    )
    there.close()
    assert there.notice.count() == 0
    assert there.page.evaluate("document.activeElement.tagName") == "H1"
    assert there.errors == []


def test_a_hostile_title_summary_or_wording_does_nothing(
    clock, make_policy, publish, visit, policies_origin
):
    evil = "<img src=x onerror=\"document.title='broken'\">$&{date}"
    policy = make_policy(title=evil)
    publish(policy, NINETY, kind="material", summary=f"</script><script>{evil}</script>")
    settings = PolicySettings.for_site(Site.objects.get())
    settings.notice_wording = {
        "en-gb": {"close": evil, "region": '"><script>x</script>', "forthcoming": "{title} {date}"}
    }
    settings.save()
    there = visit()
    assert evil.replace("{date}", "1 Jul 2026") in there.text()
    there.settle()
    assert there.page.title().startswith("Ardley")
    inside = "document.querySelector('policy-notice').shadowRoot.querySelectorAll('{}').length"
    assert there.page.evaluate(inside.format("img,script,iframe,style")) == 0
    assert there.notice.get_by_role("button").inner_text() == evil
    assert there.noted("violations") == []
    there.close()
    assert there.errors == []


GOOD = {
    "policy": "p",
    "title": "Privacy policy",
    "version": 2,
    "message": "Longer.",
    "effective": "2026-07-01",
    "state": "forthcoming",
    "read": "javascript:document.title='broken'",
    "compare": "data:text/html,<script>1</script>",
    "compare_from": "https://policies.example/compare/{seen}/2/",
}
LABELS = {"forthcoming": "{title} {date}", "2026-07-01": "soon", "compare": "C", "read": "R",
          "close": "X", "region": "N", "since": "S"}  # fmt: skip
NONSENSE = {
    "nothing": b"",
    "no JSON": b"<!doctype html><title>Maintenance</title>",
    "null": b"null",
    "a list": b"[]",
    "no list": b'{"notices": "many", "labels": {}}',
    "empty notices": b'{"notices": [null], "labels": {}}',
    "no labels": json.dumps({"notices": [GOOD]}).encode(),
    "another state": json.dumps({"notices": [GOOD | {"state": "x"}], "labels": LABELS}).encode(),
}


def write(body, status=200, headers=None):
    def answer(handler):
        handler.send_response(status)
        for name, value in (headers or {"Access-Control-Allow-Origin": "*"}).items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def script():
    return scripts.storefront(scripts.numbers()[-1]).plain


def look(visit, answer):
    """A shop whose policies' origin answers to ``notice.json`` with ``answer``."""
    with origin(script(), answer) as policies, served(make_shop(policies)) as address:
        there = visit(f"{address}/")
        there.settle()
        assert there.page.locator("h1").inner_text() == "Notebooks"
        return there, there.notice.count()


@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_from_the_endpoint_is_silent(visit, name):
    there, shown = look(visit, write(NONSENSE[name]))
    assert (shown, there.errors) == (0, [])


def test_an_endpoint_that_fails_is_silent(visit):
    good = json.dumps({"notices": [GOOD], "labels": LABELS}).encode()
    for answer in (
        write(b"{}", 500),
        write(b"gone", 404),
        write(good, 200, {"X-No": "CORS"}),
        lambda handler: handler.connection.close(),
    ):
        there, shown = look(visit, answer)
        assert (shown, there.errors) == (0, [])


def test_links_that_are_no_web_addresses_are_left_out(visit):
    there, shown = look(
        visit, write(json.dumps({"notices": [GOOD], "labels": LABELS, "lang": "en"}).encode())
    )
    assert (shown, there.notice.get_by_role("link").count()) == (1, 0)
    assert there.text() == "Privacy policy soon Longer."


def test_a_slow_endpoint_holds_nothing_up(visit):
    good = json.dumps({"notices": [GOOD], "labels": LABELS, "lang": "en"}).encode()
    released = threading.Event()

    def slow(handler):
        released.wait(60)
        write(good)(handler)

    with origin(script(), slow) as policies, served(make_shop(policies)) as address:
        there = visit(f"{address}/")
        loaded = there.page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
        # The page was loaded while no answer had been given.
        assert (loaded > 0, released.is_set()) == (True, False)
        assert there.notice.count() == 0
        released.set()
        there.notice.get_by_role("button").wait_for()
        assert (there.noted("shift"), there.errors) == (0, [])


def test_no_endpoint_at_all_is_silent(visit, unused_tcp_port_of_nobody):
    with served(make_shop(unused_tcp_port_of_nobody)) as address:
        there = visit(f"{address}/")
        there.settle()
        assert (there.notice.count(), there.errors) == (0, [])


@pytest.fixture
def unused_tcp_port_of_nobody():
    with origin(b"", write(b"")) as address:
        pass
    return address


def test_a_headless_shop_writes_its_own(announced, visit, shop):
    there = visit(f"{shop}headless.html")
    there.settle()
    assert there.page.locator("#policies").inner_text() == (
        f"Privacy policy: changes take effect on 1 Jul 2026. {SUMMARY} See the changes"
    )
    assert there.noted("violations") == []
    assert there.errors == []
