"""Many agencies' annual reports made one (Decision 19/2014/QĐ-TTg, Article 12.6: the lead unit reports for all of them).

``reading`` turns a file into an account, ``arithmetic`` holds it against itself, ``gathering`` puts all of them together.
"""
