"""YAML as the library writes it: nodes compared by what they say, and spelled so that no two readers differ."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, Final

import yaml
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from sotay import front_matter

_IN_BRACKETS: Final = "[{}]"
_ON_A_LINE: Final = "- {}"
_NUMBER: Final = "number"
_QUOTES: Final = ("'", '"')

Value = str | Decimal | tuple[Any, ...] | frozenset[Any] | None


def value_of(node: Any) -> Value:
    """Return what a node says, whatever its layout; None for what is blank, and blank is what holds nothing else.

    The order of fields says nothing, and a number alone is what a group says that has nothing but its ``number``. ``01`` and ``"01"`` are the same text: a form does not know one from the other.
    """
    if isinstance(node, MappingNode):
        pairs = {key.value: value_of(value) for key, value in node.value}
        told = {name: value for name, value in pairs.items() if value is not None}
        return told[_NUMBER] if told.keys() == {_NUMBER} else frozenset(told.items()) or None
    if isinstance(node, SequenceNode):
        items = (value_of(item) for item in node.value)
        return tuple(item for item in items if item is not None) or None
    value, agreed = front_matter.meant(node)
    if agreed and value in (None, ""):
        return None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return Decimal(node.value) if number else str(node.value)


def block(node: MappingNode | SequenceNode, column: int = 0) -> str:
    """Write a node as lines that begin at ``column``; blank fields are left out."""
    return "".join(f"{' ' * column}{line}\n" for line in _lines(node))


def inline(node: Any, *, like: Any) -> str:
    """Write a scalar as it stands within a line; in quotes, where the node ``like`` whose place it takes had some."""
    if isinstance(node, ScalarNode):
        text = isinstance(front_matter.meant(node)[0], str)
        return _quoted(node) if text and like.style in _QUOTES else _scalar(node, _IN_BRACKETS)
    return _flow(node)


def _flow(node: Any) -> str:
    if isinstance(node, MappingNode):
        pairs = (f"{_flow(key)}: {_flow(value)}" for key, value in node.value if value_of(value) is not None)
        return f"{{{', '.join(pairs)}}}"
    if isinstance(node, SequenceNode):
        return f"[{', '.join(_flow(item) for item in node.value if value_of(item) is not None)}]"
    return _scalar(node, _IN_BRACKETS)


def _lines(node: Any) -> list[str]:
    if isinstance(node, SequenceNode):
        items = (_lines(item) for item in node.value if value_of(item) is not None)
        return [f"{'  ' if place else '- '}{line}" for item in items for place, line in enumerate(item)]
    if isinstance(node, MappingNode):
        return [
            line for key, value in node.value if value_of(value) is not None for line in _field(key, value)
        ]
    return [_scalar(node, _ON_A_LINE)]


def _field(key: Any, value: Any) -> list[str]:
    name = _scalar(key, _ON_A_LINE)
    if isinstance(value, ScalarNode):
        return [f"{name}: {_scalar(value, _ON_A_LINE)}"]
    return [f"{name}:", *(f"  {line}" for line in _lines(value))]


def _scalar(node: ScalarNode, place: str) -> str:
    """Write a scalar plainly where every reader takes it, in such a place, for what it is; else as JSON does, which YAML reads."""
    try:
        found = front_matter.tree(place.format(node.value)).value
    except (yaml.YAMLError, AttributeError):
        return _quoted(node)
    alone = found[0] if len(found) == 1 and isinstance(found[0], ScalarNode) else None
    said = front_matter.meant(node)[0]
    alike = alone is not None and front_matter.meant(alone) == (said, True) and alone.value == node.value
    return str(node.value) if alike and type(front_matter.meant(alone)[0]) is type(said) else _quoted(node)


def _quoted(node: ScalarNode) -> str:
    return json.dumps(node.value, ensure_ascii=False)
