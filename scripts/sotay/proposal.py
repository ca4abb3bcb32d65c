"""What a change proposes, for the person who is to approve it: texts, law, the agency itself, and all other records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sotay.gate import steers
from sotay.kinds.base import label_of
from sotay.kinds.legal import LegalDocument
from sotay.kinds.procedure import ControlledDocument
from sotay.legal.impact import awaited_of, impacts_of
from sotay.lifecycle import State, lives, state_of
from sotay.versions import fingerprint_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sotay.kinds.base import Label
    from sotay.legal.impact import Awaited, Impact
    from sotay.library import Document, Library


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a controlled document: its version and fingerprint."""

    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Revision:
    """What a change makes of a controlled document; ``was`` is None for a new one, ``now`` for one taken out.

    ``state`` is that of the new text. ``approved`` is the latest approved version with another text: what a redline begins from.
    """

    code: str
    title: str
    path: str
    was: Text | None
    now: Text | None
    state: State | None
    approved: str | None


@dataclass(frozen=True, slots=True)
class LawChange:
    """A legal document that a change brings or alters, with what it hits."""

    law: Document[LegalDocument]
    impacts: tuple[Impact, ...]
    awaited: tuple[Awaited, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What differs from the library a change began from.

    ``steering`` are the paths of what steers the system itself, ``agency`` the settings of agency.yml, ``added``, ``altered`` and ``removed`` the paths of all other records and registers.
    """

    revisions: tuple[Revision, ...]
    laws: tuple[LawChange, ...]
    steering: tuple[str, ...]
    agency: tuple[Label, ...]
    added: tuple[str, ...]
    altered: tuple[str, ...]
    removed: tuple[str, ...]


def proposal(library: Library, before: Library, paths: Iterable[str] = ()) -> Proposal:
    """Compare a library with the one that a change began from; ``paths`` are those of the repository that the change alters."""
    was, now = _contents(before), _contents(library)
    laws = tuple(
        LawChange(law, impacts_of(library, law.meta.number), awaited_of(library, law.meta.number))
        for law in library.of(LegalDocument)
        if was.get(law.path) != now[law.path]
    )
    told = {law.law.path for law in laws} | {
        document.path for side in (before, library) for document in side.of(ControlledDocument)
    }
    return Proposal(
        tuple(_revisions(library, before)),
        laws,
        tuple(path for path in paths if steers(path.removeprefix(library.history.prefix))),
        tuple(_settings(library, before)),
        tuple(sorted(now.keys() - was.keys() - told)),
        tuple(sorted(path for path in was.keys() & now.keys() - told if was[path] != now[path])),
        tuple(sorted(was.keys() - now.keys() - told)),
    )


def _contents(library: Library) -> dict[str, object]:
    """Return path → content of every document and register; what could not be understood counts by what it says."""
    found: dict[str, object] = {broken.path: broken.values for broken in library.broken}
    found |= {document.path: (document.yaml, document.body) for document in library.documents}
    rows: dict[str, list[object]] = {path: [] for path in library.registers}
    for row in library.rows:
        rows.setdefault(row.file, []).append(row.entry)
    return found | rows


def _revisions(library: Library, before: Library) -> Iterator[Revision]:
    for code in sorted({*before.procedures, *library.procedures}):
        old, new = before.procedures.get(code), library.procedures.get(code)
        was, now = _text(before, old), _text(library, new)
        shown = new or old
        if was == now or shown is None:
            continue
        issues = lives(library)[code].issues if code in lives(library) else []
        approved = [issue.version for issue in issues if now is None or issue.sha256 != now.sha256]
        yield Revision(
            code,
            shown.meta.title,
            shown.path,
            was,
            now,
            state_of(library, new, library.as_of) if new else None,
            approved[-1] if approved else None,
        )


def _text(library: Library, document: Document[ControlledDocument] | None) -> Text | None:
    return Text(document.meta.version, fingerprint_of(library, document)) if document else None


def _settings(library: Library, before: Library) -> Iterator[Label]:
    for name, info in type(library.agency).model_fields.items():
        if getattr(library.agency, name) != getattr(before.agency, name):
            yield label_of(info)
