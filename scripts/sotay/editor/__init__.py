"""The form editor: a form of every kind of document, for people who write neither Markdown nor git."""
