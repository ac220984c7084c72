"""Policies as numbered versions that never change."""

__version__ = "0.1.0"
