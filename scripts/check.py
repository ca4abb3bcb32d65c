"""Set up everything and check the library: ``python3 scripts/check.py --format json``."""

import sys

from launcher import launch, start

if __name__ == "__main__":
    start(lambda: launch(["check"], sys.argv[1:]))
