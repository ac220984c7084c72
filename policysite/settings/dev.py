"""For one's own machine."""

from policysite.settings.base import *  # noqa: F403
from policysite.settings.base import VAR

VAR.mkdir(parents=True, exist_ok=True)

DEBUG = True
SECRET_KEY = "only for development, never for a public site"  # noqa: S105
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
INTERNAL_IPS = ["127.0.0.1"]
