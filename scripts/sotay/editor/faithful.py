"""What a form saves, laid into the text that was there: only what the person changed is changed.

A form reads a document into values and writes them all anew: quotes, line breaks, comments and the order of fields are the
program's, and fields left blank are written down as empty. Here the values are compared, and what is the same keeps its bytes.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from sotay import front_matter
from sotay.editor.spelling import block, inline, value_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_EDGES: Final = re.compile(r"\A(\s*\n)?(.*?)(\s*)\Z", re.DOTALL)


class _Edit(NamedTuple):
    """Characters ``start`` to ``end`` of the old text give way to ``text``."""

    start: int
    end: int
    text: str


def merged(old: bytes, saved: bytes) -> bytes:
    """Return ``old`` with what differs in ``saved``, both whole documents; a new one has no old text, ``b""``.

    Fields that are blank in ``saved`` are no fields. Values are what counts: where they cannot be laid into the old text,
    the text is written anew from them; where either cannot be read, ``saved`` is returned as it is.
    """
    old_text, _findings = front_matter.decode(old, "")
    new_text, _findings = front_matter.decode(saved, "")
    if old_text is None or new_text is None:
        return saved
    new_yaml, new_body = front_matter.split(new_text)
    new = _tree(new_yaml)
    if new is None:
        return saved
    old_yaml, old_body = front_matter.split(old_text)
    if (was := _tree(old_yaml)) is None:
        return f"---\n{block(new)}---\n\n{new_body.strip()}\n".encode()
    opening, closing = _fences(old_text, old_yaml, old_body)
    return f"{opening}{_laid(old_yaml, was, new)}{closing}{_prose(old_body, new_body)}".encode()


def _tree(source: str) -> MappingNode | None:
    try:
        node = front_matter.tree(source)
    except (yaml.YAMLError, RecursionError):
        return None
    return node if isinstance(node, MappingNode) else None


def _fences(text: str, source: str, body: str) -> tuple[str, str]:
    start = text.index("\n") + 1
    return text[:start], text[start + len(source) : len(text) - len(body)]


def _prose(old: str, new: str) -> str:
    """Return the new body between the blank lines of the old one; the old one where no more than those differ."""
    if old.strip() == new.strip():
        return old
    edges = _EDGES.match(old)
    assert edges is not None
    return f"{edges[1] or ''}{new.strip()}{edges[3] or chr(10)}"


def _laid(source: str, old: MappingNode, new: MappingNode) -> str:
    """Return the YAML with the edits made; written anew where they do not say what ``new`` says."""
    wanted = value_of(new)
    if value_of(old) == wanted:
        return source
    text = _edited(source, _edits(source, old, new))
    laid = _tree(text)
    return text if laid is not None and value_of(laid) == wanted else block(new)


def _edited(source: str, edits: Iterable[_Edit]) -> str:
    parts, done = [], 0
    for edit in sorted(edits, key=lambda one: one[:2]):
        parts += [source[done : edit.start], edit.text]
        done = edit.end
    return "".join([*parts, source[done:]])


def _edits(source: str, old: Any, new: Any) -> Iterator[_Edit]:
    """Yield what turns a node into another of the same place; in flow style only what is inside it is kept."""
    if value_of(old) == value_of(new):
        return
    inside: Iterable[_Edit] | None = None
    if isinstance(old, MappingNode) and isinstance(new, MappingNode):
        inside = _in_flow_mapping(source, old, new) if old.flow_style else _in_mapping(source, old, new)
    elif isinstance(old, SequenceNode) and isinstance(new, SequenceNode):
        inside = _in_flow_sequence(source, old, new) if old.flow_style else _in_sequence(source, old, new)
    if inside is None:
        yield _Edit(old.start_mark.index, _end(source, old), inline(new, like=old))
    else:
        yield from inside


def _in_mapping(source: str, old: MappingNode, new: MappingNode) -> Iterator[_Edit]:
    column = old.start_mark.column
    known = {key.value: (key, value) for key, value in old.value}
    stays = _filled(new)
    after: tuple[Any, Any] | None = None
    for name, value in stays.items():
        if name not in known:
            yield _added(
                source, old, after, block(MappingNode("", [(ScalarNode("text", name), value)]), column)
            )
            continue
        after = known[name]
        if _spliced(after[1], value):
            yield from _edits(source, after[1], value)
        else:
            text = block(MappingNode("", [(after[0], value)]), column).strip()
            yield _Edit(after[0].start_mark.index, _end(source, after[1]), text)
    yield from _taken_away(source, old, stays)


def _taken_away(source: str, old: MappingNode, stays: Mapping[str, Any]) -> Iterator[_Edit]:
    """Yield what takes fields away by whole lines; the first stands beside the dash of a list's item, which the next inherits."""
    gone = [key.value not in stays and value_of(value) is not None for key, value in old.value]
    leading = gone.index(False) if False in gone else 0
    if leading:
        yield _Edit(old.start_mark.index, old.value[leading][0].start_mark.index, "")
    for (key, value), away in list(zip(old.value, gone, strict=True))[leading:]:
        if away:
            yield _removed(source, key.start_mark.index, value)


