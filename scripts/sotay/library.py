"""The library: all that was read, frozen, and the questions that rules, report and site ask of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sotay import front_matter
from sotay.clearance import Level
from sotay.findings import Place
from sotay.kinds.base import Kind, OfficialRecord, Row
from sotay.kinds.dossier import Dossier
from sotay.kinds.holidays import Holidays
from sotay.kinds.legal import LegalDocument
from sotay.kinds.procedure import ControlledDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from pathlib import Path

    from sotay.calendar_vn import Calendar
    from sotay.findings import Finding
    from sotay.history import History
    from sotay.kinds.agency import Agency
    from sotay.tree import Files

K_co = TypeVar("K_co", bound=Kind, covariant=True)
R_co = TypeVar("R_co", bound=Row, covariant=True)
Listed = TypeVar("Listed", bound=Row)
Wanted = TypeVar("Wanted", bound=Kind)
Record = TypeVar("Record", bound=OfficialRecord)
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, eq=False)
class Document(Generic[K_co]):
    """One file that was understood: its typed fields, its prose, and where each stands.

    ``path`` is relative to the library's root, with ``/``; ``body_line`` is where ``body`` begins, from 1.
    """

    path: str
    meta: K_co
    body: str = ""
    body_line: int = 1
    yaml: str = ""

    @property
    def id(self) -> str:
        """What other documents call it: ``plans/2021-134-kh-bqlkcn``; a controlled document has its code."""
        if isinstance(self.meta, ControlledDocument):
            return self.meta.code
        return self.path.removeprefix("records/").removesuffix(".md")

    def place(self, *path: str | int) -> Place:
        """Return where a field stands; without one, where the front matter begins."""
        line, column = front_matter.locate(self.yaml, path)
        return Place(self.path, line + 1, column, ".".join(str(part) for part in path))

    def body_place(self, offset: int) -> Place:
        """Return where a character of the body stands."""
        before = self.body[:offset]
        return Place(
            self.path, self.body_line + before.count("\n"), offset - (before.rfind("\n") + 1) + 1, "body"
        )


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that is there and could not be understood; references to it still resolve."""

    path: str
    kind: type[Kind]
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RegisterRow(Generic[R_co]):
    """A row of a register that was understood, and the line it stands on."""

    entry: R_co
    file: str
    line: int

    def place(self, column: str = "") -> Place:
        """Return where the row stands."""
        return Place(self.file, self.line, 1, column)


