"""The law: which provision holds from when to when, what takes its place, and which procedures must follow by which day."""
