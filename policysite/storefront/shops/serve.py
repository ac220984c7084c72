"""Serves the plain and the headless shop on a port of their own, under a strict policy.

``python -m policysite.storefront.shops.serve --policies http://localhost:8000 --port 8001``
"""

from __future__ import annotations

import argparse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from typing import Any

HERE = Path(__file__).parent
FILES = {
    "/": ("plain/index.html", "text/html; charset=utf-8"),
    "/shop.css": ("plain/shop.css", "text/css; charset=utf-8"),
    "/headless.html": ("headless/headless.html", "text/html; charset=utf-8"),
    "/headless.js": ("headless/headless.js", "text/javascript; charset=utf-8"),
}


def security_policy(policies: str) -> str:
    """As strict as can be: nothing but the shop's own files and the origin of the policies."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {policies}",
            f"connect-src {policies}",
            "style-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def page(path: str, policies: str) -> tuple[str, str] | None:
    """The media type and text at a path of the shop; None where there is nothing."""
    if path not in FILES:
        return None
    name, media_type = FILES[path]
    text = (HERE / name).read_text()
    if media_type.startswith("text/html"):
        text = Template(text).safe_substitute(POLICIES=policies)
    return media_type, text


class ShopHandler(BaseHTTPRequestHandler):
    """Answers for one shop; ``policies`` is the origin where its policies stand."""

    policies = ""

    def page(self, path: str) -> tuple[str, str] | None:
        return page(path, self.policies)

    def security_policy(self) -> str:
        return security_policy(self.policies)

    def do_GET(self) -> None:
        found = self.page(self.path.partition("?")[0])
        if found is None:
            self.send_error(404)
            return
        media_type, text = found
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", self.security_policy())
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Quiet: the shop is looked at, not operated."""


def shop(
    policies: str,
    port: int = 0,
    host: str = "127.0.0.1",
    handler: type[ShopHandler] = ShopHandler,
) -> ThreadingHTTPServer:
    """A server of the shops whose policies stand at the origin ``policies``; port 0: any free."""
    return ThreadingHTTPServer((host, port), type("Handler", (handler,), {"policies": policies}))


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve the shops that stand on another origin.")
    parser.add_argument(
        "--policies", default="http://localhost:8000", help="origin of the policies"
    )
    parser.add_argument("--port", type=int, default=8001)
    options = parser.parse_args()
    server = shop(options.policies.rstrip("/"), options.port)
    print(f"The shop: http://127.0.0.1:{server.server_port}/")  # noqa: T201 - a command's answer
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()


if __name__ == "__main__":
    main()
