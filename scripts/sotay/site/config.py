"""What a library may settle of its site in a mkdocs.yml of its own: names, addresses, the menu, how it looks.

The rest of that file names programs that MkDocs would run and scripts that it would put into every page, so it is the
engine's. The file is read as a tree of YAML nodes; no tag in it is ever followed and nothing it names is loaded.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import yaml
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from sotay.front_matter import MAX_DEPTH
from sotay.messages import _
from sotay.tree import Sort, WorkTree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yaml.nodes import Node

    from sotay.tree import Files

FILE: Final = "mkdocs.yml"
NAMES: Final = (FILE, "mkdocs.yaml")  # MkDocs, run by hand, takes the second where the first is missing
ENGINE_CONFIG: Final = Path(__file__).parents[3] / FILE

_MAX_BYTES: Final = 64 * 1024
_FREE: Final = frozenset(
    {
        "copyright",
        "edit_uri",
        "nav",
        "not_in_nav",
        "repo_name",
        "repo_url",
        "site_description",
        "site_name",
        "site_url",
    }
)
_FREE_INSIDE: Final = {
    "theme": frozenset({"icon", "language", "logo", "palette"}),
    "extra": frozenset({"editor_app_id", "editor_login", "generator", "homepage", "social"}),
}
_TAG: Final = "tag:yaml.org,2002:"
_PLAIN_TAGS: Final = frozenset(
    f"{_TAG}{name}" for name in ("bool", "float", "int", "map", "null", "seq", "str")
)
# The templates of the theme print these settings as they are, also between quotation marks.
_SCRIPT: Final = re.compile(r"[<>\"]|^(?:javascript|data|vbscript):", re.IGNORECASE)
_UNSEEN: Final = re.compile(r"[\x00-\x20]+")

Said = tuple[str, "str | list[Said]"]


class Strange(NamedTuple):
    """A setting that a library may not have so: on which line (from 1), and a sentence with the remedy."""

    line: int
    message: str


class SettingsRefusedError(ValueError):
    """The file cannot be read; the message says why and what to do."""


def strange_settings(files: Files, name: str = FILE) -> tuple[Strange, ...]:
    """Return what a library's file ``name`` sets that is the engine's to set; nothing where there is no such file."""
    try:
        own = _read(files, name)
    except SettingsRefusedError as refused:
        return (Strange(1, str(refused)),)
    found = _strange(own, _engine(), _FREE) if own is not None else ()
    return tuple(
        Strange(
            key.start_mark.line + 1,
            _(
                "{file} sets `{setting}` otherwise than the engine does, or with words that could run: take it out; names, addresses, the menu and colours alone are the library's.",
                file=name,
                setting=setting,
            ),
        )
        for setting, key in found
    )


def settings(root: Path) -> bytes:
    """Return the YAML that a library's site is built with: the engine's, with what the library settles for itself.

    Where it settles no menu, the engine's stands, and after it the library's hand-written pages that are not in it.
    Raises ``SettingsRefusedError`` where the library's own file cannot be read.
    """
    own = _read(WorkTree(root), FILE) or _mapping([])
    given = dict(_pairs(own))
    free = _FREE if "nav" in given else _FREE - {"nav", "not_in_nav"}
    kept = [
        (key, _overlaid(value, given.get(name), _FREE_INSIDE.get(name, frozenset())))
        for (key, value), (name, _value) in zip(_engine().value, _pairs(_engine()), strict=True)
        if name not in free
    ]
    if "nav" not in given:
        kept = [(key, _with_own(value, root) if _name(key) == "nav" else value) for key, value in kept]
    text: str = yaml.serialize(_mapping(kept + _chosen(own, free)), allow_unicode=True)
    return text.encode()


def for_engine(root: Path, staged: Path, out: Path, name: str, plugins: str | None = None) -> bytes:
    """Return the YAML by which any engine builds staged pages: without hooks, and without what this library lacks in the menu.

    Its paths are relative to the folder in which the staged one stands: not every engine takes others. ``plugins`` is YAML in
    the place of MkDocs' own, for an engine that must be told more of its plugins.
    Raises ``SettingsRefusedError`` where the library's own file cannot be read.
    """
    here = {
        "docs_dir": staged.name,
        "site_dir": os.path.relpath(out, staged.parent),
        "site_name": name,
        "strict": "true",
    }
    kept = [
        (key, _there(value, staged) if _name(key) == "nav" else value)
        for key, value in _tree(settings(root)).value
        if _name(key) not in {"hooks", *here}
    ]
    if "edit_uri" not in {_name(key) for key, _value in kept}:
        here["edit_uri"] = ""  # engines guess where files stand on a forge; a page's own link says it
    said: list[tuple[Node, Node]] = [
        (ScalarNode(f"{_TAG}str", key), ScalarNode(f"{_TAG}{'bool' if key == 'strict' else 'str'}", value))
        for key, value in here.items()
    ]
    if plugins is not None:
        kept = [(key, value) for key, value in kept if _name(key) != "plugins"]
        said.append((ScalarNode(f"{_TAG}str", "plugins"), _tree(plugins.encode())))
    text: str = yaml.serialize(_mapping(kept + said), allow_unicode=True)
    return text.encode()


def _with_own(menu: Node, root: Path) -> Node:
    """Return the engine's menu with the hand-written pages of a library that it does not name."""
    docs, named = root / "docs", set(_words(menu))
    own = [path.relative_to(docs).as_posix() for path in sorted(docs.rglob("*.md"))]
    entries = [ScalarNode(f"{_TAG}str", page) for page in own if page not in named]
    return SequenceNode(menu.tag, [*menu.value, *entries])


