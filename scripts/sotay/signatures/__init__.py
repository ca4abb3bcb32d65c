"""SSH signatures: whose count, whether one holds, and how one is made."""
