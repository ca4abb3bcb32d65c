"""A bar for the pages that MkDocs builds, where a person watches."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from mkdocs.plugins import BasePlugin

from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class _Watch(BasePlugin):  # type: ignore[no-untyped-call,type-arg]  # it has no settings
    """Counts each page twice: once as text, once as HTML."""

    def __init__(self, start: Callable[[int], None], advance: Callable[[], None]) -> None:
        self.start = start
        self.advance = advance

    def on_files(self, files: Any, **_others: Any) -> None:
        """Learn how many pages there are."""
        self.start(2 * len(files.documentation_pages()))

    def on_page_content(self, _html: str, **_others: Any) -> None:
        """Count a page that has been read."""
        self.advance()

    def on_post_page(self, _output: str, **_others: Any) -> None:
        """Count a page that has been laid out."""
        self.advance()


@contextmanager
def watching(config: Any) -> Iterator[None]:
    """Show how far a build with this configuration of MkDocs is."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415 (only who watches needs it)
    from rich.progress import Progress  # noqa: PLC0415

    with Progress(console=Console(file=sys.__stderr__), transient=True) as bar:
        task = bar.add_task(_("Building the pages"), total=None)
        config.plugins["sotay-watch"] = _Watch(
            lambda total: bar.update(task, total=total), lambda: bar.advance(task)
        )
        yield
