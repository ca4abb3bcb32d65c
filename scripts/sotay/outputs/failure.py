"""The one exception of the outputs."""

from __future__ import annotations


class RenderFailed(Exception):  # noqa: N818 (the name says what happened, as ``WordingError`` does)
    """A document cannot be rendered; the message tells a person what to put right."""
