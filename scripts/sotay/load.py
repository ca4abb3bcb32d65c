"""From a folder to a library: every file read, everything strange a finding, never an exception over bad text."""

from __future__ import annotations

import difflib
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from sotay import complaints, front_matter, register_file
from sotay.calendar_vn import Calendar
from sotay.findings import Finding, Place, Severity
from sotay.history import History
from sotay.kinds import by_folder, rows_by_folder
from sotay.kinds.agency import Agency, Names
from sotay.kinds.base import Kind, OfficialRecord, Row
from sotay.kinds.procedure import ControlledDocument
from sotay.library import Broken, Document, Library, RegisterRow, holiday_years
from sotay.messages import _
from sotay.pieces import Pieces
from sotay.signatures import allowed_signers
from sotay.slips.forms import own_templates
from sotay.tree import Entry, Files, Sort, WorkTree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from sotay.front_matter import Path as FieldPath

AGENCY_FILE: Final = "agency.yml"
ROOMS: Final = ("procedures", "records")
PAGES: Final = "docs"
TEMPLATE: Final = "records/annual-reports/annual-report.md.j2"
CONSOLIDATED_TEMPLATE: Final = "records/annual-reports/consolidated-report.md.j2"
PERIODIC_TEMPLATE: Final = "records/annual-reports/periodic-report.md.j2"
REVIEW_PACK_TEMPLATE: Final = "records/management-reviews/review-pack.md.j2"
_UNCLAIMED_BUT_FINE: Final = frozenset({".gitkeep", ".gitattributes"})
_NO_AGENCY: Final = Agency(
    names=(
        Names(
            name="(chưa khai báo)",
            parent="(chưa khai báo)",
            place="(chưa khai báo)",
            abbreviation="CQ",
            letterhead=("(chưa khai báo)",),
            letterhead_parent=("(chưa khai báo)",),
        ),
    )
)


@dataclass(slots=True)
class _Tree:
    """What is gathered while the tree is read."""

    files: Files
    pieces: Pieces
    documents: list[Document[Kind]] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    rows: list[RegisterRow[Row]] = field(default_factory=list)
    registers: list[str] = field(default_factory=list)
    unread: dict[str, int] = field(default_factory=dict)
    unclaimed: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    signers: str = ""
    paths: list[str] = field(default_factory=list)
    beside: Library | None = None
    sound: dict[str, Document[Kind]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def complain(self, code: str, message: str, place: Place) -> None:
        self.findings.append(Finding(code, Severity.ERROR, message, place))


def load(  # noqa: PLR0913 (what a library is read from, and asked on)
    root: Path,
    *,
    as_of: date | None,
    today: date,
    history: History | None = None,
    files: Files | None = None,
    beside: Library | None = None,
    pieces: Pieces | None = None,
) -> Library:
    """Read the library at ``root``, from ``files`` where they are not those that its history is of, or of the folder itself.

    ``as_of`` wins over agency.yml's, which wins over ``today``. A file without a finding that has the same bytes in ``beside`` is
    not read again; of others, a field that is written as one of ``pieces`` is not.
    """
    tree = _Tree(
        files or (history.files if history else None) or WorkTree(root), pieces or Pieces(), beside=beside
    )
    if beside is not None:
        complained = {finding.place.file for finding in beside.findings}
        tree.sound = {each.path: each for each in beside.documents if each.path not in complained}
    agency = _read_agency(tree)
    for room in ROOMS:
        for path in _walk(room, tree):
            _read_file(path, tree)
    tree.pages.extend(_walk(PAGES, tree))
    _complain_of_posing_pages(tree)
    _complain_of_twins(tree, history.tree if history else ())
    _complain_of_unclaimed(tree)
    documents = tuple(tree.documents)
    return Library(
        root=root,
        agency=agency or _NO_AGENCY,
        agency_read=agency is not None,
        as_of=as_of or (agency.as_of if agency else None) or today,
        today=today,
        from_folder=files is None,
        calendar=_calendar(agency or _NO_AGENCY, documents),
        history=history or History(),
        files=tree.files,
        documents=documents,
        broken=tuple(tree.broken),
        rows=tuple(tree.rows),
        registers=tuple(tree.registers),
        unread=dict(tree.unread),
        pages=tuple(tree.pages),
        allowed_signers=tree.signers,
        findings=tuple(tree.findings),
    )


def _calendar(agency: Agency, documents: tuple[Document[Kind], ...]) -> Calendar:
    overrides = {
        year.year: ({day.date: day.why for day in year.off}, frozenset(year.working_saturdays))
        for year in holiday_years(documents)
    }
    return Calendar(overrides=overrides, working_saturdays=agency.policy.working_saturdays)


def _walk(folder: str, tree: _Tree) -> Iterator[str]:
    """Yield the files below a folder in order; links and the like are complained of and never followed."""
    for entry in tree.files.walk(folder):
        tree.paths.append(entry.path)
        if not _is_text(entry.path):
            shown = entry.path.encode("utf-8", "backslashreplace").decode()
            message = _("The name of {path} is no UTF-8 text: rename it.", path=shown)
            tree.complain("SEC302", message, Place(shown))
        elif entry.sort is Sort.FILE:
            yield entry.path
        else:
            _complain_of_stranger(entry, tree)


def _is_text(path: str) -> bool:
    """Say whether a name is text at all: Python keeps bytes of it that are none as lone surrogates."""
    return path.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in path)


