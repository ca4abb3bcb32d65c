"""What mkdocs.yml names under ``hooks``: it stages the pages, sets edit links and tells robots, nothing else."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(
    0, str(Path(__file__).parent)
)  # MkDocs keeps this folder on the path only while it imports the hook

from sotay.site.hook import on_config, on_page_context, on_post_build, on_post_page

__all__ = ["on_config", "on_page_context", "on_post_build", "on_post_page"]
