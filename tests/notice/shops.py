"""A storefront on another origin, and what a browser noticed while it looked at it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from policysite.storefront.shops.serve import ShopHandler
from policysite.storefront.shops.serve import shop as make_shop

WATCH = """
window.noted = {violations: [], shift: 0, events: []};
addEventListener('securitypolicyviolation', e =>
  noted.violations.push(e.violatedDirective + ' ' + e.blockedURI));
new PerformanceObserver(list => list.getEntries().forEach(e => noted.shift += e.value))
  .observe({type: 'layout-shift', buffered: true});
document.addEventListener('policy-notice', e =>
  noted.events.push([e.state, e.notices.map(n => n.version)]));
"""

LINE = '<script async src="$POLICIES/policies-api/notice.js"></script>'


class Visit:
    """A visitor at the shop: the page, and everything that went wrong on it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.errors: list[str] = []
        page.set_default_timeout(30_000)
        page.add_init_script(WATCH)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: self._console(message))

    def _console(self, message: Any) -> None:
        # The browser's own line about a request that failed cannot be prevented by any script.
        own = message.text.startswith(("Failed to load resource", "Access to fetch"))
        if message.type in ("error", "warning") and not own:
            self.errors.append(message.text)

    @property
    def notice(self) -> Any:
        return self.page.locator("policy-notice")

    def text(self) -> str:
        """What the notice says, once it is there."""
        self.notice.get_by_role("button").wait_for()
        return " ".join(self.notice.locator("ul").inner_text().split())

    def link(self, name: str) -> str:
        return str(self.notice.get_by_role("link", name=name, exact=True).get_attribute("href"))

    def close(self) -> None:
        self.notice.get_by_role("button").click()

    def settle(self) -> None:
        """Wait until the answer is in and two frames have been painted."""
        self.page.wait_for_load_state("networkidle")
        self.page.evaluate(
            "new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))"
        )

    def noted(self, name: str) -> Any:
        return self.page.evaluate(f"noted.{name}")


def varied(
    policies: str, *changes: tuple[str, str, str], policy: str | None = None
) -> ThreadingHTTPServer:
    """The shop with texts replaced, as one that was set up otherwise: (path, old, new) each."""

    class Varied(ShopHandler):
        def page(self, path: str) -> tuple[str, str] | None:
            found = super().page(path)
            for where, old, new in changes:
                if found is not None and where == path:
                    assert old in found[1]
                    found = found[0], found[1].replace(old, new)
            return found

        def security_policy(self) -> str:
            return policy or super().security_policy()

    return make_shop(policies, handler=Varied)


@contextmanager
def served(server: ThreadingHTTPServer) -> Iterator[str]:
    """Run a server; its origin."""
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def origin(script: bytes, answer: Callable[[Any], None]) -> Iterator[str]:
    """An origin that serves the real script, and to ``notice.json`` whatever ``answer`` writes."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if "notice.json" in self.path:
                answer(self)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript")
            self.send_header("Content-Length", str(len(script)))
            self.end_headers()
            self.wfile.write(script)

        def log_message(self, *args: Any) -> None: ...

    with served(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as address:
        yield address
