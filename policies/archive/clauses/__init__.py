"""Sections, and what became of each."""
