"""The archive as JSON."""
