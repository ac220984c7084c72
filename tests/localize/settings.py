"""The site of the test suite with wagtail-localize in place of Wagtail's own simple translation."""

from policysite.settings.test import *  # noqa: F403
from policysite.settings.test import DATABASES, INSTALLED_APPS

INSTEAD = {
    "wagtail.contrib.simple_translation": "wagtail_localize",
    "wagtail.locales": "wagtail_localize.locales",
}
INSTALLED_APPS = [INSTEAD.get(name, name) for name in INSTALLED_APPS]
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
name = DATABASES["default"].get("TEST", {}).get("NAME") or f"test_{DATABASES['default']['NAME']}"
DATABASES["default"]["TEST"] = {"NAME": f"{name}_localize"}
