"""The evidence pack, made and checked."""
