"""What visitors, courts and programs read: every version, at lasting addresses."""
