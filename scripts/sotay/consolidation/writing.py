"""Every output of a consolidation, by the end of its file's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.consolidation import paper, telling
from sotay.outputs import consolidation_json, docx, html, list_csv, markdown, pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date
    from pathlib import Path

    from sotay.consolidation.gathering import Consolidation
    from sotay.consolidation.paper import Department


def render(
    consolidation: Consolidation, department: Department, as_of: date, own: Path, wanted: Collection[str]
) -> dict[str, bytes]:
    """Return the bytes of each output ``wanted``, by the end of its file's name; ``own`` is the folder where the department's own template would be.

    Raises ``WordingError`` and ``RenderFailed`` as composing and rendering do.
    """
    document = paper.compose(consolidation, department, as_of, own)
    writers: dict[str, Callable[[], bytes]] = {
        "docx": lambda: docx.render(document),
        "pdf": lambda: pdf.render(document),
        "html": lambda: html.render(document, lambda _identifier: None),
        "md": lambda: markdown.render(document, lambda _identifier: None),
        "csv": lambda: list_csv.render(telling.sheet(consolidation, department.name, as_of)),
        "json": lambda: consolidation_json.render(consolidation, department.name, as_of),
    }
    return {output: write() for output, write in writers.items() if output in wanted}