def _complain_of_stranger(entry: Entry, tree: _Tree) -> None:
    if entry.sort is Sort.LINK:
        message = _(
            "{path} is a symbolic link to {target}: put the file itself in its place; links are not followed.",
            path=entry.path,
            target=entry.target,
        )
        tree.complain("SEC301", message, Place(entry.path))
    elif entry.sort is Sort.REPOSITORY:
        message = _(
            "{path} is a repository of its own (a submodule): put its files themselves in its place.",
            path=entry.path,
        )
        tree.complain("SEC303", message, Place(entry.path))
    else:
        message = _("{path} is no ordinary file: take it out of the library.", path=entry.path)
        tree.complain("SEC302", message, Place(entry.path))


def _read_file(path: str, tree: _Tree) -> None:
    folder = "/".join(path.split("/")[:2]) if path.startswith("records/") else path.split("/", maxsplit=1)[0]
    if path.endswith(".csv") and folder in rows_by_folder():
        _read_register(path, rows_by_folder()[folder], tree)
        return
    if path == allowed_signers.FILE:
        tree.signers = _text(path, tree) or ""
        return
    kind = by_folder().get(folder)
    if kind is None or not path.endswith(".md"):
        tree.unclaimed.append(path)
        return
    if (document := _unchanged(path, tree)) is not None:
        tree.documents.append(document)
        return
    text = _text(path, tree)
    if text is not None:
        _read_document(text, path, kind, tree)


def _unchanged(path: str, tree: _Tree) -> Document[Kind] | None:
    """Return the document beside that was read from the same bytes; None where there is none."""
    if tree.beside is None or path not in tree.sound:
        return None
    try:
        same = tree.files.read(path) == tree.beside.files.read(path)
    except OSError:
        return None
    return tree.sound[path] if same else None


def _text(path: str, tree: _Tree) -> str | None:
    try:
        data = tree.files.read(path)
    except OSError as error:
        tree.complain(
            "DOC105",
            _("{path} cannot be read ({why}): check its permissions.", path=path, why=error.strerror),
            Place(path),
        )
        return None
    text, findings = front_matter.decode(data, path)
    tree.findings.extend(findings)
    return text


def _read_document(text: str, path: str, kind: type[Kind], tree: _Tree) -> None:
    front = tree.pieces.read(text, path)
    tree.findings.extend(front.findings)
    meta = _validate(front, path, kind, tree, offset=1) if front.readable else None
    if meta is None or front.dropped:
        tree.broken.append(Broken(path, kind, front.values))
        return
    tree.documents.append(Document(path, meta, front.body, front.body_line, front.yaml))


def _validate(
    front: front_matter.FrontMatter, path: str, kind: type[Any], tree: _Tree, *, offset: int
) -> Any:
    try:
        return kind.model_validate(front.values)
    except ValidationError as error:

        def place(field_path: FieldPath) -> Place:
            line, column = front_matter.locate(front.yaml, field_path)
            return Place(path, line + offset, column, ".".join(str(part) for part in field_path))

        def raw(field_path: FieldPath) -> str:
            return front_matter.raw_text(front.yaml, field_path)

        tree.findings.extend(
            complaints.complain(error, kind, front.values, dropped=front.dropped, place=place, raw=raw)
        )
        return None


