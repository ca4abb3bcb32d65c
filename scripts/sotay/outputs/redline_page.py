"""A redline as a page of its own: one file that asks nothing of any server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from sotay.outputs import redline_html
from sotay.outputs.template import fill

if TYPE_CHECKING:
    from sotay.redline.comparison import Redline


def render(redline: Redline, *, title: str, language: str) -> bytes:
    """Return the whole text as an HTML page in UTF-8; the same redline and title give the same bytes."""
    page = fill(
        "redline.html",
        title=title,
        language=language,
        body=Markup(redline_html.render(redline)),  # noqa: S704 (pandoc escaped it)
    )
    return page.encode()
