"""What was published, and what can be done to it."""
