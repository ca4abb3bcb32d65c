"""How often a process looks for what nobody holds any more: rarely, since what it reads it keeps to the end."""

from __future__ import annotations

import atexit
import gc


def look_rarely() -> None:
    """Look through what comes from now on rarely, and never through what is there already, not even at the end."""
    gc.freeze()
    gc.set_threshold(200_000, 10, 14)
    atexit.register(gc.freeze)
