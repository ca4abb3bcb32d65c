"""The only module that runs typst: a page template and a body of typst markup in, an archival PDF out."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Final

from sotay.messages import _
from sotay.outputs import typeface
from sotay.outputs.failure import RenderFailed
from sotay.outputs.template import FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from typst import Compiler

STANDARDS: Final = ("a-2a", "ua-1")
HEAD: Final = '#import "/{name}.typ": *\n#show: {name}.with(json(bytes(sys.inputs.document)))\n\n'

_mine = threading.local()


def compile_pdf(name: str, document: Mapping[str, Any], body: bytes, day: date) -> bytes:
    """Return the PDF (PDF/A-2a and PDF/UA-1) that the template ``name`` makes of ``document`` and ``body``.

    ``day`` stamps the file. Only the project's typeface is used; whatever typst warns of raises ``RenderFailed``, since a
    warning may stand for a blank page.
    """
    from typst import TypstError  # noqa: PLC0415 (only the PDF needs it)

    try:
        pdf, warned = _compiler().compile_with_warnings(
            HEAD.format(name=name).encode() + body,
            sys_inputs={"document": json.dumps({**document, "family": typeface.FAMILY}, ensure_ascii=False)},
            pdf_standards=list(STANDARDS),
            timestamp=datetime.combine(day, time(), UTC),
        )
    except TypstError as error:
        raise RenderFailed(_failure([error.message])) from error
    if warned:
        raise RenderFailed(_failure([warning.message for warning in warned]))
    assert isinstance(pdf, bytes)
    return pdf


def _failure(messages: list[str]) -> str:
    return _("The PDF cannot be made: {why}", why="; ".join(messages))


def _compiler() -> Compiler:
    """Return the compiler of this thread: one serves one text at a time."""
    if not hasattr(_mine, "compiler"):
        from typst import Compiler, Fonts  # noqa: PLC0415 (only the PDF needs it)

        fonts = Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(typeface.folder())]
        )
        _mine.compiler = Compiler(root=str(FOLDER), font_paths=fonts, ignore_system_fonts=True)
    compiler: Compiler = _mine.compiler
    return compiler
