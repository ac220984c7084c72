"""Files from elsewhere, read by their kind: a folder a kind."""
