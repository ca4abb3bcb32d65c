"""Tell people what they need to know: by mail and by webhook."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sotay import pipeline
from sotay.commands.common import (
    AsOfOption,
    Exit,
    LangOption,
    LibraryOption,
    app,
    read,
    require_agency,
    speaking,
    stop,
)
from sotay.lock import LockError, alone
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sotay.desk.journal import Line
    from sotay.library import Library
    from sotay.notices.outbox import Outbox
    from sotay.notices.telling import Notice


@app.command(epilog="Ví dụ / Example: sotay notify --outbox /var/lib/sotay/thong-bao.db")
def notify(  # noqa: PLR0913 (each is an option a person may give)
    outbox: Annotated[
        Path | None,
        typer.Option(
            "--outbox",
            help="Sổ những gì đã báo, giữ lâu dài. / What was told, kept for good.",
            dir_okay=False,
        ),
    ] = None,
    journal: Annotated[
        Path | None,
        typer.Option(
            "--journal", help="Nhật ký của bàn sửa đổi. / The desk's journal.", dir_okay=False, exists=True
        ),
    ] = None,
    library: LibraryOption = Path(),
    as_of: AsOfOption = None,
    lang: LangOption = "vi",
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ in ra, không gửi. / Print, send nothing.")
    ] = False,
) -> None:
    """Báo việc đến hạn, tài liệu phải đọc, kết quả sửa đổi: thư và webhook. / Tell people what is new, by mail and webhook."""
    from sotay.notices.outbox import Outbox  # noqa: PLC0415 (no other command asks for it)

    with speaking(lang):
        if outbox is None and not dry_run:
            message = _("Name with `--outbox FILE` where to keep what was told, or look with `--dry-run`.")
            stop(Exit.USAGE, message)
        found = read(library, as_of)
        require_agency(found)
        everything = _notices(found, journal)
        if dry_run:
            with closing(Outbox(outbox if outbox and outbox.exists() else None)) as box:
                _show(found, box, everything)
            return
        assert outbox is not None
        try:
            with alone(outbox.resolve().parent), closing(Outbox(outbox)) as box:
                _tell(found, box, everything)
        except LockError as error:
            stop(Exit.FAILED, str(error))


def _notices(library: Library, journal: Path | None) -> tuple[Notice, ...]:
    from sotay.agenda import agenda  # noqa: PLC0415
    from sotay.desk.journal import Journal  # noqa: PLC0415
    from sotay.notices.telling import notices  # noqa: PLC0415

    lines: Sequence[Line] = ()
    if journal is not None:
        with closing(Journal(journal)) as log:
            lines = log.lines()
    return notices(library, agenda(library, pipeline.judge(library)), lines)


def _show(library: Library, box: Outbox, notices: Sequence[Notice]) -> None:
    from sotay.agenda import person_name, whole_agency  # noqa: PLC0415
    from sotay.notices.posting import fresh  # noqa: PLC0415

    new = fresh(box, notices)
    for person, several in new.items():
        typer.echo(person_name(library, person) if person else whole_agency())
        for notice in several:
            typer.echo(f"  - {notice.title}")
    count = sum(len(several) for several in new.values())
    typer.echo(_("{count} new matters for {people}; nothing was sent.", count=count, people=len(new)))


def _tell(library: Library, box: Outbox, notices: Sequence[Notice]) -> None:
    from sotay.agenda import person_name  # noqa: PLC0415
    from sotay.notices import delivery, posting  # noqa: PLC0415

    mail, webhook = library.agency.mail, delivery.webhook()
    if mail is None and not webhook:
        stop(
            Exit.USAGE,
            _(
                "There is nowhere to send to: write `mail` with `server` and `sender` into agency.yml, or set {variable}.",
                variable=delivery.WEBHOOK,
            ),
        )
    for person in posting.put_mails(library, box, notices) if mail else ():
        named = person_name(library, person)
        typer.echo(_("{person} has no `email` in agency.yml and was not told.", person=named), err=True)
    if webhook:
        posting.put_webhook(library, box, notices)
    sent, failed = posting.send(box, mail)
    for recipient, why in failed.items():
        typer.echo(_("{recipient} could not be reached: {why}", recipient=recipient, why=why), err=True)
    typer.echo(_("Letters sent: {sent}.", sent=sent))
    if failed:
        stop(Exit.FAILED, _("What was not sent is sent the next time: see that the server answers."))
