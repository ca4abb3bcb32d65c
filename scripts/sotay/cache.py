"""What was made before, kept for as long as nothing it rests on has changed: the last check, the prints.

A check is a function of the tree, the day, the language and the engine; their digest is the key. Every file is read
again each time: time stamps prove nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterator, Mapping
    from typing import TypeVar

    Name = TypeVar("Name", bound=Hashable)

ROOMS: Final = ("docs", "procedures", "records")
SINGLE: Final = ("agency.yml", "mkdocs.yml", "mkdocs.yaml")
_FOLDER: Final = Path("build") / "cache"
_DIGEST: Final = re.compile(r"[0-9a-f]{64}\b")
_ENGINE: Final = Path(__file__).parent
_ENGINE_FILES: Final = (".py", ".po", ".yml", ".json", ".j2", ".typ", ".lua", ".xml", ".html", ".css")


@cache
def engine() -> str:
    """Return the digest of the engine's own files."""
    digest = hashlib.sha256()
    for path in sorted(_files(str(_ENGINE))):
        if path.endswith(_ENGINE_FILES):
            _add(digest, path)
    return digest.hexdigest()


def key(root: Path, *parts: str) -> str:
    """Return the digest of a library's files, the engine's own, and ``parts``."""
    digest = hashlib.sha256("\x00".join((engine(), *parts)).encode())
    for path in [
        *(str(root / name) for name in SINGLE),
        *(path for room in ROOMS for path in sorted(_files(str(root / room)))),
    ]:
        _add(digest, path)
    return digest.hexdigest()


def recall(root: Path, name: str, wanted: str) -> bytes | None:
    """Return the answer kept by name under a key; None when there is none."""
    kept, _newline, answer = (recall_file(root, name) or b"").partition(b"\n")
    return answer if kept.decode("ascii", "replace") == wanted else None


def keep(root: Path, name: str, wanted: str, answer: bytes) -> None:
    """Keep an answer by name under its key, in place of the one before."""
    keep_file(root, name, wanted.encode() + b"\n" + answer)


def made(root: Path, name: str, rests_on: str, make: Callable[[], bytes]) -> bytes:
    """Return what stands under a name for the engine and what it rests on; made and kept where that is something else."""
    wanted = hashlib.sha256(f"{engine()}{rests_on}".encode()).hexdigest()
    kept = recall(root, name, wanted)
    if kept is None:
        kept = make()
        keep(root, name, wanted, kept)
    return kept


def made_each(
    root: Path, name: str, rest_on: Mapping[Name, bytes], make: Callable[[Name], str]
) -> dict[Name, str]:
    """Return a text for each of many, which rests on those bytes and the engine alone; only those are made that were not before.

    All are kept in one file, a line each; what is not asked for again is let go.
    """
    try:
        before = dict(map(json.loads, (recall(root, name, engine()) or b"").splitlines()))
    except (ValueError, TypeError):
        before = {}
    keys = {one: hashlib.sha256(said).hexdigest() for one, said in rest_on.items()}
    texts: dict[str, str] = {}
    for one, key in keys.items():
        texts[key] = texts[key] if key in texts else before[key] if key in before else make(one)
    if texts != before:
        lines = (json.dumps(kept, ensure_ascii=False).encode() for kept in texts.items())
        keep(root, name, engine(), b"\n".join(lines))
    return {one: texts[key] for one, key in keys.items()}


def recall_file(root: Path, name: str) -> bytes | None:
    """Return a file kept by name; None when there is none."""
    try:
        return (root / _FOLDER / name).read_bytes()
    except OSError:
        return None


def keep_file(root: Path, name: str, data: bytes) -> None:
    """Keep a file by name; where the library cannot be written to, it is simply made again next time."""
    place = root / _FOLDER / name
    beside = place.with_name(f"{place.name}.{os.getpid()}")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _keep_out_of_git(root / _FOLDER.parts[0])
        beside.write_bytes(data)
        beside.replace(place)
    except OSError:
        return


def _keep_out_of_git(build: Path) -> None:
    with suppress(FileExistsError), (build / ".gitignore").open("x", encoding="utf-8") as file:
        file.write("# What is made here can be made again.\n*\n")


def keep_only(root: Path, folder: str, names: Collection[str]) -> None:
    """Let go of the files kept in a folder by a digest's name, but for these; whatever else lies there stays.

    Another run that looks for one of them meanwhile makes it again.
    """
    for path in _files(str(root / _FOLDER / folder)):
        name = os.path.basename(path)
        if _DIGEST.match(name) and name not in names:
            with suppress(OSError):
                os.unlink(path)


def _files(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            found = list(entries)
    except OSError:
        return
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        else:
            yield entry.path


def _add(digest: hashlib._Hash, path: str) -> None:
    digest.update(path.encode("utf-8", "surrogateescape") + b"\x00")
    if os.path.islink(path):
        digest.update(b"link\x00" + os.readlink(path).encode("utf-8", "surrogateescape"))
        return
    if not os.path.isfile(path):  # opening a pipe would wait for ever
        digest.update(b"no file\x00")
        return
    try:
        with open(path, "rb") as file:
            digest.update(hashlib.sha256(file.read()).digest())
    except OSError as error:
        digest.update(f"unreadable {error.errno}\x00".encode())
