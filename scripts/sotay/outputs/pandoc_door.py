"""The only module that runs pandoc: Markdown in, the tree out, and from the tree what each output asks for.

A body travels as the JSON text of pandoc's syntax tree. pandoc runs in its sandbox: it reads no file and no address that
a text names.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from functools import cache
from typing import TYPE_CHECKING, Final

from sotay.messages import _
from sotay.outputs.failure import RenderFailed
from sotay.outputs.template import FOLDER

if TYPE_CHECKING:
    from collections.abc import Sequence

# Named one by one, so that a new pandoc brings no new syntax: what Python-Markdown, which makes the site, reads alike.
DIALECT: Final = (
    "markdown_strict-raw_html"
    "+all_symbols_escapable+intraword_underscores+space_in_atx_header+startnum"
    "+pipe_tables+backtick_code_blocks+fenced_code_blocks+footnotes"
)
# What pandoc makes of a tab before it reads; where a program of its own reads, it leaves tabs as they are.
TAB: Final = 4


def parse(markdown: str) -> str:
    """Read Markdown into pandoc's syntax tree, as JSON text.

    Straight quotes, dashes, ``@`` and ``$`` stay the characters they are; raw HTML and TeX are text; the widths of a
    table's columns are those of the dashes below its head.
    """
    return _run(("--from", DIALECT, "--to", "json", "--columns=1"), markdown).decode()


@cache
def empty() -> str:
    """Return the tree of an empty text, for a document that is made of blocks alone."""
    return parse("")


def parse_all(texts: Sequence[str]) -> tuple[str, ...]:
    """Read many texts in one run, each as ``parse`` reads it alone: neither notes nor an open fence reach the next."""
    settled = [text.replace("\r", "").expandtabs(TAB) for text in texts]
    bundle = json.dumps({"dialect": DIALECT, "texts": settled})
    read = json.loads(_run(("--from", str(FOLDER / "bundle.lua"), "--to", "json", "--columns=1"), bundle))
    return tuple(
        json.dumps(read | {"blocks": division["c"][1]}, ensure_ascii=False) for division in read["blocks"]
    )


def write(body: str, to: str, *options: str) -> bytes:
    """Write a tree as ``to``, a format of pandoc's; whatever pandoc warns of is a failure."""
    return _run(("--from=json", f"--to={to}", "--wrap=none", "--fail-if-warnings", *options), body)


def write_all(bodies: Sequence[str], to: str, *options: str) -> tuple[bytes, ...]:
    """Write many trees in one run as ``write`` writes each alone; ``to`` is a format of text that ends without notes.

    Each body comes in a Div of the class ``document``: ``options`` name a filter that takes it out.
    """
    mark = hashlib.sha256("\x00".join(bodies).encode()).hexdigest()  # no text within can hold it
    trees = [json.loads(body) for body in bodies]
    blocks = [block for tree in trees for block in _separate(tree["blocks"], to, mark)]
    written = write(json.dumps(trees[0] | {"blocks": blocks}, ensure_ascii=False), to, *options)
    return tuple(piece.strip(b"\n") + b"\n" for piece in written.split(mark.encode())[:-1])


def _separate(blocks: Sequence[object], to: str, mark: str) -> tuple[object, object]:
    """Return what stands for one body among many: its blocks in a Div, then where it ends."""
    return {"t": "Div", "c": [["", ["document"], []], blocks]}, {"t": "RawBlock", "c": [to, mark]}


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
