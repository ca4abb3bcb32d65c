"""The annual report: facts with their evidence, the words of a template, one composed document."""
