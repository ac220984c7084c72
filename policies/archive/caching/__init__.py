"""What is kept of answers, here and in front of the site, and when it is let go."""
