"""What programs read: a folder a format, each with the same file names."""
