"""How a policy stands at a moment, where that is read, in which words, and for how long."""
