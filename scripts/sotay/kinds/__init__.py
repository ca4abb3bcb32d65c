"""The kinds of document, one file each in this folder; a new file here is a new kind."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TypeVar

from sotay.kinds.base import Kind, Row

Wanted = TypeVar("Wanted", Kind, Row)


@cache
def all_kinds() -> tuple[type[Kind], ...]:
    """Return every kind that a module of this folder defines, by folder name."""
    return _defined(Kind)


@cache
def all_rows() -> tuple[type[Row], ...]:
    """Return every kind of row that a module of this folder defines, by folder name."""
    return _defined(Row)


def _defined(wanted: type[Wanted]) -> tuple[type[Wanted], ...]:
    found: set[type[Wanted]] = set()
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        found |= {
            value
            for value in vars(loaded).values()
            if isinstance(value, type)
            and issubclass(value, wanted)
            and value.__module__ == loaded.__name__
            and value.folder
        }
    return tuple(sorted(found, key=lambda kind: kind.folder))


@cache
def by_folder() -> dict[str, type[Kind]]:
    """Return folder below the library's root → kind."""
    return {kind.folder: kind for kind in all_kinds()}


@cache
def rows_by_folder() -> dict[str, type[Row]]:
    """Return folder below the library's root → kind of row."""
    return {kind.folder: kind for kind in all_rows()}


@cache
def by_name() -> dict[str, type[Kind]]:
    """Return a kind's name (``management-review``) → kind."""
    return {kind.name: kind for kind in all_kinds()}
