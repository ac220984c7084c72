"""The database itself refuses: triggers, their trials, and the way back over migrations."""