@dataclass(frozen=True, eq=False)
class Library:
    """What an agency keeps, as it was read, with the day on which every question is asked.

    ``agency_read`` is false where agency.yml could not be understood: then nobody knows divisions and people.
    ``files`` is where its bytes are read from; ``findings`` are what loading complained of. ``registers`` are the paths of the
    registers that were read, also the empty ones; ``unread`` says of how many of their rows nothing could be understood (a
    register that is no text counts one). ``allowed_signers`` is the text of the file that says whose signature counts. ``today`` is the real
    day, also where the library is closed on another. ``from_folder`` is false where files were read from elsewhere, such as
    a commit. Where a change is checked, ``before`` is the library it began from
    and ``tip`` the one it is meant for. Where it was cut down to what stood on ``as_of``, ``whole`` is the library it was cut
    from. ``level`` is who it may be shown to, ``withheld`` the codes that they may not see.
    """

    root: Path
    agency: Agency
    as_of: date
    today: date
    calendar: Calendar
    history: History
    files: Files
    agency_read: bool = True
    documents: tuple[Document[Kind], ...] = ()
    broken: tuple[Broken, ...] = ()
    rows: tuple[RegisterRow[Row], ...] = ()
    registers: tuple[str, ...] = ()
    unread: Mapping[str, int] = field(default_factory=dict)
    pages: tuple[str, ...] = ()
    allowed_signers: str = ""
    from_folder: bool = True
    before: Library | None = None
    tip: Library | None = None
    whole: Library | None = None
    level: Level = Level.INTERNAL
    withheld: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = field(default=(), repr=False)
    answers: dict[Callable[[Library], Any], Any] = field(default_factory=dict, init=False, repr=False)

    @property
    def authority(self) -> Library:
        """The library whose policy and signers count: never those that a change brings along."""
        return self.tip or self

    @cached_property
    def _by_kind(self) -> dict[type[Kind], tuple[Document[Kind], ...]]:
        groups: dict[type[Kind], list[Document[Kind]]] = {}
        for document in self.documents:
            groups.setdefault(type(document.meta), []).append(document)
        return {kind: tuple(group) for kind, group in groups.items()}

    def of(self, kind: type[Wanted]) -> tuple[Document[Wanted], ...]:
        """Return all documents of a kind, in order of path."""
        return self._by_kind.get(kind, ())  # type: ignore[return-value]  # grouped by exactly this type

    @cached_property
    def _rows_by_kind(self) -> dict[type[Row], tuple[RegisterRow[Row], ...]]:
        groups: dict[type[Row], list[RegisterRow[Row]]] = {}
        for row in self.rows:
            groups.setdefault(type(row.entry), []).append(row)
        return {kind: tuple(group) for kind, group in groups.items()}

    def rows_of(self, kind: type[Listed]) -> tuple[RegisterRow[Listed], ...]:
        """Return the rows of all registers of a kind, in order of file and line."""
        return self._rows_by_kind.get(kind, ())  # type: ignore[return-value]  # grouped by exactly this type

    def registers_of(self, kind: type[Row]) -> tuple[str, ...]:
        """Return the paths of the registers of a kind that were read, also the empty ones."""
        return tuple(path for path in self.registers if path.startswith(f"{kind.folder}/"))

    def unreadable_of(self, kind: type[Row]) -> tuple[str, ...]:
        """Return the paths of the registers of a kind that are there and no text that can be read."""
        return tuple(path for path in self.unread_of(kind) if path not in self.registers)

    def unread_of(self, kind: type[Row]) -> dict[str, int]:
        """Return the registers of a kind with rows that could not be read → how many they are."""
        return {path: count for path, count in self.unread.items() if path.startswith(f"{kind.folder}/")}

    @property
    def dossiers(self) -> tuple[RegisterRow[Dossier], ...]:
        """The rows of the dossier registers."""
        return self.rows_of(Dossier)

    def known(self, kind: type[Record]) -> tuple[Document[Record], ...]:
        """Return the records of a kind dated on or before ``as_of``, oldest first."""
        dated = [
            document
            for document in self.of(kind)
            if document.meta.date is not None and document.meta.date <= self.as_of
        ]
        return tuple(sorted(dated, key=lambda document: (document.meta.date, document.path)))

    @property
    def at_hand(self) -> tuple[Library, ...]:
        """The library itself, and where it is a change also what it is meant for and where it began, each once."""
        return tuple(dict.fromkeys(filter(None, (self, self.tip, self.before))))

    @cached_property
    def by_id(self) -> dict[str, Document[Kind]]:
        """Identifier → document."""
        return {document.id: document for document in self.documents}

    @cached_property
    def by_path(self) -> dict[str, Document[Kind]]:
        """File → document."""
        return {document.path: document for document in self.documents}

    @cached_property
    def records(self) -> tuple[Document[OfficialRecord], ...]:
        """Every record with an official head."""
        return tuple(document for document in self.documents if isinstance(document.meta, OfficialRecord))  # type: ignore[misc]

    @cached_property
    def procedures(self) -> dict[str, Document[ControlledDocument]]:
        """Code → controlled document; of two with one code, the first."""
        found: dict[str, Document[ControlledDocument]] = {}
        for document in self.of(ControlledDocument):
            found.setdefault(document.meta.code, document)
        return found

    @cached_property
    def legal(self) -> dict[str, Document[LegalDocument]]:
        """Full number → legal document; of two with one number, the first."""
        found: dict[str, Document[LegalDocument]] = {}
        for document in self.of(LegalDocument):
            found.setdefault(document.meta.number, document)
        return found

    @cached_property
    def broken_names(self) -> frozenset[str]:
        """Identifiers, codes and numbers of the files that could not be understood."""
        names: set[str] = set()
        for broken in self.broken:
            names.add(broken.path.removeprefix("records/").removesuffix(".md"))
            names.update(str(broken.values[key]) for key in ("code", "number") if broken.values.get(key))
        return frozenset(names)

    def knows(self, name: str) -> bool:
        """Say whether a file of that identifier, code or legal number is there, understood or not."""
        return name in self.by_id or name in self.legal or name in self.broken_names


def remembered(ask: Callable[[Library], Answer]) -> Callable[[Library], Answer]:
    """Let a question about a whole library be answered once for each library."""

    @wraps(ask)
    def answer(library: Library) -> Answer:
        if ask not in library.answers:
            library.answers[ask] = ask(library)
        found: Answer = library.answers[ask]
        return found

    return answer


def holiday_years(documents: tuple[Document[Kind], ...]) -> tuple[Holidays, ...]:
    """Return the holiday notices that take the place of the shipped data."""
    return tuple(document.meta for document in documents if isinstance(document.meta, Holidays))
