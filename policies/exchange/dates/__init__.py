"""What texts and names of files say about dates."""
