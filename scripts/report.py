"""Set up everything and compose an annual report: ``python3 scripts/report.py 2021 --out DIR``."""

import sys

from launcher import launch, start

if __name__ == "__main__":
    start(lambda: launch(["report", "annual"], sys.argv[1:]))
