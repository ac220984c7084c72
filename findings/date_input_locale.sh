#!/usr/bin/env bash
# In which order do the parts of <input type="date"> stand? A test that "types as a German would" and
# sets Playwright's locale (or Chromium's --lang) still types into month, day, year.
#
# Seen with: playwright 1.65.2 (PyPI), Chromium 156 of Debian 12 with its package chromium-l10n.
# Behaviour: the order follows the browser process's LANGUAGE variable alone, and only where the
#   language's .pak is installed; `locale=` of the context changes navigator.language, and --lang
#   nothing, so 15 01 2027 becomes 1 December 2027 without any error.
# Output: the value after the keys 1 5 0 1 2 0 2 7, for each way of asking for German.
set -euo pipefail

command -v chromium >/dev/null || { echo "needs chromium and chromium-l10n (Debian)"; exit 2; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q playwright==1.65.2

cat > "$place/look.py" <<'PYTHON'
import os
import shutil
from playwright.sync_api import sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def typed(playwright, args=(), env=None, **context):
    browser = playwright.chromium.launch(
        executable_path=shutil.which("chromium"),
        args=[*FLAGS, *args],
        env={**os.environ, "LANGUAGE": "", **(env or {})},
    )
    page = browser.new_context(**context).new_page()
    page.set_content('<input type="date">')
    page.focus("input")
    page.keyboard.type("15012027")
    value = page.eval_on_selector("input", "field => field.value")
    told = page.evaluate("navigator.language")
    version = browser.version
    browser.close()
    return value, told, version


with sync_playwright() as playwright:
    german = {"LANGUAGE": "de_DE", "LANG": "de_DE.UTF-8"}
    found = {
        "locale of the context": typed(playwright, locale="de-DE"),
        "--lang": typed(playwright, args=["--lang=de-DE"]),
        "LANGUAGE of the process": typed(playwright, env=german),
    }
for way, (value, told, version) in found.items():
    print(f"Chromium {version}, {way}: {value} (navigator.language {told})")
assert found["locale of the context"][:2] == ("2027-12-01", "de-DE")
assert found["--lang"][0] == "2027-12-01"
assert found["LANGUAGE of the process"][0] == "2027-01-15"
PYTHON
"$place/venv/bin/python" "$place/look.py"
