"""Two versions of a text held side by side, word by word and row by row: one tree that any output can show."""
