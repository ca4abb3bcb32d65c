"""The site: pages as plain Markdown, staged for MkDocs; nothing that matters lives in a generator's plugin."""
