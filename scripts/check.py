"""Set up everything and check the library: ``python3 scripts/check.py --format json``."""

import sys

from launcher import launch

if __name__ == "__main__":
    sys.exit(launch(["check"], sys.argv[1:]))
