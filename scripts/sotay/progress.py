"""A bar for long work, where a person watches; none where the words go to a file or to another program."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

T = TypeVar("T")


def watched(items: Iterable[T], words: str) -> Iterator[T]:
    """Yield items as they are taken, with a bar that says ``words``; one that only moves where nobody knows how many come."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console  # noqa: PLC0415 (only who watches needs it)
    from rich.progress import track  # noqa: PLC0415

    yield from track(items, words, console=Console(file=sys.__stderr__), transient=True)
