"""Two passages: which words are the same, and the two woven into one."""
