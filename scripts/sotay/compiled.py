"""The engine's page templates as compiled code, kept from run to run as Python keeps its own modules."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from jinja2 import BytecodeCache, FileSystemBytecodeCache


def compiled() -> BytecodeCache | None:
    """Return where compiled templates are kept: where Python keeps this module, never in a library, since it is code that is run.

    None where nothing can be kept there; templates are then compiled each time.
    """
    kept = __spec__.cached if __spec__ else None
    if kept is None or sys.dont_write_bytecode or not os.access(folder := Path(kept).parent, os.W_OK):
        return None
    return FileSystemBytecodeCache(str(folder))
