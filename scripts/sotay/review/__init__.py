"""A finished report read against itself and against the library: what contradicts what, and where.

``reading`` turns a file into a paper, ``desk`` finds what the checks ask of it, each file of ``checks`` is one theme.
"""
