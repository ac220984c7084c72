"""Versions as Mementos (RFC 7089)."""
