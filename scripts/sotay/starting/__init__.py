"""How a new agency starts: what it answers, its first texts, the files of its forge, and all of it under git."""
