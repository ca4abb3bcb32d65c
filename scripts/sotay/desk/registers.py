"""Forms for the registers: a dossier, a survey answer, each appended as a row on a change of its register.

Whoever adds a row adds it to the change of that register that is open, so that rows of several people never stand against
each other.
"""

from __future__ import annotations

import csv
import io
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from starlette.responses import RedirectResponse
from starlette.routing import Route

from sotay import register_file
from sotay.desk.adding import add
from sotay.desk.pages import DESK_HEADERS
from sotay.desk.protocol import PAGES, ProtocolError
from sotay.desk.repository import CHANGES, Edit, StaleError
from sotay.kinds import rows_by_folder
from sotay.messages import _
from sotay.schema import all_tables

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from sotay.desk.desk import Desk
    from sotay.kinds.base import Row

ADDRESS: Final = "/bien-tap/so"
_NAME: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Registers:
    """Answers the forms of the registers."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._kinds = {kind.name: kind for kind in rows_by_folder().values()}

    @property
    def routes(self) -> list[Route]:
        """The addresses that it answers."""
        return [
            Route(ADDRESS, self.choose, methods=["GET"]),
            Route(f"{ADDRESS}/{{kind}}", self.form, methods=["GET"]),
            Route(f"{ADDRESS}/{{kind}}", self.add, methods=["POST"]),
        ]

    def choose(self, request: Request) -> Response:
        """Show the registers that there are."""
        return self._desk.pages.show(request, "registers", address=ADDRESS, kinds=self._kinds.values())

    def form(self, request: Request) -> Response:
        """Show an empty form."""
        return self._sheet(request, {}, ())

    def add(self, request: Request) -> Response:
        """Append what a form says; where it cannot stand in the register, show it again with the reasons."""
        kind = self._kinds.get(request.path_params["kind"])
        if kind is None:
            return self._desk.pages.lost(request)
        said = {
            name: " ".join(str(value).split())
            for name, value in request.state.form.items()
            if isinstance(value, str)
        }
        name = said.get("so", "")
        if not _NAME.fullmatch(name):
            sentence = _(
                "Name the register in small letters, digits and dashes, such as {year}.", year=self._year()
            )
            return self._sheet(request, said, [sentence])
        values = {one: said[one] for one in kind.model_fields if said.get(one)}
        try:
            complaints = self._append(request, kind, name, values)
        except (ProtocolError, StaleError) as error:
            complaints = [str(error)]
        if complaints:
            return self._sheet(request, said, complaints)
        return RedirectResponse(f"{PAGES}{kind.name}/{name}", HTTPStatus.SEE_OTHER, DESK_HEADERS)

    def _append(self, request: Request, kind: type[Row], name: str, values: dict[str, str]) -> list[str]:
        """Save a row on the change of its register; return what speaks against it, in which case nothing is saved."""
        path, repository = f"{kind.folder}/{name}.csv", self._desk.repository
        complaints: list[str] = []

        def edits_of(there: str) -> list[Edit]:
            blob = repository.blob(there, path)
            text = repository.read(blob).decode("utf-8") if blob else ""
            written, complaints[:] = appended(text, path, kind, values)
            return [] if complaints else [Edit(path, written.encode(), blob)]

        add(self._desk, request.state.person, f"{CHANGES}{kind.name}/{name}", edits_of)
        return complaints

    def _sheet(
        self, request: Request, said: dict[str, str], complaints: list[str] | tuple[str, ...]
    ) -> Response:
        kind = self._kinds.get(request.path_params["kind"])
        if kind is None:
            return self._desk.pages.lost(request)
        columns: list[dict[str, Any]] = all_tables()[kind.name]["fields"]
        status = HTTPStatus.UNPROCESSABLE_ENTITY if complaints else HTTPStatus.OK
        values = {
            "kind": kind,
            "columns": columns,
            "said": {"so": str(self._year()), **said},
            "complaints": complaints,
        }
        return self._desk.pages.show(request, "register", status, **values)

    def _year(self) -> int:
        return self._desk.staff.today().year


def appended(text: str, path: str, kind: type[Row], values: dict[str, str]) -> tuple[str, list[str]]:
    """Return a register with a row more, and what speaks against it; every other byte stays as it is."""
    header = next(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")), None) or list(
        kind.model_fields
    )
    missing = [name for name in values if name not in header]
    if missing:
        return text, [register_file.no_column(name, header) for name in missing]
    end = "\r\n" if "\r\n" in text else "\n"

    def line(cells: list[str]) -> str:
        written = io.StringIO()
        csv.writer(written, lineterminator=end).writerow(cells)
        return written.getvalue()

    row = line([values.get(name, "") for name in header])
    alone = register_file.read(line(header) + row, path, kind)
    known = register_file.read(text, path, kind) if text else None
    complaints = [finding.in_full for finding in alone.findings]
    if known and any(one.entry.code == values.get("code") for one in known.rows):
        complaints.append(_("{code} stands in the register already.", code=values["code"]))
    before = text or line(header)
    return before + ("" if before.endswith("\n") else end) + row, complaints
