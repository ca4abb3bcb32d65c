"""Word files read back: an agency's procedures into Markdown, a corrected annual report into its record.

Nothing is dropped in silence: what becomes no text and no field is listed in a remark.
"""
