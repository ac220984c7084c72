"""What is kept: versions, corrections, notices, settings, and how they are held still."""
