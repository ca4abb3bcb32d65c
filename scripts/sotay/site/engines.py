"""The engines that make HTML of the staged pages: MkDocs, and two that carry its work on."""

from __future__ import annotations

import ctypes
import gc
import importlib.util
import io
import logging
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, time
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sotay.messages import _
from sotay.site import config, rebuild
from sotay.site.finish import finish

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from sotay.library import Library
    from sotay.site.rows import Rows


class Engine(StrEnum):
    """What builds the site."""

    MKDOCS = "mkdocs"
    PROPERDOCS = "properdocs"
    ZENSICAL = "zensical"


# The site has a search of its own; this engine brings another even where no plugin is named.
_PLUGINS: Final = {Engine.ZENSICAL: "search: {enabled: false}"}


class EngineError(Exception):
    """An engine is missing, or refused the pages; the message says why."""


def require(engine: Engine) -> None:
    """Raise ``EngineError`` where an engine is not installed."""
    if importlib.util.find_spec(engine) is None:
        raise EngineError(
            _(
                "{engine} is not installed: run `pip install --require-hashes --no-deps -r requirements-engines.lock` in .venv, or build with MkDocs (without --engine).",
                engine=engine,
            )
        )


def run(engine: Engine, library: Library, staged: Path, out: Path, name: str) -> None:
    """Build the staged pages into ``out``; raise ``EngineError`` where the engine refuses them."""
    if engine is Engine.MKDOCS:
        settings = config.for_engine(library.root, staged, out, name)

        def build(rows: Rows, *, dirty: bool) -> None:
            _mkdocs(settings, staged, library.as_of, rows, dirty=dirty)

        rebuild.rebuild(library.root, settings, staged, out, build)
    else:
        _other(engine, library, staged, out, name)
        finish(staged, out)


def _mkdocs(settings: bytes, staged: Path, day: date, rows: Rows, *, dirty: bool) -> None:
    from mkdocs.commands.build import build  # noqa: PLC0415 (heavy; only a build needs it)
    from mkdocs.config import load_config  # noqa: PLC0415
    from mkdocs.exceptions import MkDocsException  # noqa: PLC0415

    from sotay.site import shortcuts  # noqa: PLC0415
    from sotay.site.watch import watching  # noqa: PLC0415

    os.environ["SOURCE_DATE_EPOCH"] = _epoch(day)
    gc.freeze()  # the library need not be looked through again and again for what nobody holds
    _give_back()
    complaints = _Complaints()
    loggers = logging.getLogger("mkdocs"), logging.getLogger("mkdocs.commands.build")
    loggers[0].addHandler(complaints)
    loggers[1].addFilter(_told_on_purpose)
    try:
        loaded = load_config(io.BytesIO(settings), config_file_path=str(staged.with_name(config.FILE)))
        shortcuts.take(loaded, rows, dirty=dirty)
        with watching(loaded):
            build(loaded, dirty=dirty)
    except (MkDocsException, SystemExit) as error:
        raise EngineError("\n".join((str(error), *complaints.lines))) from error
    finally:
        gc.unfreeze()
        loggers[0].removeHandler(complaints)
        loggers[1].removeFilter(_told_on_purpose)


def _give_back() -> None:
    """Give the system back what staging needed: glibc keeps it for long texts, and MkDocs needs room for small things."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):
        trim(0)


def _told_on_purpose(record: logging.LogRecord) -> bool:
    """Drop MkDocs' warning of a build of what changed alone: ``rebuild`` sees to what it warns of."""
    return "'dirty' build" not in record.getMessage()


def _other(engine: Engine, library: Library, staged: Path, out: Path, name: str) -> None:
    """Run another engine in a process of its own; it writes beside its settings, and may nowhere else."""
    folder, file = staged.parent / f"{engine}-site", staged.parent / f"{engine}.yml"
    file.write_bytes(config.for_engine(library.root, staged, folder, name, _PLUGINS.get(engine)))
    done = subprocess.run(  # noqa: S603 (an installed program, fixed words)
        [
            sys.executable,
            "-X",
            "utf8",
            "-m",
            engine,
            "build",
            "--strict",
            "--clean",
            "--config-file",
            str(file),
        ],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(sys.path),
            "SOURCE_DATE_EPOCH": _epoch(library.as_of),
        },
        cwd=staged.parent,
        check=False,
    )
    if done.returncode:
        raise EngineError(f"{done.stdout}{done.stderr}".strip())
    shutil.rmtree(out, ignore_errors=True)
    shutil.move(folder, out)


def _epoch(day: date) -> str:
    return str(int(datetime.combine(day, time(), UTC).timestamp()))


class _Complaints(logging.Handler):
    """Keeps what MkDocs warns of, to repeat it when it refuses."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one warning."""
        self.lines.append(record.getMessage())
