"""The line: load the tree, attach history, hold it against the rules, compose the report, render, stage the site."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import TypeAdapter

from sotay import cache, history, rules, waivers
from sotay.findings import Check
from sotay.load import AGENCY_FILE, load
from sotay.messages import language, speaking
from sotay.pieces import Pieces
from sotay.tree import Sort

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sotay.library import Library
    from sotay.report.compose import Report
    from sotay.report.periodic_report import PeriodicReport
    from sotay.report.review_pack import ReviewPack
    from sotay.slips.composition import Batch
    from sotay.tree import Files

REPORT_NAME: Final = "annual-report"
PACK_NAME: Final = "review-pack"
PERIODIC_NAME: Final = "periodic-report"


def read(
    root: Path,
    as_of: date | None,
    today: date,
    *,
    committed: bool = False,
    pieces: Pieces | None = None,
) -> Library:
    """Load the library at ``root`` and attach what git knows of it; ``committed`` is as HEAD has it, whatever lies in the folder."""
    known = history.read(root, committed=committed)
    return load(root, as_of=as_of, today=today, history=known, pieces=pieces)


def change(root: Path, since: str, as_of: date | None, today: date, *, committed: bool = False) -> Library:
    """Load the library at ``root`` as a change: with what was before it, and the tip it is meant for.

    Raises ``HistoryRefusedError`` where git cannot tell what was before.
    """
    pieces = Pieces()
    library = read(root, as_of, today, committed=committed, pieces=pieces)

    def stood(files: Files) -> Library:
        return load(
            root,
            as_of=as_of,
            today=today,
            history=library.history,
            files=files,
            beside=library,
            pieces=pieces,
        )

    began, meant_for = history.before(library.history, since)
    tip = stood(meant_for)
    base = tip if began.commit == meant_for.commit else stood(began)
    return replace(library, before=base, tip=tip)


def check(root: Path, as_of: date | None, today: date) -> Check:
    """Check the library at ``root``; where nothing changed since the last check, its answer serves again."""
    answers = TypeAdapter(Check)
    asked = (str(as_of), str(today))
    return answers.validate_json(
        kept(root, "check", asked, lambda: answers.dump_json(judge(read(root, as_of, today))))
    )


def kept(root: Path, name: str, asked: tuple[str, ...], answer: Callable[[], bytes]) -> bytes:
    """Return the last answer to the question ``name`` where it was asked the same and nothing it rests on has changed."""
    wanted = cache.key(root, history.head(root), language(), *asked)
    last = cache.recall(root, name, wanted)
    if last is None:
        last = answer()
        cache.keep(root, name, wanted, last)
    return last


def judge(library: Library) -> Check:
    """Hold a library against every rule."""
    said = rules.check(library)
    findings, waived = waivers.apply(library, said.findings)
    agency = library.files.entry(AGENCY_FILE)
    checked = (
        len(library.documents)
        + len(library.broken)
        + len(library.registers)
        + (agency is not None and agency.sort is Sort.FILE)
    )
    return Check(findings, waived, library.as_of, checked, waivers.ahead(library, said.ahead))


def render_outputs(
    library: Library, report: Report, record_link: Callable[[str], str | None]
) -> dict[str, bytes]:
    """Render a composed report: file name → bytes of the five outputs.

    ``record_link`` gives the address of a file of the library, as it is reached from where the outputs will stand.
    """
    from sotay.outputs import docx, html, markdown, pandoc_door, pdf, report_json  # noqa: PLC0415 (heavy; a check needs none)

    fact_link = _fact_link(report, record_link)
    document = report.document(pandoc_door.parse)
    words = markdown.render(document, lambda _identifier: None).decode()
    outputs = {
        "docx": docx.render(document),
        "html": html.render(document, fact_link),
        "json": report_json.render(report, library, record_link, words),
        "md": markdown.render(document, fact_link),
        "pdf": pdf.render(document),
    }
    return {f"{REPORT_NAME}.{suffix}": data for suffix, data in outputs.items()}


def render_markdown(report: Report, record_link: Callable[[str], str | None]) -> str:
    """Render a composed report as Markdown alone; ``record_link`` as for all outputs."""
    from sotay.outputs import markdown, pandoc_door  # noqa: PLC0415 (heavy; a check needs none)

    return markdown.render(report.document(pandoc_door.parse), _fact_link(report, record_link)).decode()


def _fact_link(report: Report, record_link: Callable[[str], str | None]) -> Callable[[str], str | None]:
    """Return what gives the address of the first record that a fact rests on."""

    def fact_link(identifier: str) -> str | None:
        fact = report.facts.get(identifier)
        return record_link(fact.records[0]) if fact and fact.records else None

    return fact_link


def write_report(library: Library, report: Report, out: Path) -> tuple[Path, ...]:
    """Write the five outputs of a composed report into ``out`` and return their paths; links lead to the library's files."""
    return _write(render_outputs(library, report, _links_from(out, library)), out)


