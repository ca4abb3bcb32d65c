"""Stage the site: every page as Markdown in one folder, only files whose bytes changed written, strangers removed."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write(pages: Mapping[str, bytes], folder: Path) -> int:
    """Make ``folder`` hold exactly these files; return how many had to be written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    for name, data in sorted(pages.items()):
        path = folder / name
        if path.is_file() and path.read_bytes() == data:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written += 1
    wanted = {folder / name for name in pages}
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            with contextlib.suppress(OSError):
                path.rmdir()
        elif path not in wanted:
            path.unlink()
    return written
