"""The draft: its form, its panels, what is begun from what, and what it changes."""
