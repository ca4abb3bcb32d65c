"""The Word and PDF prints of controlled documents, made side by side; what is unchanged is not made again, nor read."""

from __future__ import annotations

import functools
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from sotay import cache
from sotay.approvals import FIELDS, approvals_of
from sotay.calendar_vn import write_short
from sotay.controlled import Approval, ControlledPrint, Revision
from sotay.lifecycle import settled_on
from sotay.messages import _, language
from sotay.names import kind_name, signature_name, state_name
from sotay.outputs import flow
from sotay.outputs.failure import RenderFailed
from sotay.progress import watched
from sotay.publication.manifest import facts_of, keywords
from sotay.site import controlled_pages, procedure_parts
from sotay.versions import fingerprint_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    from sotay.kinds.approval import Role
    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Document, Library
    from sotay.site.editions import Edition
    from sotay.site.writer import Writer

SUFFIXES: Final = ("pdf", "docx")
KEPT: Final = "prints"
# What sets the pages besides the engine itself.
TOOLS: Final = ("pypandoc_binary", "typst", "rinoh-typeface-texgyretermes")
# Documents that share a run of pandoc: enough to make its start cheap, few enough to keep every core busy.
BUNDLE: Final = 25


def print_all(library: Library, writer: Writer, editions: Iterable[Edition]) -> dict[str, bytes]:
    """Return staged path → bytes of the prints of these editions; only these are kept for the next time.

    Raises ``RenderFailed`` for all that cannot be printed at once, each by its file and code; the others are made and kept.
    A text that git alone holds nobody can put right any more: where it cannot be printed, it has no prints.
    """
    jobs = [_job(library, writer, edition) for edition in editions]
    prints = {job: _kept(library, job) for job in jobs}
    missing = [job for job, files in prints.items() if not files]
    failed = []
    for job, files in _made(library, writer, missing):
        if not isinstance(files, RenderFailed):
            prints[job] = files
        elif job.edition.document in library.documents:
            failed.append(_failure(job.edition.document, files))
    if failed:
        raise RenderFailed("\n".join(failed))
    cache.keep_only(library.root, KEPT, {name for job in jobs for name in job.names.values()})
    return {f"{job.edition.stem}.{suffix}": data for job in jobs for suffix, data in prints[job].items()}


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """An edition to print: what stands around its body, and the digest of all that its prints rest on."""

    edition: Edition
    value: ControlledPrint
    key: str

    @property
    def names(self) -> dict[str, str]:
        """Suffix → the name under which that print is kept."""
        return {suffix: f"{self.key}.{suffix}" for suffix in SUFFIXES}


if TYPE_CHECKING:
    _Outcome: TypeAlias = tuple[_Job, Mapping[str, bytes] | RenderFailed]


def _job(library: Library, writer: Writer, edition: Edition) -> _Job:
    value = print_of(library, edition, body="")
    document = edition.document
    rests_on = (
        *_press(),
        language(),
        repr(value),
        document.meta.model_dump_json(),
        writer.in_words(document),
        *(
            f"{number} {articles} {law.meta.model_dump_json() if law else None}"
            for law, number, articles in controlled_pages.bases(writer, document)
        ),
    )
    return _Job(edition, value, hashlib.sha256("\x00".join(rests_on).encode()).hexdigest())


@functools.cache
def _press() -> tuple[str, ...]:
    return (cache.engine(), *map(version, TOOLS))


def _kept(library: Library, job: _Job) -> Mapping[str, bytes]:
    """Return the prints of a job that were kept, all of them or none."""
    kept = {
        suffix: cache.recall_file(library.root, f"{KEPT}/{name}") or b"" for suffix, name in job.names.items()
    }
    return kept if all(kept.values()) else {}


