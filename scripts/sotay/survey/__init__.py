"""A survey: the form that is handed out, and what it brought in words and for machines."""
