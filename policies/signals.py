"""Sent on commit, with the record as ``instance`` and its class as sender."""

from __future__ import annotations

from django.dispatch import Signal

version_recorded = Signal()
version_corrected = Signal()
"""Bears ``correction`` as well."""
version_withdrawn = Signal()
version_redacted = Signal()
notice_opened = Signal()
notice_closed = Signal()
