#!/usr/bin/env bash
# What does Wagtail's API v3 answer somebody who may not fill in one panel of a page, and sends another
# field? Not a page, nor a refusal: an error page (500), though the field was never mentioned.
#
# Seen with: wagtail 8.0.1, django-permissionedforms 0.1, django-ninja 1.7.1 (PyPI).
# Behaviour: PATCH makes a form of the fields that were sent alone, and hands on the permissions of all
#   panels. The form then takes out each field that the person may not fill in, whether it is there or
#   not: KeyError, named after the panel. The same request of a superuser is answered with 200.
# Output: the status for both people, and what the answer says: the key that was not there.
set -euo pipefail

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install -q wagtail==8.0.1 django-permissionedforms==0.1 django-ninja==1.7.1
cd "$place"
venv/bin/wagtail start shop >/dev/null
cd shop
cat > home/models.py <<'PYTHON'
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page


class HomePage(Page):
    budget = models.CharField(max_length=20, blank=True)
    content_panels = [*Page.content_panels, FieldPanel("budget", permission="home.see_budget")]
PYTHON
cat > shop/urls.py <<'PYTHON'
from django.urls import path
from wagtail.api.v3.urls import api

urlpatterns = [path("api/v3/", api.urls)]
PYTHON
export PYTHONWARNINGS=ignore
../venv/bin/python manage.py makemigrations -v0 home
../venv/bin/python manage.py migrate -v0
cat > look.py <<'PYTHON'
import json

from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from wagtail.models import APIToken, GroupPagePermission, Page

from home.models import HomePage

page = HomePage.objects.get()
group = Group.objects.create(name="Writers")
change = Permission.objects.get(content_type__app_label="wagtailcore", codename="change_page")
GroupPagePermission.objects.create(group=group, page=Page.objects.get(depth=1), permission=change)
people = {
    "superuser": User.objects.create_superuser("root", "root@example.org", "secret"),
    "writer": User.objects.create_user("ann", "ann@example.org", "secret"),
}
people["writer"].groups.add(group)
found = {}
for name, user in people.items():
    _made, key = APIToken.create_token(user=user, name="t")
    client = Client(raise_request_exception=False, SERVER_NAME="localhost")
    body = {"title": "Home, sweet home", "meta": {"type": "home.HomePage"}}
    answer = client.patch(
        f"/api/v3/pages/{page.pk}/",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )
    found[name] = answer.status_code, answer.json().get("detail")
    print(f"PATCH of the title by the {name}: {answer.status_code}", answer.json().get("detail", ""))
assert found == {"superuser": (200, None), "writer": (500, "'budget'")}, found
PYTHON
../venv/bin/python manage.py shell -v0 -c "exec(open('look.py').read(), {})"
