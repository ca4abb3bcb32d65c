"""The signed scan of a record, uploaded at the desk: a change as every other, that brings the file and names it in the record.

The file stands beside its record, under a name that the desk gives it; the record names it with its SHA-256 digest (REC101 and
REC102 hold the one against the other). What a file is, its content says, never the name that it was sent under.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import quote

import yaml
from pydantic import ValidationError
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from sotay import front_matter
from sotay.desk.adding import add
from sotay.desk.guard import MOST
from sotay.desk.pages import DESK_HEADERS
from sotay.desk.protocol import PAGES, ProtocolError, change_ref
from sotay.desk.repository import Edit, StaleError
from sotay.editor import faithful, spelling
from sotay.kinds import all_kinds, by_folder, by_name
from sotay.kinds.base import Attachment, OfficialRecord
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from sotay.desk.desk import Desk
    from sotay.kinds.base import Kind

ADDRESS: Final = "/bien-tap/ban-quet"
_FIELD: Final = "attachments"
_NAME: Final = "ban-ky"
_TAIL: Final = 1024


class _Sort(NamedTuple):
    """What a file may be: the bytes it begins with, those that stand at its end, and how it is served."""

    begins: bytes
    ends: bytes
    media: str


_SORTS: Final[Mapping[str, _Sort]] = {
    "pdf": _Sort(b"%PDF-", b"%%EOF", "application/pdf"),
    "png": _Sort(b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82", "image/png"),
    "jpg": _Sort(b"\xff\xd8\xff", b"\xff\xd9", "image/jpeg"),
}


class Record(NamedTuple):
    """A record that a scan can be attached to: its kind and the name of its file."""

    kind: type[OfficialRecord]
    slug: str

    @property
    def path(self) -> str:
        """Its file."""
        return f"{self.kind.folder}/{self.slug}.md"

    @property
    def change(self) -> str:
        """The name of its change, which is that of its form too."""
        return f"{self.kind.name}/{self.slug}"

    @property
    def address(self) -> str:
        """Where its scan is uploaded."""
        return f"{ADDRESS}/{self.change}"


class UnreadableError(Exception):
    """A scan cannot be attached; the message says why and what to do."""


class Scans:
    """Answers the form of the scan."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @property
    def routes(self) -> list[Route]:
        """The addresses that it answers."""
        one = f"{ADDRESS}/{{kind}}/{{slug}}"
        return [
            Route(ADDRESS, self.choose, methods=["GET"]),
            Route(one, self.form, methods=["GET"]),
            Route(one, self.attach, methods=["POST"]),
            Route(f"{one}/{{file}}", self.take, methods=["GET"]),
        ]

    def choose(self, request: Request) -> Response:
        """Show the records that a scan can be attached to, by kind, the latest first."""
        tip = self._desk.repository.current
        paths = [path for path, _blob in self._desk.repository.files(tip, "records/")] if tip else []
        found = [record for path in reversed(paths) if (record := record_of(path))]
        kinds = [kind for kind in all_kinds() if issubclass(kind, OfficialRecord)]
        groups = [(kind, [one for one in found if one.kind is kind]) for kind in kinds]
        return self._desk.pages.show(request, "scans", groups=[group for group in groups if group[1]])

    def form(self, request: Request) -> Response:
        """Show the form of a record."""
        return self._sheet(request, "", "")

    def attach(self, request: Request) -> Response:
        """Take a scan; where it cannot be attached, show the form again with the reason."""
        record = _asked(request)
        if record is None:
            return self._desk.pages.lost(request)
        form = request.state.form
        sent, title = form.get("tep"), " ".join(str(form.get("ten", "")).split())
        data = sent.file.read() if isinstance(sent, UploadFile) else b""
        try:
            add(
                self._desk,
                request.state.person,
                change_ref(record.change),
                lambda there: self._edits(there, record, data, title),
            )
        except (UnreadableError, ProtocolError, StaleError) as error:
            return self._sheet(request, title, str(error))
        return RedirectResponse(f"{PAGES}{record.change}", HTTPStatus.SEE_OTHER, DESK_HEADERS)

    def take(self, request: Request) -> Response:
        """Answer with a file beside a record, as its change has it or, without one, as it is published."""
        record, name = _asked(request), request.path_params["file"]
        sort = _SORTS.get(name.rpartition(".")[2])
        there = self._there(record) if record and sort else None
        blob = self._desk.repository.blob(there, f"{record.kind.folder}/{name}") if record and there else None
        if sort is None or blob is None:
            return self._desk.pages.lost(request)
        told = {**DESK_HEADERS, "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        return Response(self._desk.repository.read(blob), media_type=sort.media, headers=told)

    def _edits(self, there: str, record: Record, data: bytes, title: str) -> list[Edit]:
        repository = self._desk.repository
        beside = dict(repository.files(there, f"{record.kind.folder}/"))
        blob = beside.get(record.path)
        if blob is None:
            raise UnreadableError(_("There is no file {path}.", path=record.path))
        ending = sort_of(data)
        name, number = f"{record.slug}-{_NAME}.{ending}", 1
        while f"{record.kind.folder}/{name}" in beside:
            number += 1
            name = f"{record.slug}-{_NAME}-{number}.{ending}"
        text = named(repository.read(blob), name, hashlib.sha256(data).hexdigest(), title)
        return [Edit(f"{record.kind.folder}/{name}", data, None), Edit(record.path, text, blob)]

    def _there(self, record: Record) -> str | None:
        repository = self._desk.repository
        return repository.tip(change_ref(record.change)) or repository.current

    def _sheet(self, request: Request, title: str, complaint: str) -> Response:
        record = _asked(request)
        there = self._there(record) if record else None
        blob = self._desk.repository.blob(there, record.path) if record and there else None
        if record is None or blob is None:
            return self._desk.pages.lost(request)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if complaint else HTTPStatus.OK
        accepted = ",".join(sort.media for sort in _SORTS.values())
        known = {
            "record": record,
            "there": attached(self._desk.repository.read(blob)),
            "title": title,
            "complaint": complaint,
            "accepted": accepted,
            "most": MOST // 1024**2,
        }
        return self._desk.pages.show(request, "scan", status, **known)


def record_of(path: str) -> Record | None:
    """Return the record whose file a path is; None for anything else."""
    folder, _slash, name = path.rpartition("/")
    return _record(by_folder().get(folder), name.removesuffix(".md")) if name.endswith(".md") else None


def file_address(change: str, path: str) -> str | None:
    """Return where a file of a change is read; None where it is no scan beside the record of that change."""
    kind, _slash, slug = change.partition("/")
    folder, _slash, name = path.rpartition("/")
    record = _record(by_name().get(kind), slug)
    beside = record is not None and folder == record.kind.folder and name.rpartition(".")[2] in _SORTS
    return f"{record.address}/{name}" if record and beside else None


def sort_of(data: bytes) -> str:
    """Return the ending of a scan's name by what is in it; raise ``UnreadableError`` for what is no whole PDF, PNG or JPEG."""
    if not data:
        raise UnreadableError(_("Choose the file of the scan."))
    for ending, sort in _SORTS.items():
        if data.startswith(sort.begins):
            if sort.ends in data[-_TAIL:]:
                return ending
            raise UnreadableError(_("The end of the file is missing: scan it, or copy it, once more."))
    raise UnreadableError(
        _("The content is neither PDF nor PNG nor JPEG, whatever its name says: save the scan as PDF.")
    )


def named(old: bytes, name: str, sha256: str, title: str) -> bytes:
    """Return a record that names one attachment more; every other byte stays as it is.

    Raises ``UnreadableError`` where the record cannot be read, or names a file of this digest already.
    """
    text, _findings = front_matter.decode(old, "")
    source, body = front_matter.split(text or "")
    try:
        record = front_matter.tree(source)
    except yaml.YAMLError:
        record = None
    if not isinstance(record, MappingNode):
        raise UnreadableError(_("The fields of the record cannot be read: put it right in its form first."))
    there = next((value for key, value in record.value if key.value == _FIELD), None)
    items = list(there.value) if isinstance(there, SequenceNode) else []
    if any(value.value == sha256 for item in items for _key, value in getattr(item, "value", ())):
        raise UnreadableError(_("The record names this very file already."))
    told = {"path": name, "sha256": sha256, **({"title": title} if title else {})}
    entry = MappingNode("", [(_text(key), _text(value)) for key, value in told.items()])
    others = [pair for pair in record.value if pair[0].value != _FIELD]
    new = MappingNode("", [*others, (_text(_FIELD), SequenceNode("", [*items, entry]))])
    return faithful.merged(old, f"---\n{spelling.block(new)}---\n{body}".encode())


def attached(data: bytes) -> tuple[Attachment, ...]:
    """Return the attachments that a record names, those that can be understood."""
    text, _findings = front_matter.decode(data, "")
    told = front_matter.read(text or "", "").values.get(_FIELD)
    found = []
    for one in told if isinstance(told, (list, tuple)) else ():
        with suppress(ValidationError):
            found.append(Attachment.model_validate(one))
    return tuple(found)


def _asked(request: Request) -> Record | None:
    return _record(by_name().get(request.path_params["kind"]), request.path_params["slug"])


def _record(kind: type[Kind] | None, slug: str) -> Record | None:
    """Return a record of a kind that has attachments, whose change can have a name."""
    if kind is None or not issubclass(kind, OfficialRecord):
        return None
    record = Record(kind, slug)
    try:
        change_ref(record.change)
    except ProtocolError:
        return None
    return record


def _text(said: str) -> ScalarNode:
    return ScalarNode("text", said)
