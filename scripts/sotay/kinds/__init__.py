"""The kinds of document, one file each in this folder; a new file here is a new kind."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from sotay.kinds.base import Kind


@cache
def all_kinds() -> tuple[type[Kind], ...]:
    """Return every kind that a module of this folder defines, by folder name."""
    found: set[type[Kind]] = set()
    for module in pkgutil.iter_modules(__path__):
        loaded = importlib.import_module(f"{__name__}.{module.name}")
        found |= {
            value
            for value in vars(loaded).values()
            if isinstance(value, type)
            and issubclass(value, Kind)
            and value.__module__ == loaded.__name__
            and value.folder
        }
    return tuple(sorted(found, key=lambda kind: kind.folder))


@cache
def by_folder() -> dict[str, type[Kind]]:
    """Return folder below the library's root → kind."""
    return {kind.folder: kind for kind in all_kinds()}


@cache
def by_name() -> dict[str, type[Kind]]:
    """Return a kind's name (``management-review``) → kind."""
    return {kind.name: kind for kind in all_kinds()}
