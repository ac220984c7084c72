"""What people decide about a version, and whether it holds together."""
