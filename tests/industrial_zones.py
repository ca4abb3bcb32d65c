"""The living example: a board of industrial zones under real git, closed on 23/11/2026; see its README.md.

.venv/bin/python tests/industrial_zones.py FOLDER makes it, for a look at its site or a measurement.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import work_permits

FOLDER = Path(__file__).parent / "libraries" / "industrial-zones"
TODAY = date(2026, 11, 30)


def make(root: Path) -> Path:
    """Make the repository below ``root`` and return its folder."""
    return work_permits.make(root, TODAY, FOLDER)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
