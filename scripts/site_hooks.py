"""What mkdocs.yml names under ``hooks``: it stages the pages and finishes them, nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(
    0, str(Path(__file__).parent)
)  # MkDocs keeps this folder on the path only while it imports the hook

from sotay.site.hook import on_config, on_post_build

__all__ = ["on_config", "on_post_build"]