def _made(library: Library, writer: Writer, jobs: Sequence[_Job]) -> Iterator[_Outcome]:
    """Print and keep each job, several bundles at a time; in the order of the jobs."""
    if not jobs:
        return
    workers = os.cpu_count() or 1
    size = min(BUNDLE, -(-len(jobs) // workers))
    bundles = [jobs[start : start + size] for start in range(0, len(jobs), size)]
    # Threads: the work is done by pandoc's processes and by typst, which holds no lock on Python.
    pool = ThreadPoolExecutor(workers)
    try:
        futures = [pool.submit(copy_context().run, _make, library, writer, bundle) for bundle in bundles]
        for future in watched(futures, _("Printing the documents")):
            yield from future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _make(library: Library, writer: Writer, jobs: Sequence[_Job]) -> list[_Outcome]:
    """Print and keep a bundle of jobs; where that fails, each alone, so that the others come out."""
    try:
        made = _rendered(writer, jobs)
    except RenderFailed as failure:
        if len(jobs) == 1:
            return [(jobs[0], failure)]
        return [outcome for job in jobs for outcome in _make(library, writer, [job])]
    for job, files in made.items():
        for suffix, data in files.items():
            cache.keep_file(library.root, f"{KEPT}/{job.names[suffix]}", data)
    return [*made.items()]


def _rendered(writer: Writer, jobs: Sequence[_Job]) -> dict[_Job, Mapping[str, bytes]]:
    from sotay.outputs import controlled, pandoc_door  # noqa: PLC0415 (heavy; not needed where all prints are kept)

    bodies = pandoc_door.parse_all([_markdown(writer, job.edition) for job in jobs])
    ready = [replace(job.value, body=body) for job, body in zip(jobs, bodies, strict=True)]
    renderers = {"pdf": controlled.render_pdfs, "docx": controlled.render_docxs}
    files = {suffix: renderers[suffix](ready) for suffix in SUFFIXES}
    return {job: {suffix: files[suffix][place] for suffix in SUFFIXES} for place, job in enumerate(jobs)}


def _failure(document: Document[ControlledDocument], failure: RenderFailed) -> str:
    why = " ".join(str(failure).splitlines())
    return _("{file}: {code} cannot be printed: {why}", file=document.path, code=document.meta.code, why=why)


def _markdown(writer: Writer, edition: Edition) -> str:
    document = edition.document
    return writer.render(
        "print.md.j2",
        f"{edition.stem}.md",
        meta=document.meta,
        body=writer.in_words(document),
        total=procedure_parts.total(document.meta),
        bases=controlled_pages.bases(writer, document),
        diagram=flow.PLACE,
    )


def print_of(library: Library, edition: Edition, *, body: str) -> ControlledPrint:
    """Return what the print of an edition says around its ``body``."""
    document, issue = edition.document, edition.issue
    meta = document.meta

    day_then = settled_on(library, document)
    given = {one.meta.role: one for one in approvals_of(library, document)}

    def approval(role: Role, label: str, day: str) -> Approval:
        identifier = getattr(meta, FIELDS[role])
        person = library.agency.person(identifier, day_then)
        name, position = (person.name, person.position) if person else (identifier, "")
        if role in given:
            word = given[role]
            evidence = signature_name(word.verdict)
            return Approval(label, name, position, write_short(word.meta.date), evidence)
        return Approval(label, name, position, day)

    return ControlledPrint(
        agency=library.agency.names_on(day_then).name,
        kind=kind_name(meta.kind),
        title=meta.title,
        code=meta.code,
        version=meta.version,
        effective=write_short(issue.effective if issue else meta.effective),
        state=state_name(edition.state),
        fingerprint=fingerprint_of(library, document),
        approvals=(
            approval("soạn thảo", _("Prepared by"), ""),
            approval("xem xét", _("Reviewed by"), ""),
            approval("phê duyệt", _("Approved by"), write_short(issue.decision.meta.date) if issue else ""),
        ),
        revisions=tuple(
            Revision(change.version, write_short(change.date), change.summary, ", ".join(change.because))
            for change in meta.changes
        ),
        body=body,
        date=issue.effective if issue else meta.effective,
        watermark=edition.watermark,
        note=edition.note,
        keywords=keywords(facts_of(library, document)),
        cover=meta.kind != "form",
        diagram=procedure_parts.diagram_of(meta),
    )
