"""Build again only what changed, so that it comes out as if everything had been built.

What is there is known by its digest, never by time stamps: a page is kept where its staged text and its HTML are both what
they were. Everything is built where a file or an anchor is gone that a page leads to, where settings or engine changed, and
where the menu takes names from pages.
"""

from __future__ import annotations

import functools
import hashlib
import html
import json
import os
import posixpath
import re
from contextlib import suppress
from importlib.metadata import version
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import unquote

import yaml

from sotay import cache
from sotay.messages import language
from sotay.publication.integrity import sha256_of, walk
from sotay.publication.manifest import CHECKER
from sotay.site.finish import address, finish, finish_each
from sotay.site.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

KEPT: Final = "site"
# Two that begin with letters of their own are found several times as fast as one that begins with a choice.
_ANCHORS: Final = tuple(re.compile(rb"%b(?<!\w%b)=\"([^\"]+)\"" % (name, name)) for name in (b"id", b"name"))
_PLACE: Final = re.compile(rb"#([^\s)\"'>]+)")
_TARGET: Final = re.compile(rb"(?:\]\(|\]: *|\b(?:href|src)=[\"'])<?([^)\s\"'<>#?]+)")
_LINK: Final = re.compile(rb"href=\"([^\":#?]*)#([^\"]+)\"")


class Build(Protocol):
    """Builds the site; where ``dirty``, only pages whose HTML is missing, with the rows that were kept."""

    def __call__(self, rows: Rows, *, dirty: bool) -> None:
        """Build."""


def rebuild(root: Path, settings: bytes, staged: Path, out: Path, build: Build) -> None:
    """Make ``out`` the finished site of the staged pages, by as little work as gives the same bytes."""
    sources = _digests(staged)
    key = _key(settings, out)
    known = _known(root, key) if out.is_dir() else None
    rows = Rows(root, key)
    if (
        known is None
        or _names_come_from_pages(settings)
        or not _build_changed(known, sources, staged, out, functools.partial(build, rows))
    ):
        build(rows, dirty=False)
        finish(staged, out)
    built = _built(out)
    cache.keep(root, KEPT, key, json.dumps([sources, built]).encode())
    rows.keep(sources)


def _build_changed(
    known: tuple[dict[str, str], dict[str, str]],
    sources: dict[str, str],
    staged: Path,
    out: Path,
    build: Callable[..., None],
) -> bool:
    """Build what changed; say whether the whole is as it should be."""
    old_sources, old_built = known
    lost = old_sources.keys() - sources.keys()
    stems = {name.rpartition(".")[0] for name in lost}
    if any(_leads_to_file(staged, name, stems) for name in sources if lost and name.endswith(".md")):
        return False
    there = _built(out)
    page_of = {name: _published(name) for name in sources}
    stale = {page for name, page in page_of.items() if sources[name] != old_sources.get(name)}
    stale |= {page for page, digest in there.items() if old_built.get(page) != digest}
    stale |= set(map(_published, lost))
    if not stale and there == old_built:
        return True
    before = {page: _anchors(out / page) for page in stale if page in there}
    for page in before:
        (out / page).unlink()
    newest = max(os.stat(f"{staged}/{name}").st_mtime_ns for name in sources)
    for page in there.keys() - stale:
        if os.stat(f"{out}/{page}").st_mtime_ns < newest:
            with suppress(OSError):
                os.utime(f"{out}/{page}")
    build(dirty=True)
    finish_each(staged, out, (name for name, page in page_of.items() if page in stale and name != page))
    built = stale & set(page_of.values())
    if not all((out / page).is_file() for page in built):
        return False
    anchors = functools.cache(_anchors)
    # MkDocs asks for no place on a page that it did not write.
    if any(_leads_nowhere(out / page, anchors) for page in built if page.endswith(".html")):
        return False
    gone = frozenset[bytes]().union(*(before[page] - anchors(out / page) for page in built & before.keys()))
    return not any(_leads_to(staged / name, gone) for name in sources if name.endswith(".md"))


def _published(name: str) -> str:
    return address(name) if name.endswith(".md") else name


def _leads_to_file(staged: Path, page: str, stems: Collection[str]) -> bool:
    """Say whether a staged page may lead to one of these staged files, or to what is built of it; ``stems`` lack the suffix."""
    return any(
        posixpath.normpath(posixpath.join(posixpath.dirname(page), _plain(target))).rpartition(".")[0]
        in stems
        for target in set(_TARGET.findall((staged / page).read_bytes()))
    )


def _leads_nowhere(page: Path, anchors: Callable[[Path], frozenset[bytes]]) -> bool:
    """Say whether a built page leads to a place that the page it names does not have."""
    wanted: dict[Path, set[str]] = {}
    for name, place in _LINK.findall(page.read_bytes()):
        wanted.setdefault(page.parent / _plain(name) if name else page, set()).add(_plain(place))
    return any(
        target.suffix == ".html"
        and target.is_file()
        and not places <= {_plain(anchor) for anchor in anchors(target)}
        for target, places in wanted.items()
    )


def _plain(address: bytes) -> str:
    return unquote(html.unescape(address.decode()))


def _leads_to(page: Path, anchors: frozenset[bytes]) -> bool:
    """Say whether a staged page may lead to one of these anchors, in itself or in another page."""
    return not anchors.isdisjoint(_PLACE.findall(page.read_bytes())) if anchors else False


def _key(settings: bytes, out: Path) -> str:
    """Return the digest of all that every page rests on."""
    parts = (
        cache.engine(),
        version("mkdocs"),
        version("mkdocs-material"),
        language(),
        str(out),
    )
    return hashlib.sha256(settings + "\x00".join(parts).encode()).hexdigest()


def _known(root: Path, key: str) -> tuple[dict[str, str], dict[str, str]] | None:
    kept = cache.recall(root, KEPT, key)
    if kept is None:
        return None
    sources, built = json.loads(kept)
    return sources, built


def _names_come_from_pages(settings: bytes) -> bool:
    """Say whether the menu has an entry without a name of its own."""
    menu: Any = yaml.compose(settings, Loader=yaml.CSafeLoader)
    nav = next((value for key, value in menu.value if key.value == "nav"), None)
    return nav is None or _nameless(nav)


def _nameless(menu: Any) -> bool:
    return any(
        isinstance(entry, yaml.ScalarNode)
        or any(isinstance(value, yaml.SequenceNode) and _nameless(value) for _name, value in entry.value)
        for entry in menu.value
    )


def _built(out: Path) -> dict[str, str]:
    """Return path → digest of what was built; the program that checks the site is written after it, anew each time."""
    built = _digests(out)
    built.pop(CHECKER, None)
    return built


def _digests(folder: Path) -> dict[str, str]:
    """Return path → digest of the files in a folder."""
    return {found.path: sha256_of(found.place) for found in walk(folder) if not found.link}


def _anchors(page: Path) -> frozenset[bytes]:
    if page.suffix != ".html":
        return frozenset()
    html = page.read_bytes()
    return frozenset(chain.from_iterable(anchor.findall(html) for anchor in _ANCHORS))
