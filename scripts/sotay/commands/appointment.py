"""When the result of a dossier is due that comes in at a moment."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sotay.commands.common import (
    Exit,
    Format,
    FormatOption,
    LangOption,
    LibraryOption,
    app,
    read,
    require_agency,
    speaking,
    stop,
)
from sotay.kinds.dossier import Suspension
from sotay.messages import _

if TYPE_CHECKING:
    from datetime import date

    from sotay.kinds.procedure import ControlledDocument, Service
    from sotay.library import Library


@app.command(epilog="Ví dụ / Example: sotay appointment QT.DN.01 --received 2021-09-01T15:30")
def appointment(  # noqa: PLR0913, PLR0917 (each is an option a person may give)
    code: Annotated[str, typer.Argument(metavar="CODE", help="Mã quy trình. / The procedure's code.")],
    received: Annotated[
        str,
        typer.Option("--received", metavar="YYYY-MM-DDTHH:MM", help="Thời điểm nhận hồ sơ. / Received at."),
    ],
    suspended: Annotated[
        list[str] | None,
        typer.Option(
            "--suspended",
            metavar="FROM/TO",
            help="Khoảng tạm dừng, bỏ trống TO khi còn tạm dừng; có thể ghi nhiều lần. / A suspension, without TO while it goes on.",
        ),
    ] = None,
    form: FormatOption = Format.TEXT,
    library: LibraryOption = Path(),
    lang: LangOption = "vi",
) -> None:
    """Ngày giờ hẹn trả kết quả của hồ sơ nhận tại một thời điểm, và vì sao. / When a dossier is due, and why."""
    from sotay import appointments  # noqa: PLC0415 (no other command asks for it)
    from sotay.outputs import appointment_json, appointment_text  # noqa: PLC0415

    with speaking(lang):
        moment = _moment(received)
        periods = [_period(text) for text in suspended or ()]
        found = read(library)
        require_agency(found)
        procedure, service = _procedure(found, code, moment.date())
        office = appointments.office_of(found.agency, found.calendar)
        try:
            answer = appointments.appoint(service.processing_time, service.unit, moment, office, periods)
        except appointments.NoAppointmentError as error:
            stop(Exit.NOTHING, str(error))
        notes = appointments.caveats(answer, office, periods)
        render = appointment_json.render if form is Format.JSON else appointment_text.render
        typer.echo(render(procedure, answer, notes).decode(), nl=False)


def _procedure(library: Library, code: str, day: date) -> tuple[ControlledDocument, Service]:
    """Return the procedure as it was in force on a day, and its service; end where there is none."""
    from sotay.calendar_vn import write_short  # noqa: PLC0415
    from sotay.lifecycle import document_on, lives  # noqa: PLC0415

    with_service = sorted(known for known, document in library.procedures.items() if document.meta.service)
    if code not in library.procedures and code not in lives(library):
        stop(
            Exit.USAGE,
            _("There is no procedure {code}. Known are: {known}.", code=code, known=", ".join(with_service)),
        )
    document = document_on(library, code, day)
    if document is None:
        stop(
            Exit.NOTHING,
            _(
                "No version of {code} was in force on {day}: `sotay history {code}` shows when one was.",
                code=code,
                day=write_short(day),
            ),
        )
    service = document.meta.service
    if service is None:
        stop(
            Exit.USAGE,
            _(
                "{code} carries out no administrative procedure (it has no `service`), so nothing is due. Those that do: {known}.",
                code=code,
                known=", ".join(with_service),
            ),
        )
    return document.meta, service


def _moment(text: str) -> datetime:
    """Return the moment that a person typed."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None or len(text) <= len("2021-09-01"):
        raise typer.BadParameter(_("{text} is no moment: write day and time, 2021-09-01T15:30.", text=text))
    return moment.replace(second=0, microsecond=0)


def _period(text: str) -> Suspension:
    """Return the suspension that a person typed."""
    start, slash, until = text.partition("/")
    if not slash:
        raise typer.BadParameter(
            _(
                "{text} is no period: write from/until, 2021-09-06T08:00/2021-09-08T10:00, or from/ while it goes on.",
                text=text,
            )
        )
    period = Suspension(_moment(start), _moment(until) if until else None)
    if period.until is not None and period.until < period.start:
        raise typer.BadParameter(_("{text} ends before it begins: turn it round.", text=text))
    return period
