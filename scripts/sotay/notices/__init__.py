"""What people are told without asking: in one letter a run, and each matter once."""
