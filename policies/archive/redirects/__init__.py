"""Addresses that lead elsewhere: onward to a version or comparison, and from former places."""
