"""The pictures of the README, made of the demo: ``python -m tests.pictures``; needs Chromium."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PORT = 8765
SIZE = {"width": 900, "height": 620}

PICTURES = {
    "comparison": "/policies/privacy/compare/1/2/",
    "archive": "/policies/privacy/versions/",
    "notice": "/",
}


def main() -> None:
    """Serve a demo of its own, and take each picture."""
    with tempfile.TemporaryDirectory() as place:
        url = f"sqlite:///{place}/demo.sqlite3"
        server = subprocess.Popen(
            [sys.executable, "manage.py", "demo", f"--port={PORT}"],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": url},
        )
        try:
            wait(f"http://localhost:{PORT}/")
            take()
        finally:
            server.terminate()
            server.wait()


def wait(address: str, seconds: int = 180) -> None:
    for _try in range(seconds):
        try:
            urllib.request.urlopen(address, timeout=5)  # noqa: S310 - our own server
        except OSError:
            time.sleep(1)
        else:
            return
    raise SystemExit(f"Nothing answers at {address} after {seconds} s.")


def take() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        page = browser.new_page(viewport=SIZE)
        for name, path in PICTURES.items():
            page.goto(f"http://localhost:{PORT}{path}")
            page.wait_for_load_state("networkidle")
            if name == "comparison":
                page.locator(
                    ".policies-redline, .policies-changed"
                ).first.scroll_into_view_if_needed()
            page.screenshot(path=IMAGES / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
