"""The frozen renderings of a version."""
