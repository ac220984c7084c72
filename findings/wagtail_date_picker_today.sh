#!/usr/bin/env bash
# What does Wagtail's date picker do with a date that it cannot read? Not an error, nor an empty field:
# leaving the field puts today's date there, which then passes every validation.
#
# Seen with: wagtail 8.0.1, playwright 1.65.2 (PyPI), Chromium 156 of Debian 12.
# Behaviour: with the format %Y-%m-%d, "15/12/2027", "1 February 2027" and "01/02/2027" become the current
#   day on blur; only text in the picker's own format stays.
# Output: what stands in the field after typing each and pressing Tab.
set -euo pipefail

command -v chromium >/dev/null || { echo "needs chromium (Debian)"; exit 2; }
place=$(mktemp -d)
trap 'kill "${server:-}" 2>/dev/null || true; rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q wagtail==8.0.1 playwright==1.65.2
cd "$place"
venv/bin/wagtail start shop >/dev/null
cd shop
cat > home/models.py <<'PYTHON'
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


class HomePage(Page):
    day = models.DateField(null=True, blank=True)
    content_panels = [*Page.content_panels, FieldPanel("day")]
PYTHON
export PYTHONWARNINGS=ignore
../venv/bin/python manage.py makemigrations -v0 home
../venv/bin/python manage.py migrate -v0
DJANGO_SUPERUSER_PASSWORD=secret ../venv/bin/python manage.py createsuperuser -v0 --noinput --username a --email a@example.org
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
../venv/bin/python manage.py runserver --noreload "127.0.0.1:$port" >/dev/null 2>&1 &
server=$!

cat > ../look.py <<'PYTHON'
import datetime
import shutil
import sys
import time
import urllib.request
from playwright.sync_api import sync_playwright

base = sys.argv[1]
for _attempt in range(60):
    try:
        urllib.request.urlopen(f"{base}/admin/login/")
        break
    except OSError:
        time.sleep(0.5)

FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
found = {}
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
    page = browser.new_page()
    page.goto(f"{base}/admin/login/")
    page.fill("[name=username]", "a")
    page.fill("[name=password]", "secret")
    page.click("[type=submit]")
    page.wait_for_url(f"{base}/admin/")
    for typed in ("15/12/2027", "1 February 2027", "01/02/2027", "2027-02-01"):
        page.goto(f"{base}/admin/pages/3/edit/")
        page.locator("#id_day").click()
        calendar = page.locator(".xdsoft_datetimepicker:visible")
        calendar.wait_for()
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
        calendar.wait_for(state="hidden")
        found[typed] = page.input_value("#id_day")
        print(f"typed {typed!r}: the field says {found[typed]!r}")
    browser.close()
today = datetime.date.today().isoformat()
assert found.pop("2027-02-01") == "2027-02-01"
assert set(found.values()) == {today}, found
PYTHON
../venv/bin/python ../look.py "http://127.0.0.1:$port"
