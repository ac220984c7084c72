#!/usr/bin/env python
"""Runs the site's commands; ``manage.py demo`` is the one to begin with."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "policysite.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
