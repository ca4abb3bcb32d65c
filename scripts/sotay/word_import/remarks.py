"""What an import has to say to the person who asked for it."""

from __future__ import annotations

from dataclasses import dataclass


class WordRefused(Exception):  # noqa: N818 (the name says what happened, as ``RenderFailed`` does)
    """A file that cannot be imported; the message names it, says why and what to do."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing a person should know of the import.

    ``where`` is the place in the Word file (a heading, the cover, the page header). ``message`` says what was made of it, or
    what was not understood and what to do. ``quote`` holds the words of the file it speaks of. ``todo`` is true where a
    person has to do something, false where the import only tells what it did.
    """

    where: str
    message: str
    quote: str = ""
    todo: bool = True

    def __str__(self) -> str:
        """Return the remark on one line."""
        quoted = f" “{' '.join(self.quote.split())}”" if self.quote else ""
        return f"{self.where}: {self.message}{quoted}"
