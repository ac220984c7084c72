"""Old histories brought in: sources, staging, recording."""
