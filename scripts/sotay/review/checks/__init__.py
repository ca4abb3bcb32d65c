"""The checks of a report, one file a theme; a decorated function in a file here is found by ``sotay.review.remarks``."""
