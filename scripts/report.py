"""Set up everything and compose an annual report: ``python3 scripts/report.py 2021 --out DIR``."""

import sys

from launcher import launch

if __name__ == "__main__":
    sys.exit(launch(["report", "annual"], sys.argv[1:]))
