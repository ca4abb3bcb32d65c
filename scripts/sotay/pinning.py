"""Write pins into a decision record and leave every other character of the file as it was, comments and order included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml

from sotay import front_matter
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sotay.kinds.decision import Pin

FIELD: Final = "issues"
_INDENT: Final = "  "


class PinningFailedError(Exception):
    """The record is written in a way that cannot be added to safely; the message gives the lines to write by hand."""


class _Edit(NamedTuple):
    """Characters from ``start`` up to ``end`` of the front matter give way to ``text``."""

    start: int
    end: int
    text: str


def written(pin: Pin) -> str:
    """Return a pin as it is written in a record; in quotes what YAML could take for a number, as it does 0b11."""
    return f'{{code: {pin.code}, version: "{pin.version}", sha256: "{pin.sha256}"}}'


def pinned(text: str, pins: Sequence[Pin]) -> str:
    """Return the text of a decision record with ``pins`` in it; a pin of a code that is there already takes its place.

    The result is read again and compared: raises ``PinningFailedError`` where it would say anything else than was meant.
    """
    old = front_matter.read(text, "")
    rows = old.values.get(FIELD) or ()
    if old.findings or not old.readable or not all(isinstance(row, dict) for row in rows):
        raise _failure(pins)
    source, body = old.yaml, old.body
    opening = text.index("\n") + 1
    rest = text[opening + len(source) :]
    for start, end, piece in sorted(_edits(source, pins), reverse=True):
        source = source[:start] + piece + source[end:]
    result = text[:opening] + source + rest
    said = {row.get("code"): row for row in rows}
    said |= {pin.code: {"code": pin.code, "version": pin.version, "sha256": pin.sha256} for pin in pins}
    new = front_matter.read(result, "")
    meant = old.values | {FIELD: tuple(said.values())}
    if new.findings or not new.readable or (new.values, new.body) != (meant, body):
        raise _failure(pins)
    return result


def _failure(pins: Sequence[Pin]) -> PinningFailedError:
    lines = "\n".join(f"  - {written(pin)}" for pin in pins)
    return PinningFailedError(
        _("The record cannot be added to safely. Write under `issues:` by hand:\n{lines}", lines=lines)
    )


def _edits(source: str, pins: Sequence[Pin]) -> Iterator[_Edit]:
    root = yaml.compose(source, Loader=yaml.CSafeLoader)
    fields = {key.value: value for key, value in root.value} if isinstance(root, yaml.MappingNode) else {}
    place = _Place(source)
    found = fields.get(FIELD)
    if not isinstance(found, yaml.SequenceNode) or not found.value:
        rows = "".join(f"\n{_INDENT}- {written(pin)}" for pin in pins)
        yield _new_field(source, rows) if found is None else place.instead(found, rows)
        return
    there = {_value(item, "code"): item for item in found.value}
    for pin in pins:
        if pin.code in there:
            yield from place.scalars(
                there[pin.code], {"version": f'"{pin.version}"', "sha256": f'"{pin.sha256}"'}
            )
    if new := [pin for pin in pins if pin.code not in there]:
        yield place.after(found, new)


def _new_field(source: str, rows: str) -> _Edit:
    lead = "" if not source or source.endswith("\n") else "\n"
    return _Edit(len(source), len(source), f"{lead}{FIELD}:{rows}\n")


def _value(item: Any, name: str) -> str:
    pairs = item.value if isinstance(item, yaml.MappingNode) else ()
    return next((value.value for key, value in pairs if key.value == name), "")


class _Place:
    """Turns the marks of nodes into places of a text."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._lines = [0]
        for line in source.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)

    def instead(self, node: Any, text: str) -> _Edit:
        """Return the edit that puts ``text`` in place of an empty value."""
        start, end = self._at(node.start_mark), self._at(node.end_mark)
        while start and self._source[start - 1] in " \t":
            start -= 1
        return _Edit(start, end, text)

    def scalars(self, item: Any, values: dict[str, str]) -> Iterator[_Edit]:
        """Yield the edits that give scalars of a mapping other values."""
        for key, value in item.value:
            if key.value in values:
                yield _Edit(self._at(value.start_mark), self._at(value.end_mark), values[key.value])

    def after(self, rows: Any, pins: Sequence[Pin]) -> _Edit:
        """Return the edit that adds pins behind the last row, in the way the rows are written."""
        end = max(self._ends(rows.value[-1]))
        if rows.flow_style:
            return _Edit(end, end, "".join(f", {written(pin)}" for pin in pins))
        start = self._at(rows.value[0].start_mark)
        dash = self._source.rindex("-", 0, start)
        indent = self._source[self._source.rfind("\n", 0, dash) + 1 : dash]
        line_end = self._source.find("\n", end)
        line_end = len(self._source) if line_end < 0 else line_end
        return _Edit(line_end, line_end, "".join(f"\n{indent}- {written(pin)}" for pin in pins))

    def _ends(self, node: Any) -> Iterator[int]:
        """Yield where pieces of a row end; a block's own end mark stands behind the comments after it."""
        if isinstance(node, yaml.ScalarNode) or node.flow_style:
            yield self._at(node.end_mark)
            return
        for part in node.value:
            for inner in part if isinstance(part, tuple) else (part,):
                yield from self._ends(inner)

    def _at(self, mark: Any) -> int:
        return int(self._lines[mark.line] + mark.column)
