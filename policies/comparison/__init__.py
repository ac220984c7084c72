"""Two versions side by side, as pages show it: sentences, marks, folds."""
