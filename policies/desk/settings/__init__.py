"""A site's settings."""
