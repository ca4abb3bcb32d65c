"""The one door to a person's terminal: what a text of the library says there is read, never obeyed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from sotay import masks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

DELETED: Final = "\x1b[31m"
INSERTED: Final = "\x1b[32m"
PLAIN: Final = "\x1b[0m"
_OWN: Final = re.compile(f"({'|'.join(map(re.escape, (DELETED, INSERTED, PLAIN)))})")


class Guarded:
    """A text stream that lets through the engine's own three colours, and nothing else that a terminal obeys."""

    def __init__(self, stream: TextIO) -> None:
        """Guard a stream; all but writing is left to it."""
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        """Answer as the stream itself."""
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text without what a terminal would obey, and return its length."""
        self._stream.write(
            "".join(part if _OWN.fullmatch(part) else masks.uncovered(part) for part in _OWN.split(text))
        )
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write several texts."""
        for line in lines:
            self.write(line)
