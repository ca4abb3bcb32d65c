"""The JSON that ``sotay report annual`` writes: its text, with the results of rows at their own place."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from sotay.outputs.report_json import AnnualReportOutput
from sotay.review import marked_text

if TYPE_CHECKING:
    from sotay.review.paper import Block


def blocks(text: str, name: str) -> tuple[Block, ...]:
    """Return the paragraphs and cells; their places name the JSON pointer, and the line within the text.

    Raises ``ValueError`` for what is no JSON of that shape.
    """
    report = AnnualReportOutput.model_validate(json.loads(text))
    found = marked_text.blocks(report.text, name, "/text")
    numbers = {row.number: index for index, row in enumerate(report.rows)}
    rows = {
        (cell.table, cell.row): numbers[int(cell.text)]
        for cell in found
        if cell.table == 1 and cell.column == 0 and cell.text.isdecimal() and int(cell.text) in numbers
    }
    return tuple(_at(block, rows.get((block.table, block.row))) for block in found)


def _at(block: Block, row: int | None) -> Block:
    if row is None or block.column not in {1, 2}:
        return block
    field = f"/rows/{row}/{'content' if block.column == 1 else 'result'}"
    return replace(block, starts=((0, replace(block.place, field=field)),))
