"""The pages as people use them: with keys, on paper, in other colours, without a script."""

from __future__ import annotations

import re
import time
from unicodedata import normalize
from urllib.parse import urlsplit

import polib
import pytest
from django.urls import clear_url_caches
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.gallery import build

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.once,
]

TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
MARKS = (
    "ins:not([data-move], [data-move] *)",
    "del:not([data-move], [data-move] *)",
    "ins:is([data-move], [data-move] *)",
)
TOP = "element => element.getBoundingClientRect().top"

# The contrast of an element's words with the first background behind them that is not clear.
CONTRAST = """element => {
    const channels = colour => colour.match(/[\\d.]+/g).map(Number);
    const light = colour => channels(colour).slice(0, 3)
        .map(c => c / 255)
        .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    let behind = element;
    while (channels(getComputedStyle(behind).backgroundColor)[3] === 0) {
        behind = behind.parentElement;
    }
    const [dark, bright] = [getComputedStyle(element).color,
        getComputedStyle(behind).backgroundColor].map(light).sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
}"""


def eventually(is_so) -> None:
    """Wait for what a browser does in its own time, at most a minute."""
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(0.05)


@pytest.fixture
def site(live_server, home):
    """The gallery on a server; the addresses that the site gives lead back to that server."""
    from wagtail.models import Site

    place = urlsplit(live_server.url)
    Site.objects.update(hostname=place.hostname, port=place.port)
    Site.clear_site_root_paths_cache()
    build(home, whole=False)
    return live_server.url


def test_changes_are_walked_through_without_a_script(site, browse):
    page = browse(java_script_enabled=False)
    page.goto(f"{site}/policies/privacy/compare/1/2/")
    page.locator("details.policies-changes summary").click()
    page.locator("details.policies-changes a").nth(4).click()
    assert page.url.endswith("#change-5")
    total = page.locator("details.policies-changes li").count()
    for number in range(5, total):
        step = page.locator(
            f".policies-steps:visible a[href='#change-{number + 1}'],"
            f".policies-step:visible a[href='#change-{number + 1}']"
        )
        step.first.click()
        assert page.url.endswith(f"#change-{number + 1}")
        assert page.locator(f"#change-{number + 1}").is_visible()


def test_added_and_removed_differ_by_more_than_colour(site, browse):
    page = browse()
    page.goto(f"{site}/policies/privacy/compare/1/2/")
    style = "e => [getComputedStyle(e).textDecorationLine, getComputedStyle(e, '::before').content]"
    added = page.locator("article ins").first.evaluate(style)
    removed = page.locator("article del").first.evaluate(style)
    assert added[0] == "underline"
    assert removed[0] == "line-through"
    # A sign for the eyes, with nothing for the ears.
    signs = [sign.replace("\N{WORD JOINER}", "") for sign in (added[1], removed[1])]
    assert signs == ['"+" / ""', '"\N{MINUS SIGN}" / ""']


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_changed_words_are_easy_to_read_on_their_colours(site, browse, scheme):
    page = browse(color_scheme=scheme)
    page.goto(f"{site}/policies/hard/compare/1/2/")
    for mark in MARKS:
        assert page.locator("article").locator(mark).first.evaluate(CONTRAST) >= 7, (scheme, mark)


def test_without_colours_the_borders_tell_added_from_removed(site, browse):
    page = browse(forced_colors="active")
    page.goto(f"{site}/policies/hard/compare/1/2/")
    style = "e => getComputedStyle(e).borderTopStyle"
    seen = [page.locator("article").locator(mark).first.evaluate(style) for mark in MARKS]
    assert seen == ["solid", "dashed", "double"]


def test_paper_shows_what_is_folded(site, browse):
    page = browse()
    page.goto(f"{site}/policies/privacy/compare/4/5/")
    hidden = page.locator("details.policies-fold:not([open]) > :not(summary)").first
    assert not hidden.is_visible()
    page.emulate_media(media="print")
    assert hidden.bounding_box()["height"] > 10


def test_every_sheet_names_its_version_dates_digest_and_address(site, browse, tmp_path):
    from policies.models import PolicyVersion

    version = PolicyVersion.objects.get(policy__slug="privacy", number=3)
    page = browse()
    page.goto(f"{site}/policies/privacy/versions/3/")
    page.pdf(path=tmp_path / "version.pdf", format="A4", prefer_css_page_size=True)
    sheets = [sheet.extract_text() for sheet in PdfReader(tmp_path / "version.pdf").pages]
    assert len(sheets) > 2
    for number, sheet in enumerate(sheets, 1):
        # Ligatures are letters of their own in a PDF.
        said = " ".join(normalize("NFKC", sheet).split())
        assert "Privacy policy, version 3 · published 2 May 2023 · effective 5 Jun 2023" in said
        assert version.digest in said
        assert f"{site}/policies/privacy/versions/3/" in said
        assert f"{number} / {len(sheets)}" in said


def test_the_contents_follow_and_say_where_the_reader_is(site, browse):
    page = browse()
    page.goto(f"{site}/policies/privacy/")
    contents = page.locator(".policies-toc.is-beside")
    page.locator("h2#where-it-goes").evaluate("e => e.scrollIntoView()")
    page.wait_for_selector(".policies-toc a[aria-current][href='#where-it-goes']")
    assert 0 <= contents.evaluate(TOP) < 100
    assert page.locator(".policies-toc [aria-current]").count() == 1


