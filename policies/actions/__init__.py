"""One change of the world per module; each is atomic, takes its time as an argument, repeats."""