def _in_sequence(source: str, old: SequenceNode, new: SequenceNode) -> Iterator[_Edit]:
    column = old.start_mark.column
    items, others = _full(old), _full(new)
    matcher = SequenceMatcher(
        None, [value_of(one) for one in items], [value_of(one) for one in others], autojunk=False
    )
    for _tag, start, end, other, last in matcher.get_opcodes():
        both = min(end - start, last - other)
        for item, value in zip(items[start : start + both], others[other : other + both], strict=True):
            if _spliced(item, value):
                yield from _edits(source, item, value)
            else:
                yield _Edit(
                    _dash(source, item), _end(source, item), block(SequenceNode("", [value]), column).strip()
                )
        for item in items[start + both : end]:
            yield _removed(source, _dash(source, item), item)
        if added := others[other + both : last]:
            text = block(SequenceNode("", added), column)
            here = start + both
            if here:
                eol = _line_end(source, _end(source, items[here - 1]))
                yield _Edit(eol, eol, "\n" + text.rstrip("\n"))
            else:
                dash = old.start_mark.index
                yield _Edit(dash, dash, text.lstrip() + " " * column)


def _in_flow_mapping(source: str, old: MappingNode, new: MappingNode) -> Iterable[_Edit] | None:
    stays, known = _filled(new), {key.value: value for key, value in old.value}
    if set(stays) != set(known):
        return None
    return [edit for name, value in stays.items() for edit in _edits(source, known[name], value)]


def _in_flow_sequence(source: str, old: SequenceNode, new: SequenceNode) -> Iterable[_Edit] | None:
    items = _full(new)
    if len(items) != len(old.value):
        return None
    return [edit for one, other in zip(old.value, items, strict=True) for edit in _edits(source, one, other)]


def _spliced(old: Any, new: Any) -> bool:
    """Say whether a node gives way within its place: a scalar to one, what is in brackets to what can be, a block to its like."""
    if value_of(old) == value_of(new):
        return True
    if isinstance(old, ScalarNode):
        return isinstance(new, ScalarNode) and bool(old.value)
    if isinstance(old, MappingNode) and isinstance(new, MappingNode):
        return not _filled(old).keys().isdisjoint(_filled(new))
    return isinstance(old, SequenceNode) and isinstance(new, SequenceNode)


def _added(source: str, old: MappingNode, after: tuple[Any, Any] | None, text: str) -> _Edit:
    if after is None:
        first = old.start_mark.index
        return _Edit(first, first, text.lstrip() + " " * old.start_mark.column)
    eol = _line_end(source, _end(source, after[1]))
    return _Edit(eol, eol, "\n" + text.rstrip("\n"))


def _removed(source: str, start: int, node: Any) -> _Edit:
    """Take away whole lines."""
    line = source.rfind("\n", 0, start) + 1
    return _Edit(line, min(_line_end(source, _end(source, node)) + 1, len(source)), "")


def _filled(node: MappingNode) -> dict[str, Any]:
    return {key.value: value for key, value in node.value if value_of(value) is not None}


def _full(node: SequenceNode) -> list[Any]:
    return [item for item in node.value if value_of(item) is not None]


def _end(source: str, node: Any) -> int:
    """Return where a node's last character stands, without the blank lines and comments that the parser counts with it."""
    if isinstance(node, ScalarNode) or node.flow_style or not node.value:
        written = source[: node.end_mark.index]
        return (
            max(len(written.rstrip("\n ")), node.start_mark.index)
            if isinstance(node, ScalarNode)
            else len(written)
        )
    last = node.value[-1]
    return _end(source, last[1] if isinstance(last, tuple) else last)


def _line_end(source: str, place: int) -> int:
    end = source.find("\n", place)
    return end if end >= 0 else len(source)


def _dash(source: str, item: Any) -> int:
    return source.rindex("-", 0, item.start_mark.index)
