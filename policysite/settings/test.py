"""For the test suite: the database of DATABASE_URL, else SQLite in a file of its own."""

import os
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from policysite.settings.base import *  # noqa: F403
from policysite.settings.base import CACHE_URL, CACHES, DATABASES

DEBUG = False
SECRET_KEY = "for tests"  # noqa: S105
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WAGTAILADMIN_BASE_URL = "http://testserver"
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, so that the threads of the server in browser tests have connections of their own.
    place = Path(tempfile.gettempdir()) / f"policies-tests-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(place)}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
    )
if CACHE_URL:
    # Processes that test side by side must not find, nor clear, what another keeps.
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    server = urlsplit(CACHE_URL)
    number = int(server.path.strip("/") or 0) + worker
    CACHES["default"]["LOCATION"] = server._replace(path=f"/{number}").geturl()
