"""The only module that runs pandoc: Markdown in, the tree out, and from the tree what each output asks for.

A body travels as the JSON text of pandoc's syntax tree. pandoc runs in its sandbox: it reads no file and no address that
a text names.
"""

from __future__ import annotations

import os
import subprocess
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sotay.messages import _
from sotay.outputs.failure import RenderFailed

if TYPE_CHECKING:
    from types import ModuleType

# Named one by one, so that a new pandoc brings no new syntax: what Python-Markdown, which makes the site, reads alike.
DIALECT: Final = (
    "markdown_strict-raw_html"
    "+all_symbols_escapable+intraword_underscores+space_in_atx_header+startnum"
    "+pipe_tables+backtick_code_blocks+fenced_code_blocks+footnotes"
)


def parse(markdown: str) -> str:
    """Read Markdown into pandoc's syntax tree, as JSON text.

    Straight quotes, dashes, ``@`` and ``$`` stay the characters they are; raw HTML and TeX are text; the widths of a
    table's columns are those of the dashes below its head.
    """
    return _run(("--from", DIALECT, "--to", "json", "--columns=1"), markdown).decode()


def write(body: str, to: str, *options: str) -> bytes:
    """Write a tree as ``to``, a format of pandoc's; whatever pandoc warns of is a failure."""
    return _run(("--from=json", f"--to={to}", "--wrap=none", "--fail-if-warnings", *options), body)


def tree(body: str) -> Any:
    """Return a body as the tree of the ``pandoc`` package, to be changed in place."""
    return package().read(body, format="json")


def text(changed: Any) -> str:
    """Return a tree as the JSON text of a body."""
    return str(package().write(changed, format="json"))


@cache
def package() -> ModuleType:
    """Import the ``pandoc`` package, which looks for pandoc on PATH and warns of versions newer than itself."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join((str(Path(_program()).parent), before))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pandoc  # noqa: PLC0415 (it starts pandoc once, and needs PATH set first)
            import pandoc.types  # noqa: PLC0415
    finally:
        os.environ["PATH"] = before
    imported: ModuleType = pandoc
    return imported


@cache
def _program() -> str:
    import pypandoc  # noqa: PLC0415 (slow to import, and only outputs need it)

    return str(pypandoc.get_pandoc_path())


def _run(options: tuple[str, ...], text: str) -> bytes:
    command = (_program(), "--sandbox", *options)
    done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)  # noqa: S603 (no shell)
    if done.returncode != 0:
        why = done.stderr.decode(errors="replace").strip()
        raise RenderFailed(_("pandoc could not convert the text: {why}", why=why))
    return done.stdout
