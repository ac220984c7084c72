"""Pages that arrive a line at a time, as over a bad connection: nothing painted moves."""

from __future__ import annotations

import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

import pytest

from tests.gallery import build
from tests.notice.shops import served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.once,
]

PAGES = [
    "shop front",
    "list of policies",
    "in force, with a forthcoming one",
    "from right to left",
    "version, withdrawn",
    "archive",
    "comparison",
]
WATCH = """
window.shifts = [];
new PerformanceObserver(list => list.getEntries().forEach(shift => shifts.push(
  ...shift.sources.map(({node}) => (node?.outerHTML || node?.data || '?').slice(0, 120)))))
  .observe({type: 'layout-shift', buffered: true});
"""
LINE = 0.02
"""Seconds from one line to the next: longer than a frame."""


def slow_line(origin: str) -> ThreadingHTTPServer:
    """A server that hands on what ``origin`` answers, web pages a line at a time."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with urlopen(origin + self.path) as answer:  # noqa: S310 - the test's own server
                media_type, body = answer.headers["Content-Type"], answer.read()
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.end_headers()
            for line in body.splitlines(keepends=True):
                self.wfile.write(line)
                if media_type.startswith("text/html"):
                    time.sleep(LINE)

        def log_message(self, *args: object) -> None: ...

    return ThreadingHTTPServer(("127.0.0.1", 0), Handler)


@pytest.fixture
def slowly(live_server) -> Iterator[str]:
    with served(slow_line(live_server.url)) as address:
        yield address


def test_what_has_been_painted_stays_where_it_is(slowly, home, browse):
    pages = build(home)
    moved = {}
    for width in (1280, 320):
        tab = browse(width=width, height=900)
        tab.add_init_script(WATCH)
        for name in PAGES:
            tab.goto(slowly + pages[name][0])
            tab.evaluate("new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
            if shifts := tab.evaluate("shifts"):
                moved[name, width] = shifts
    assert moved == {}
