"""A process that sends what waits to a server on loopback: ``-m tests.subscribe.worker PORT``."""

from __future__ import annotations

import sys


def main(port: int) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    call_command("send_policy_mail")


if __name__ == "__main__":
    main(int(sys.argv[1]))
