"""The events of MkDocs where it is run by hand: pages staged before it looks for them, finished after it built them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError

from sotay import pipeline
from sotay.site.build import STAGED, SiteError, stage_site
from sotay.site.finish import finish


def on_config(config: Any) -> Any:
    """Stage the library beside mkdocs.yml."""
    root = Path(config.config_file_path).parent
    library = pipeline.read(root, None, datetime.now().astimezone().date())
    try:
        stage_site(library)
    except SiteError as error:
        raise PluginError(str(error)) from error
    config.docs_dir = str(root / STAGED)
    return config


def on_post_build(config: Any) -> None:
    """Finish the pages."""
    finish(Path(config.docs_dir), Path(config.site_dir))
