"""Set up everything, check the library, compose the annual report, build the site: ``python3 scripts/build.py``."""

import sys

from launcher import launch, start

if __name__ == "__main__":
    start(lambda: launch(["all"], sys.argv[1:]))
