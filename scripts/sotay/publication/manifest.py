"""The manifest of a published site: every file with its SHA-256; of a controlled document its version, decision and commit.

It lets anyone show later what was published (ISO 9001, clauses 7.5.3.1 and 7.5.3.2). Its form is described in
docs/huong-dan/kiem-tra-ban-cong-bo.md and read by ``integrity.py``, which is published beside it.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sotay import __version__
from sotay.clearance import Level
from sotay.fingerprint import fingerprint
from sotay.kinds.decision import Decision
from sotay.library import remembered
from sotay.lifecycle import State
from sotay.load import AGENCY_FILE
from sotay.messages import language
from sotay.publication import integrity
from sotay.publication.integrity import Entry, Facts, Manifest
from sotay.timeline import timeline
from sotay.versions import fingerprint_of, texts
from sotay.witness import key_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sotay.kinds.procedure import ControlledDocument
    from sotay.library import Document, Library
    from sotay.site.editions import Edition
    from sotay.timeline import Station

CHECKER: Final = "verify.py"
SUFFIXES: Final = (".html", ".pdf", ".docx")
KEYWORD: Final = "sotay:{name}={value}"


def publish(library: Library, site: Path, editions: Iterable[Edition]) -> str:
    """Write into a built site its manifest and the program that checks it; return the seal, to be announced."""
    (site / CHECKER).write_bytes(Path(integrity.__file__).read_bytes())
    data = render(compose(library, site, editions))
    (site / integrity.NAME).write_bytes(data)
    return integrity.seal_of(data)


def compose(library: Library, site: Path, editions: Iterable[Edition]) -> Manifest:
    """Return the manifest of a built site; ``editions`` say which of its files show a controlled document."""
    shown = {
        f"{edition.stem}{suffix}": facts_of(library, edition.document)
        for edition in editions
        for suffix in SUFFIXES
    }
    head = library.history.head
    return Manifest(
        agency=library.agency.names_on(library.as_of).name,
        language=language(),
        as_of=library.as_of.isoformat(),
        commit=head.id if head else "",
        committed=head.date if head else "",
        uncommitted=tuple(_uncommitted(library)),
        engine=__version__,
        files=tuple(sorted(_entries(site, shown), key=lambda entry: entry.path)),
        level="" if library.level is Level.INTERNAL else library.level.value,
    )


def render(manifest: Manifest) -> bytes:
    """Return the manifest as JSON in UTF-8; the same manifest gives the same bytes."""
    said = {field.name: getattr(manifest, field.name) for field in fields(manifest)}
    value = {"format": integrity.FORMAT, "count": len(manifest.files), **said}
    if not manifest.level:
        del value["level"]
    value["files"] = [_listed(entry) for entry in manifest.files]
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def facts_of(library: Library, document: Document[ControlledDocument]) -> Facts:
    """Return what decisions and git say of a text, on ``as_of``."""
    found = facts(library, document.meta.code, document.meta.version, fingerprint_of(library, document))
    assert found is not None, "the text is at hand or in git"
    return found


def facts(library: Library, code: str, version: str, sha256: str) -> Facts | None:
    """Return what decisions and git say of a version with that fingerprint, on ``as_of``; None where neither knows it."""
    text = texts(library).get(sha256)
    station = station_of(library, code, version, sha256)
    commit = text.commit if text else None
    witness = (commit.id, commit.date) if commit else ("", "")
    if station is not None:
        effective = station.effective.isoformat()
        return Facts(
            code,
            version,
            sha256,
            station.state.value,
            effective,
            *_decided(library, station.decision),
            *witness,
        )
    if text is not None and (text.code, text.version) == (code, version):
        return Facts(
            code, version, sha256, State.DRAFT.value, text.effective.isoformat(), "", "", "", *witness
        )
    return None


def station_of(library: Library, code: str, version: str, sha256: str) -> Station | None:
    """Return where a text stands; of one that was issued more than once, where it is in force, or else stood last."""
    stations = [s for s in timeline(library, code) if (s.version, s.sha256) == (version, sha256)]
    last = stations[-1] if stations else None
    return next((station for station in stations if station.state is State.EFFECTIVE), last)


def keywords(facts: Facts) -> tuple[str, ...]:
    """Return what a print bears in its own properties, for ``stamps.read`` to find; without spaces and commas."""
    borne = {
        "code": facts.code,
        "version": facts.version,
        "fingerprint": facts.fingerprint,
        "decision": facts.decision,
        "commit": facts.commit,
    }
    return tuple(KEYWORD.format(name=name, value=value) for name, value in borne.items() if value)


def _decided(library: Library, decision: Document[Decision] | None) -> tuple[str, str, str]:
    """Return number, path and fingerprint of a decision; empty where there is none, as for a draft."""
    if decision is None:
        return ("", "", "")
    return (key_of(decision), decision.path, _decision_fingerprints(library)[decision.path])


@remembered
def _decision_fingerprints(library: Library) -> dict[str, str]:
    """Return path → fingerprint: one decision may bring a whole library into force."""
    return {decision.path: fingerprint(decision) for decision in library.of(Decision)}


def _entries(site: Path, shown: Mapping[str, Facts]) -> Iterator[Entry]:
    for found in integrity.walk(site):
        size, digest = os.stat(found.place).st_size, integrity.sha256_of(found.place)
        yield Entry(found.path, size, digest, shown.get(found.path))


def _uncommitted(library: Library) -> Iterator[str]:
    """Yield the files of the library that HEAD does not hold as they stand."""
    read = {
        AGENCY_FILE,
        *(document.path for document in library.documents),
        *(broken.path for broken in library.broken),
        *library.registers,
        *library.pages,
    }
    if library.level is not Level.INTERNAL:
        read = {document.path for document in library.procedures.values()}
    if library.history.head is not None:
        yield from sorted(path for path in read if library.history.commit(path) is None)


def _listed(entry: Entry) -> dict[str, Any]:
    listed = {"path": entry.path, "size": entry.size, "sha256": entry.sha256}
    return listed | {"document": asdict(entry.document)} if entry.document else listed
