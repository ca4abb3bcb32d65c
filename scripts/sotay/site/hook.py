"""The events of MkDocs that the site needs: pages staged before it looks for them, edit links set, robots and readers of feeds told."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.utils import get_relative_url

from sotay import pipeline
from sotay.messages import _
from sotay.site import addresses, search
from sotay.site.build import SEARCHED, STAGED, SiteError, stage_site


def on_config(config: Any) -> Any:
    """Stage the library beside mkdocs.yml, unless ``sotay build`` has just done so."""
    root = Path(config.config_file_path).parent
    if Path(config.docs_dir) == root / "docs":
        library = pipeline.read(root, None, datetime.now().astimezone().date())
        try:
            stage_site(library)
        except SiteError as error:
            raise PluginError(str(error)) from error
        config.docs_dir = str(root / STAGED)
    return config


def on_post_build(config: Any) -> None:
    """Let the built site be searched."""
    search.publish(Path(config.docs_dir).parent / SEARCHED.name, Path(config.site_dir))


def on_page_context(context: Any, *, page: Any, config: Any, **_others: Any) -> Any:
    """Let the edit link lead to the source of the page, where a forge is configured."""
    source = page.meta.get("source")
    page.edit_url = (
        f"{config.repo_url.rstrip('/')}/{config.edit_uri.strip('/')}/{source}"
        if source and config.repo_url and config.edit_uri
        else None
    )
    return context


def on_post_page(output: str, *, page: Any, config: Any) -> str:
    """Tell readers of feeds where the feed is, and the machines that index pages to leave out those whose front matter says so."""
    del config
    feed = get_relative_url(addresses.FEED, page.url)
    told = f'<link rel="alternate" type="application/atom+xml" title="{_("What has changed")}" href="{feed}">'
    if robots := page.meta.get("robots"):
        told += f'<meta name="robots" content="{robots}">'
    return output.replace("<head>", f"<head>{told}", 1)
