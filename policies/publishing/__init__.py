"""What a publication is judged against, and what holds it: questions, and no acts."""