def test_on_a_telephone_the_contents_are_folded(site, browse):
    page = browse(width=320)
    page.goto(f"{site}/policies/privacy/")
    assert not page.locator(".policies-toc.is-beside").is_visible()
    page.locator(".policies-toc.is-above summary").click()
    link = page.locator(".policies-toc.is-above a").nth(3)
    heading = page.locator(f"h3{link.get_attribute('href')}")
    link.click()
    assert 0 <= heading.evaluate(TOP) < 200


@pytest.mark.parametrize("scripts", [True, False])
def test_the_address_of_a_section_can_be_taken_away(site, browse, scripts):
    page = browse(java_script_enabled=scripts, permissions=["clipboard-read", "clipboard-write"])
    page.goto(f"{site}/policies/privacy/")
    link = page.locator("h2#where-it-goes + a")
    link.focus()
    if scripts:
        expect(link).to_have_css("opacity", "1")
    link.click()
    assert page.url == f"{site}/policies/privacy/#where-it-goes"
    if scripts:
        page.wait_for_selector("[data-copied='Copied']")
        assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_a_wide_table_scrolls_by_itself_and_with_the_keys(site, browse):
    page = browse(width=320)
    page.goto(f"{site}/policies/hard/")
    region = page.locator(".policies-scroll")
    region.focus()
    assert region.evaluate("e => e === document.activeElement && e.scrollWidth > e.clientWidth")
    page.keyboard.press("ArrowRight")
    eventually(lambda: region.evaluate("e => e.scrollLeft > 0"))
    assert page.evaluate(TOO_WIDE) == 0


@pytest.mark.parametrize(
    "address",
    [
        "/policies/privacy/",
        "/policies/privacy/versions/",
        "/policies/hard/compare/1/2/",
        "/policies/hard/clauses/a-wide-table/",
    ],
)
def test_letters_twice_as_large_need_no_sideways_scrolling(site, browse, address):
    page = browse(width=1280)
    page.goto(f"{site}{address}")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate(TOO_WIDE) == 0
    page.set_viewport_size({"width": 640, "height": 900})
    assert page.evaluate(TOO_WIDE) == 0


def test_the_archive_is_used_through_its_forms(site, browse):
    page = browse(java_script_enabled=False)
    page.goto(f"{site}/policies/privacy/versions/")
    page.select_option("select[name=from]", "1")
    page.select_option("select[name=to]", "3")
    page.get_by_role("button", name="Compare").click()
    expect(page).to_have_url(f"{site}/policies/privacy/compare/1/3/")
    page.goto(f"{site}/policies/privacy/versions/")
    page.fill("input[type=date]", "2023-01-01")
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(f"{site}/policies/privacy/versions/2/")


@pytest.mark.parametrize("width", [1280, 320])
def test_a_site_that_is_read_from_right_to_left_is_mirrored(
    site, browse, settings, width, tmp_path, request
):
    # A site that has put our words into its language, as the README says; here one of them.
    words = polib.POFile()
    words.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    context = "the code of this language, such as de"
    words.append(polib.POEntry(msgctxt=context, msgid="en", msgstr="ar"))
    place = tmp_path / "ar" / "LC_MESSAGES"
    place.mkdir(parents=True)
    words.save_as_mofile(place / "django.mo")
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGE_CODE = "ar"
    # Django keeps the prefix of each language's addresses, which the default one has not.
    clear_url_caches()
    request.addfinalizer(clear_url_caches)
    settings.LANGUAGES = [("ar", "Arabic")]
    settings.WAGTAIL_CONTENT_LANGUAGES = [("ar", "Arabic")]
    settings.WAGTAIL_I18N_ENABLED = False
    page = browse(width=width)
    for address in (
        "/policies/arabic/",
        "/policies/arabic/versions/",
        "/policies/arabic/compare/1/2/",
        "/policies/arabic/clauses/البيانات/",
    ):
        page.goto(f"{site}{address}")
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert page.evaluate(TOO_WIDE) == 0
        right = "e => document.documentElement.clientWidth - e.getBoundingClientRect().right"
        assert page.locator("h1").evaluate(right) < 100
    if width > 1000:
        page.goto(f"{site}/policies/arabic/")
        contents = page.locator(".policies-toc.is-beside").bounding_box()
        assert contents["x"] > page.locator("article").bounding_box()["x"]


def test_nothing_moves_for_those_who_asked_for_stillness(site, browse):
    page = browse(reduced_motion="reduce")
    page.goto(f"{site}/policies/privacy/")
    moving = page.evaluate(
        """[...document.querySelectorAll('*')].filter(e => {
            const style = getComputedStyle(e);
            return style.transitionDuration !== '0s' || style.animationName !== 'none'
                || style.scrollBehavior === 'smooth';
        }).length"""
    )
    assert moving == 0


def test_a_side_by_side_view_is_one_column_on_a_telephone(site, browse):
    page = browse(width=320)
    page.goto(f"{site}/policies/privacy/compare/1/2/?view=side-by-side")
    row = page.locator(".policies-sides > tbody > tr.is-changed").first
    old, new = (row.locator("> td").nth(n).bounding_box() for n in (0, 1))
    assert old["x"] == new["x"]
    assert old["y"] + old["height"] <= new["y"] + 1
    page.set_viewport_size({"width": 1280, "height": 900})
    old, new = (row.locator("> td").nth(n).bounding_box() for n in (0, 1))
    assert old["y"] == new["y"]
    assert old["x"] < new["x"]
    assert re.search(
        "Version 1.*Version 2", page.locator(".policies-sides > thead").inner_text(), re.S
    )
