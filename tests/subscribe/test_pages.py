"""Every page of the room in every state, in a real browser: for everybody, at any width."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import expect
from wagtail.models import Site

from policies.models import Subscription
from policies.subscribe import tokens
from tests.archive.test_pages_valid import INLINE, errors
from tests.browser.test_pages import TOO_WIDE, violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.once,
]

ANN = "ann@example.org"
SHOTS = os.environ.get("POLICIES_SHOTS")
"""A folder for pictures of each state, for whoever wants to look at them."""


@pytest.fixture
def states(live_server, policy, offer, subscribe, mailbox, links, publish, settings):
    """The address and status of each state, and whether its button is to be pressed."""
    place = urlsplit(live_server.url)
    Site.objects.update(hostname=place.hostname, port=place.port)
    Site.clear_site_root_paths_cache()
    client = Client()
    api = "/policies-api/subscribe/"

    def asked(address):
        client.post(api, {"address": address, "wants": "all", "policy": policy.pk})
        return links(mailbox.to(address)[-1])[0]

    left = tokens.to_leave(subscribe("left@example.org", policy))
    leaving = tokens.to_leave(subscribe("leaving@example.org", policy))
    staying = tokens.to_leave(subscribe("staying@example.org"))
    client.post(f"{api}leave/{left}/")
    return {
        "offered": ("/privacy/subscribe/", 200, False),
        "offered for all": (api, 200, False),
        "sent": (f"{api}sent/", 200, False),
        "one click more": (asked(ANN), 200, False),
        "confirmed": (asked("bob@example.org"), 200, True),
        "expired": (f"{api}confirm/x/", 410, False),
        "leave": (f"{api}leave/{staying}/", 200, False),
        "left": (f"{api}leave/{leaving}/", 200, True),
        "left before": (f"{api}leave/{left}/", 200, False),
        "cut off": (f"{api}leave/x/", 404, False),
        "in German": (f"{api}?lang=de", 200, False),
    }


@pytest.mark.parametrize(
    "eyes",
    [{}, {"width": 320, "height": 640}, {"color_scheme": "dark"}, {"forced_colors": "active"}],
    ids=["wide", "320 px", "dark", "forced colours"],
)
def test_no_page_shuts_anybody_out(states, live_server, browse, eyes, request):
    tab = browse(**eyes)
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    found = {}

    def look(name):
        problems = violations(tab)
        if over := tab.evaluate(TOO_WIDE):
            problems.append(f"{over} px wider than the screen")
        problems += [text for text in said if "404" not in text and "410" not in text]
        problems += [c["name"] for c in tab.context.cookies()]
        if SHOTS:
            kind = request.node.callspec.id
            tab.screenshot(path=Path(SHOTS) / f"{name}, {kind}.png", full_page=True)
        if problems:
            found[name] = problems
        said.clear()

    for name, (address, status, press) in states.items():
        assert tab.goto(f"{live_server.url}{address}").status == status
        if press:
            with tab.expect_navigation():
                tab.locator("main form button").click()
        look(name)
    tab.goto(f"{live_server.url}/privacy/subscribe/")
    # Past the browser's own check, which some browsers lack.
    tab.locator("form.policies-ask").evaluate("form => form.noValidate = true")
    tab.get_by_label("Your mail address").fill("ann at example")
    with tab.expect_navigation():
        tab.get_by_role("button", name="Send me a link to confirm").click()
    wrong = tab.get_by_label("Your mail address")
    assert tab.title().startswith("Error: ")
    assert wrong.input_value() == "ann at example"
    assert wrong.evaluate("field => document.activeElement === field")
    expect(tab.locator("#policies-page-wrong")).to_contain_text("Write a mail address")
    said[:] = [text for text in said if "400" not in text]
    look("wrong address")
    assert found == {}


def test_the_pages_are_valid(states, live_server, tmp_path):
    client = Client()
    pages = [client.get(address) for address, _status, _press in states.values()]
    pages.append(client.post("/policies-api/subscribe/", {"address": "x", "wants": "y"}))
    for number, page in enumerate(pages):
        html = page.content.decode()
        assert not INLINE.search(html)
        (tmp_path / f"{number}.html").write_text(html)
    assert errors(tmp_path) == []


def test_all_of_it_without_a_script(live_server, states, browse, mailbox, links, policy):
    tab = browse(java_script_enabled=False)
    tab.goto(f"{live_server.url}/privacy/")
    tab.get_by_role("link", name="Changes by mail").click()
    tab.get_by_label("Your mail address").fill("dora@example.org")
    tab.get_by_label("All changes").check()
    tab.get_by_label("Every policy of").check()
    tab.keyboard.press("Enter")
    expect(tab.locator("h1")).to_have_text("Look into your mail")
    [asking] = mailbox.to("dora@example.org")
    tab.goto(f"{live_server.url}{links(asking)[0]}")
    tab.get_by_role("button", name="Yes, tell me").click()
    expect(tab.locator("h1")).to_have_text("You will be told")
    subscription = Subscription.objects.get(address="dora@example.org")
    assert (subscription.policy, subscription.wants) == (None, "all")
    leave = tokens.to_leave(subscription)
    tab.goto(f"{live_server.url}/policies-api/subscribe/leave/{leave}/")
    tab.get_by_role("button", name="Stop the mails").click()
    expect(tab.locator("h1")).to_have_text("You have left")
    assert not Subscription.objects.filter(address="dora@example.org").exists()
    assert tab.context.cookies() == []
