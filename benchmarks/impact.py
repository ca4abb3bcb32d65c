"""Measure what all changes of law mean for all procedures: CPU seconds, and that cost grows with the edges alone.

    .venv/bin/python benchmarks/impact.py [PROCEDURES] [LAWS]

Laws stand in chains of 30, each replacing the one before and every third amended in between; each procedure rests on two of
them anywhere in the chains, so that it is hit through up to 29 steps. Edges: relations, bases, and the impacts themselves.
Yardstick: walking the same edges in plain dictionaries, nothing else.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))

from sotay.calendar_vn import Calendar  # noqa: E402 (the engine of this checkout)
from sotay.history import History  # noqa: E402
from sotay.kinds.agency import Agency  # noqa: E402
from sotay.kinds.base import Kind  # noqa: E402
from sotay.kinds.legal import LegalDocument  # noqa: E402
from sotay.kinds.procedure import ControlledDocument  # noqa: E402
from sotay.legal.changes import touches  # noqa: E402
from sotay.legal.impact import impacts  # noqa: E402
from sotay.library import Document, Library  # noqa: E402
from sotay.tree import WorkTree  # noqa: E402

CHAIN = 30
RUNS = 3
MOST = 3.0
DAY = date(2026, 6, 30)


def library(procedures: int, laws: int) -> Library:
    """Return a library in memory: the same for the same numbers."""
    chance = random.Random(20260630)  # noqa: S311 (the same library each time)
    documents: list[Document[Kind]] = [
        Document(f"records/legal/{number}.md", _law(number)) for number in range(laws)
    ]
    documents += [
        Document(f"procedures/{number}.md", _procedure(number, chance.sample(range(laws), 2)))
        for number in range(procedures)
    ]
    names = {"name": "Cơ quan mẫu", "parent": "UBND", "place": "Nơi mẫu", "abbreviation": "CQM"}
    agency = Agency.model_validate(
        {"names": ({**names, "letterhead": ("CQM",), "letterhead_parent": ("UBND",)},)}
    )
    return Library(ROOT, agency, DAY, DAY, Calendar(), History(), WorkTree(ROOT), documents=tuple(documents))


def _number(law: int) -> str:
    return f"{law % 9000 + 1}/{2000 + law // 9000}/NĐ-CP"


def _law(number: int) -> LegalDocument:
    chain, place = divmod(number, CHAIN)
    start = date(2012, 1, 1) + timedelta(days=180 * place + chain % 97)
    relations = [{"kind": "replaces", "target": _number(number - 1)}] if place else []
    if place > 1 and place % 3 == 0:
        relations.append(
            {"kind": "amends", "target": _number(number - 2), "scope": "Điều 5-9", "by": "Điều 1"}
        )
    return LegalDocument.model_validate(
        {
            "number": _number(number),
            "type": "Nghị định",
            "title": f"Văn bản mẫu {number}",
            "issuer": "Chính phủ",
            "effects": ({"from": start, "verified": True, "source": "mẫu"},),
            "relations": tuple(relations),
        }
    )


def _procedure(number: int, bases: list[int]) -> ControlledDocument:
    return ControlledDocument.model_validate(
        {
            "code": f"QT.{_letters(number // 100)}.{number % 100:02d}",
            "title": f"Thủ tục mẫu {number}",
            "kind": "procedure",
            "division": "VP",
            "version": "01",
            "effective": date(2020, 8, 20),
            "prepared_by": "a",
            "reviewed_by": "b",
            "approved_by": "c",
            "legal_basis": tuple(_number(law) for law in bases),
            "changes": ({"version": "01", "date": date(2020, 8, 20), "summary": "Ban hành"},),
        }
    )


def _letters(number: int) -> str:
    letters = "ABCDEGHIKLMNOPQRSTUVXY"
    first, rest = divmod(number, len(letters) ** 2)
    return letters[first % len(letters)] + letters[rest // len(letters)] + letters[rest % len(letters)]


def measure(procedures: int, laws: int) -> tuple[float, float, int]:
    """Return CPU seconds of the impacts and of the yardstick, and the number of edges."""
    shelf = library(procedures, laws)
    began = time.process_time()
    found = impacts(shelf)
    seconds = time.process_time() - began
    edges = sum(len(each) for each in touches(shelf).values()) + 2 * procedures + len(found)
    began = time.process_time()
    seen: dict[int, object] = {}
    for index, impact in enumerate(found):
        seen[index] = (impact.law.meta.number, impact.procedure.meta.code, impact.deadline.rolled)
    return seconds, time.process_time() - began, edges


def main() -> None:
    """Measure and print: the size asked for, then half of it, which must take about half."""
    gc.set_threshold(700, 10, 1000)  # as the command line has it
    procedures = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    laws = int(sys.argv[2]) if len(sys.argv) > 2 else 3_000  # noqa: PLR2004
    for share in (1, 2):
        runs = [measure(procedures // share, laws // share) for _run in range(RUNS)]
        seconds, yardstick, edges = sorted(runs)[RUNS // 2]
        print(
            f"{procedures // share} procedures x {laws // share} laws, {edges} edges: {seconds:5.2f} s CPU "
            f"(at most {MOST / share:g}), {seconds / edges * 1e6:.1f} us an edge, {seconds / yardstick:.1f} of the yardstick"
        )


if __name__ == "__main__":
    main()