def write_periodic(library: Library, report: PeriodicReport, out: Path) -> tuple[Path, ...]:
    """Write a periodic report into ``out`` as DOCX, PDF, XLSX and JSON and return their paths."""
    return _write(render_periodic(library, report, _links_from(out, library)), out)


def render_periodic(
    library: Library, report: PeriodicReport, record_link: Callable[[str], str | None]
) -> dict[str, bytes]:
    """Render a periodic report: file name → bytes; ``record_link`` gives the address of a file of the library."""
    from sotay.lists.periodic_sheets import periodic_sheets  # noqa: PLC0415
    from sotay.outputs import docx, list_xlsx, markdown, pandoc_door, pdf, periodic_json  # noqa: PLC0415 (heavy)

    document = report.document(pandoc_door.parse)
    words = markdown.render(document, lambda _identifier: None).decode()
    outputs = {
        "docx": docx.render(document),
        "json": periodic_json.render(report, library, record_link, words),
        "pdf": pdf.render(document),
        "xlsx": list_xlsx.render(*periodic_sheets(library, report)),
    }
    return {f"{PERIODIC_NAME}.{suffix}": data for suffix, data in outputs.items()}


def _links_from(folder: Path, library: Library) -> Callable[[str], str]:
    """Return how a file of the library is reached from a folder."""
    return lambda path: Path(os.path.relpath(library.root / path, folder)).as_posix()


def _write(outputs: Mapping[str, bytes], folder: Path) -> tuple[Path, ...]:
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, data in outputs.items():
        path = folder / name
        path.write_bytes(data)
        written.append(path)
    return tuple(written)


def render_review_pack(pack: ReviewPack) -> dict[str, bytes]:
    """Render the input pack of the management review: file name → bytes of DOCX and PDF."""
    from sotay.outputs import docx, pandoc_door, pdf  # noqa: PLC0415 (heavy)

    document = pack.document(pandoc_door.parse)
    return {f"{PACK_NAME}.docx": docx.render(document), f"{PACK_NAME}.pdf": pdf.render(document)}


def render_inspection(library: Library, check: Check) -> bytes:
    """Render the self-inspection as DOCX, in Vietnamese, the language of official documents, whoever asks for it.

    ``check`` is what was found, in the language in use.
    """
    from sotay.inspection import judgement, paper  # noqa: PLC0415 (a check needs none)
    from sotay.outputs import docx  # noqa: PLC0415 (heavy)

    official = check if language() == "vi" else None
    with speaking("vi"):
        inspection = judgement.inspect(library, official or judge(library))
        document = paper.compose(library, inspection)
        return cache.made(
            library.root, "self-inspection.docx", repr(document), lambda: docx.render(document, paper.PAPER)
        )


def render_slips(batch: Batch, form: str) -> bytes:
    """Render slips as ``docx`` or ``pdf``; raises ``RenderFailed`` that names the slip that a PDF cannot hold."""
    from sotay.outputs import slips  # noqa: PLC0415 (heavy; a check needs none)

    trees = slips.read(batch)
    return slips.render_docx(batch, trees) if form == "docx" else slips.render_pdf(batch, trees)