def _words(node: Node) -> Iterator[str]:
    """Yield every plain text within a node."""
    if isinstance(node, ScalarNode):
        yield node.value
    else:
        for inner in _inner(node):
            yield from _words(inner)


def _there(menu: Node, staged: Path) -> Node:
    """Return a menu without the pages that are not there."""
    if isinstance(menu, SequenceNode):
        return SequenceNode(menu.tag, [kept for entry in menu.value if (kept := _there(entry, staged)).value])
    if isinstance(menu, MappingNode):
        return _mapping([(key, kept) for key, value in menu.value if (kept := _there(value, staged)).value])
    missing = menu.value.endswith(".md") and not (staged / menu.value).is_file()
    return ScalarNode(menu.tag, "") if missing else menu


def site_url(root: Path) -> str | None:
    """Return the address at which a library's site stands, with ``/`` at its end; None where nobody says.

    Raises ``SettingsRefusedError`` where the library's own file cannot be read.
    """
    address = said(root, "site_url")
    return f"{address.rstrip('/')}/" if address.startswith(("http://", "https://")) else None


def said(root: Path, setting: str) -> str:
    """Return what a plain setting of a library's site says, ``extra.homepage`` inside another; empty where it settles none.

    The engine's file is not asked: its names and addresses are those of the library beside it.

    Raises ``SettingsRefusedError`` where the library's own file cannot be read.
    """
    value: Node | None = _read(WorkTree(root), FILE)
    for name in setting.split("."):
        value = dict(_pairs(value)).get(name) if isinstance(value, MappingNode) else None
    return value.value.strip() if isinstance(value, ScalarNode) else ""


def _overlaid(engine: Node, own: Node | None, free: frozenset[str]) -> Node:
    if not (free and isinstance(engine, MappingNode) and isinstance(own, MappingNode)):
        return engine
    chosen = _chosen(own, free)
    taken = {_name(key) for key, _value in chosen}
    return _mapping([(key, value) for key, value in engine.value if _name(key) not in taken] + chosen)


def _chosen(own: MappingNode, free: frozenset[str]) -> list[tuple[Node, Node]]:
    return [(key, value) for key, value in own.value if _name(key) in free]


def _mapping(pairs: list[tuple[Node, Node]]) -> MappingNode:
    return MappingNode(f"{_TAG}map", pairs)


def _pairs(node: MappingNode) -> list[tuple[str, Node]]:
    return [(_name(key), value) for key, value in node.value]


def _name(key: Node) -> str:
    return key.value if isinstance(key, ScalarNode) else "?"


def _strange(
    own: MappingNode, engine: MappingNode, free: frozenset[str], within: str = ""
) -> Iterator[tuple[str, Node]]:
    """Yield the dotted name and the key of each setting that may not stand so."""
    expected, seen = dict(_pairs(engine)), set[str]()
    for key, value in own.value:
        name = _name(key)
        inside = expected.get(name)
        if name in seen or (name in free and not _harmless(value)):
            yield f"{within}{name}", key
        elif not within and isinstance(value, MappingNode) and isinstance(inside, MappingNode):
            yield from _strange(value, inside, _FREE_INSIDE.get(name, frozenset()), f"{name}.")
        elif name not in free and (inside is None or _said(value) != _said(inside)):
            yield f"{within}{name}", key
        seen.add(name)


def _harmless(node: Node) -> bool:
    """Say whether a value is plain text, numbers, lists and mappings, with no word in it that a browser could run."""
    if node.tag not in _PLAIN_TAGS:
        return False
    if isinstance(node, ScalarNode):
        return not _SCRIPT.search(_UNSEEN.sub("", node.value))
    return all(_harmless(inner) for inner in _inner(node))


def _inner(node: Node) -> list[Node]:
    return [one for pair in node.value for one in pair] if isinstance(node, MappingNode) else node.value


def _said(node: Node) -> Said:
    """Return what a node says, whatever its layout."""
    return node.tag, node.value if isinstance(node, ScalarNode) else [_said(one) for one in _inner(node)]


@cache
def _engine() -> MappingNode:
    return _tree(ENGINE_CONFIG.read_bytes())


def _read(files: Files, name: str) -> MappingNode | None:
    entry = files.entry(name)
    if entry is None:
        return None
    try:
        data = files.read(name) if entry.sort is Sort.FILE else b""
        if not data or len(data) > _MAX_BYTES:
            raise ValueError  # noqa: TRY301 (one answer to all that cannot be read)
        return _tree(data)
    except (OSError, ValueError, yaml.YAMLError) as error:
        message = _(
            "{file} cannot be read as settings: write it as plain YAML of at most {most} KB without anchors and aliases, or take it out.",
            file=name,
            most=_MAX_BYTES // 1024,
        )
        raise SettingsRefusedError(message) from error


def _tree(data: bytes) -> MappingNode:
    """Return the nodes of a YAML text; none is made into a value. Raises ``ValueError`` or ``YAMLError``."""
    depth = 0
    for event in yaml.parse(data, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if isinstance(event, yaml.AliasEvent) or depth > MAX_DEPTH:
            raise ValueError
    node = yaml.compose(data, Loader=yaml.CSafeLoader)
    if not isinstance(node, MappingNode):
        raise ValueError  # noqa: TRY004 (a bad text, not a programmer's mistake)
    return node
