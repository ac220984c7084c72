"""What a redaction reaches besides the version."""
