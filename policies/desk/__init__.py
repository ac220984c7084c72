"""What the legal team uses inside Wagtail."""
