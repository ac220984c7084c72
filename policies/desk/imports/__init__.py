"""Old texts come in through the admin: upload, mend, preview each, record all at once."""
