"""The two events of MkDocs that the site needs: pages staged before it looks for them, edit links set."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sotay import pipeline
from sotay.site.build import STAGED, stage_site


def on_config(config: Any) -> Any:
    """Stage the library beside mkdocs.yml, unless ``sotay build`` has just done so."""
    root = Path(config.config_file_path).parent
    if Path(config.docs_dir) == root / "docs":
        library = pipeline.read(root, None, datetime.now().astimezone().date())
        stage_site(library)
        config.docs_dir = str(root / STAGED)
    return config


def on_page_context(context: Any, *, page: Any, config: Any, **_others: Any) -> Any:
    """Let the edit link lead to the source of the page, where a forge is configured."""
    source = page.meta.get("source")
    page.edit_url = (
        f"{config.repo_url.rstrip('/')}/{config.edit_uri.strip('/')}/{source}"
        if source and config.repo_url and config.edit_uri
        else None
    )
    return context
