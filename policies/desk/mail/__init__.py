"""Mail to the legal team, and mail to subscribers as the desk sees it."""
