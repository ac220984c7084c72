"""The description of all formats (OpenAPI 3.1)."""
