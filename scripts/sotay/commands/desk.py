"""The desk: changes by people without git, reviewed and approved in a browser."""

from __future__ import annotations

import signal
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from typer.core import TyperGroup

from sotay import git
from sotay.commands.common import BUILD, Exit, LangOption, LibraryOption, app, speaking, stop, today
from sotay.git import HistoryRefusedError
from sotay.messages import _

if TYPE_CHECKING:
    from sotay.desk.place import Place

HOST: Final = "127.0.0.1"
_OPEN: Final = "open"
_GRACE: Final = 10


class _OpensByDefault(TyperGroup):
    """A group whose command ``open`` need not be named."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take what names no command for what is to be opened."""
        if not args or args[0] not in {*self.commands, *ctx.help_option_names}:
            args = [_OPEN, *args]
        return super().parse_args(ctx, args)


desk_app = typer.Typer(
    cls=_OpensByDefault,
    help="Bàn biên tập: đề xuất, xem xét, phê duyệt trong trình duyệt. / Propose, review and approve in a browser.",
    rich_markup_mode=None,
)
app.add_typer(desk_app, name="desk")

RepositoryArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="REPO.git",
        help="Kho git trần; không ghi: kho dùng thử từ thư viện. / A bare repository; default: one for trials.",
        file_okay=False,
    ),
]
UsersOption = Annotated[
    Path | None,
    typer.Option("--users", help="Tệp người dùng và mật khẩu đã băm. / File of users.", dir_okay=False),
]


@desk_app.command(_OPEN, epilog="Ví dụ / Example: sotay desk /srv/git/so-tay.git --trust 127.0.0.1")
def open_desk(  # noqa: PLR0913, PLR0917 (each is an option a person may give)
    repository: RepositoryArgument = None,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Cổng; 0: cổng trống. / Port.")
    ] = 8010,
    users: UsersOption = None,
    trust: Annotated[
        str | None,
        typer.Option(
            "--trust",
            metavar="ADDRESS",
            help="Máy chủ trung gian được tin về người dùng (X-Remote-User). / The reverse proxy that names users.",
        ),
    ] = None,
    library: LibraryOption = Path(),
    lang: LangOption = "vi",
) -> None:
    """Mở bàn biên tập tại 127.0.0.1. / Open the desk on 127.0.0.1."""
    with speaking(lang):
        if users is not None and trust is not None:
            stop(Exit.USAGE, _("Either the reverse proxy logs people in or the desk does: give one of both."))
        place = _place(repository, library)
        if place.note:
            typer.echo(place.note, err=True)
        file = users or place.users
        if trust is None and not file.is_file():
            sentence = _(
                "Nobody may come in yet: `sotay desk user PERSON --users {file}` lets in a person of agency.yml, or name the reverse proxy with --trust.",
                file=file,
            )
            stop(Exit.USAGE, sentence)
        _serve(place, port, file, trust)


@desk_app.command("user", epilog="Ví dụ / Example: sotay desk user thu-ky")
def user(
    person: Annotated[
        str, typer.Argument(metavar="PERSON", help="Mã người trong agency.yml. / Identifier in agency.yml.")
    ],
    repository: RepositoryArgument = None,
    users: UsersOption = None,
    library: LibraryOption = Path(),
    lang: LangOption = "vi",
) -> None:
    """Cho một người vào bàn biên tập, với mật khẩu. / Let a person in, with a password."""
    from sotay.desk.access import AccessError, Users  # noqa: PLC0415 (no other command asks for it)

    with speaking(lang):
        place = _place(repository, library)
        file = users or place.users
        _require_staff(place, person)
        password = typer.prompt(_("Password"), hide_input=True, confirmation_prompt=_("Password once more"))
        try:
            Users(file).add(person, password)
        except AccessError as error:
            stop(Exit.USAGE, str(error))
        typer.echo(_("{person} may come in: {file}", person=person, file=file))


def _require_staff(place: Place, named: str) -> None:
    """End where a name is nobody's who holds a position in what is published."""
    from sotay.desk.repository import Repository  # noqa: PLC0415
    from sotay.desk.staff import Staff  # noqa: PLC0415

    staff = Staff(Repository(place.repository), today)
    agency = staff.agency()
    if agency is not None and staff.person(named) is None:
        known = ", ".join(one.id for one in agency.people if one.holds(today()))
        stop(
            Exit.USAGE,
            _(
                "agency.yml, as it is published, names no {person} today. It names: {known}.",
                person=named,
                known=known,
            ),
        )


def _place(repository: Path | None, library: Path) -> Place:
    from sotay.desk import place  # noqa: PLC0415

    if not git.is_new_enough(git.version()):
        wanted = ".".join(map(str, git.OLDEST))
        stop(Exit.USAGE, _("The desk joins changes with git {version} or newer: install it.", version=wanted))
    try:
        if repository is not None:
            return place.beside(repository.resolve())
        root = library.resolve()
        return place.trial(root, root / BUILD / "desk")
    except HistoryRefusedError as error:
        stop(Exit.USAGE, str(error))


def _serve(place: Place, port: int, users: Path, trust: str | None) -> None:
    import uvicorn  # noqa: PLC0415 (heavy)

    from sotay.desk.access import AccessError, Users  # noqa: PLC0415
    from sotay.desk.app import application  # noqa: PLC0415
    from sotay.desk.desk import Desk  # noqa: PLC0415

    known = Users(users) if trust is None else None
    try:
        if known is not None:
            known.read()
    except AccessError as error:
        stop(Exit.USAGE, str(error))
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((HOST, port))
            door.listen()
        except OSError as error:
            stop(Exit.USAGE, _("Port {port} cannot be taken: {why}", port=port, why=error))
        desk = Desk(place, today, users=known, trust=trust)
        settings = uvicorn.Config(
            application(desk),
            log_level="warning",
            proxy_headers=False,  # who asks is the one who connected, whatever a header says
            server_header=False,
            timeout_graceful_shutdown=_GRACE,
        )
        address = f"http://{HOST}:{door.getsockname()[1]}/"
        typer.echo(_("The desk is open at {address} (Ctrl+C ends it)", address=address))
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # uvicorn gives it back when it has ended
        try:
            uvicorn.Server(settings).run(sockets=[door])
        except KeyboardInterrupt:
            return