def _read_agency(tree: _Tree) -> Agency | None:
    entry = tree.files.entry(AGENCY_FILE)
    if entry is None:
        message = _("There is no agency.yml: write one with the agency's names, divisions and people.")
        tree.complain("DOC107", message, Place(AGENCY_FILE))
        return None
    if entry.sort is not Sort.FILE:
        _complain_of_stranger(entry, tree)
        return None
    text = _text(AGENCY_FILE, tree)
    if text is None:
        return None
    front = front_matter.read(text, AGENCY_FILE, bare=True)
    tree.findings.extend(front.findings)
    if not front.readable:
        return None
    agency: Agency | None = _validate(front, AGENCY_FILE, Agency, tree, offset=0)
    return agency


def _read_register(path: str, kind: type[Row], tree: _Tree) -> None:
    text = _text(path, tree)
    if text is None:
        tree.unread[path] = 1
        return
    register = register_file.read(text, path, kind)
    tree.registers.append(path)
    tree.rows.extend(register.rows)
    tree.findings.extend(register.findings)
    if register.unread:
        tree.unread[path] = register.unread


def _complain_of_posing_pages(tree: _Tree) -> None:
    """Complain of hand-written pages that call themselves by the code of a controlled document, or by its file's name."""
    names = {_name(path) for path in tree.paths if path.startswith(f"{ControlledDocument.folder}/")}
    for path in (path for path in tree.pages if path.endswith(".md")):
        if _name(path) in names or _code_of_page(path, tree) is not None:
            message = _(
                "{path} calls itself as a controlled document is called: give it a name of its own, without a field `code`.",
                path=path,
            )
            tree.complain("SEC309", message, Place(path))


def _code_of_page(path: str, tree: _Tree) -> object:
    try:
        text, _findings = front_matter.decode(tree.files.read(path), path)
    except OSError:
        return None
    return front_matter.read(text, path).values.get("code") if text and text.startswith("---") else None


def _complain_of_twins(tree: _Tree, held: Iterable[str]) -> None:
    """Complain of names that some machines take for one; also of those that such a machine shows only one of."""
    rooms = (*ROOMS, PAGES)
    inside = [path for path in held if _folded(path.partition("/")[0]) in {*rooms, AGENCY_FILE}]
    first = {room: room for room in (*rooms, AGENCY_FILE)}
    for path in dict.fromkeys([*tree.paths, *inside]):
        room = path.partition("/")[0]
        for name in dict.fromkeys((room, path)):
            other = first.setdefault(_folded(name), name)
            if other != name:
                message = _(
                    "{path} and {other} are one file on many machines: rename one.", path=name, other=other
                )
                tree.complain("SEC304", message, Place(path))
                break


def _folded(path: str) -> str:
    """Return what a path is to machines that know no case, compose letters, and leave out what nobody sees at an end."""
    if path.isascii() and path.islower() and " " not in path and "./" not in f"{path}/":
        return path
    seen = "".join(letter for letter in path if unicodedata.category(letter) != "Cf")
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", seen).casefold())
    return "/".join(part.rstrip(" .") for part in folded.split("/"))


def _name(path: str) -> str:
    return _folded(path.rpartition("/")[2])


def _complain_of_unclaimed(tree: _Tree) -> None:
    attached = {
        f"{document.path.rpartition('/')[0]}/{attachment.path}"
        for document in tree.documents
        if isinstance(document.meta, OfficialRecord)
        for attachment in document.meta.attachments
    }
    folders = sorted(by_folder())
    for path in tree.unclaimed:
        name = path.rpartition("/")[2]
        if (
            path in attached
            or path
            in {TEMPLATE, CONSOLIDATED_TEMPLATE, PERIODIC_TEMPLATE, REVIEW_PACK_TEMPLATE, *own_templates()}
            or name in _UNCLAIMED_BUT_FINE
        ):
            continue
        folder = path.rpartition("/")[0]
        near = difflib.get_close_matches(folder, folders, n=1, cutoff=0.6)
        if near and near[0] != folder:
            message = _("Nothing claims {path}: did you mean the folder {near}?", path=path, near=near[0])
        else:
            message = _(
                "Nothing claims {path}: name it as an attachment of a record, or take it out.", path=path
            )
        tree.complain("DOC106", message, Place(path))
