"""Controlled documents: pin versions in decisions, ask what was in force, see a life."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from sotay import pipeline
from sotay.commands.common import (
    AsOfOption,
    Exit,
    Format,
    FormatOption,
    LangOption,
    LibraryOption,
    app,
    day_of,
    read,
    speaking,
    stop,
    today,
)
from sotay.messages import _

if TYPE_CHECKING:
    from sotay.library import Library

CodeArgument = Annotated[str, typer.Argument(metavar="CODE", help="Mã hiệu tài liệu. / Code of a document.")]
KeyOption = Annotated[
    Path | None,
    typer.Option("--key", help="Khóa SSH để ký. / SSH key to sign with.", dir_okay=False, exists=True),
]


@app.command(epilog="Ví dụ / Example: sotay issue 45/QĐ-BQLKCN QT.DN.01 QT.DN.02")
def issue(  # noqa: PLR0913, PLR0917 (each is an option a person may give)
    decision: Annotated[
        str | None,
        typer.Argument(
            metavar="DECISION", help="Số hoặc tệp của quyết định. / Number or file of the decision."
        ),
    ] = None,
    codes: Annotated[
        list[str] | None, typer.Argument(metavar="CODE…", help="Mã hiệu tài liệu. / Codes.")
    ] = None,
    baseline: Annotated[  # noqa: FBT002 (a switch on the command line)
        bool,
        typer.Option("--baseline", help="Nhập một lần các quyết định cũ. / Import older decisions, once."),
    ] = False,
    by: Annotated[
        str | None, typer.Option("--by", metavar="PERSON", help="Người lập danh mục. / Who makes the list.")
    ] = None,
    key: KeyOption = None,
    library: LibraryOption = Path(),
    lang: LangOption = "vi",
) -> None:
    """Ghim phiên bản tài liệu vào quyết định ban hành. / Pin versions of documents in a decision."""
    from sotay import issuing  # noqa: PLC0415 (it loads every rule)

    with speaking(lang):
        found = read(library)
        try:
            if baseline:
                if by is None or decision is not None:
                    stop(
                        Exit.USAGE,
                        _("Write `sotay issue --baseline --by PERSON`, without decision and codes."),
                    )
                new = issuing.baseline(found, by, today(), key)
            else:
                if decision is None or not codes:
                    stop(
                        Exit.USAGE,
                        _("Name the decision and at least one code: `sotay issue 45/QĐ-X QT.DN.01`."),
                    )
                new = issuing.issue(found, decision, codes)
        except issuing.IssuingFailedError as error:
            stop(Exit.FINDINGS, str(error))
        typer.echo(issuing.write(found, new))
        typer.echo(_("Commit this file together with the documents it names: git is the witness of the day."))


@app.command(epilog="Ví dụ / Example: sotay status QT.DN.01 --as-of 2021-05-05")
def status(
    code: Annotated[
        str | None, typer.Argument(metavar="CODE", help="Mã hiệu tài liệu. / Code of a document.")
    ] = None,
    as_of: AsOfOption = None,
    form: FormatOption = Format.TEXT,
    library: LibraryOption = Path(),
    lang: LangOption = "vi",
) -> None:
    """Phiên bản nào có hiệu lực tại một ngày, theo quyết định nào. / What was in force on a day, on whose decision."""
    from sotay import timeline  # noqa: PLC0415 (not every command asks git)
    from sotay.outputs import timeline_json, timeline_text  # noqa: PLC0415

    def answer() -> bytes:
        found = read(library, as_of)
        stations = timeline.timeline(found, code) if code else timeline.statuses(found)
        if code and not stations:
            _unknown(found, code)
        if not stations:
            stop(Exit.NOTHING, _("There is no document in {library}.", library=library))
        titles = timeline.titles(found, stations)
        if form is Format.JSON:
            return timeline_json.render(stations, titles, found.as_of)
        render = timeline_text.render_timeline if code else timeline_text.render_statuses
        return render(stations, titles, found.as_of)

    with speaking(lang):
        asked = (str(code), str(as_of), str(today()), form.value)
        typer.echo(pipeline.kept(library.resolve(), "status", asked, answer).decode(), nl=False)


@app.command(epilog="Ví dụ / Example: sotay history QT.DN.01")
def history(code: CodeArgument, library: LibraryOption = Path(), lang: LangOption = "vi") -> None:
    """Mọi văn bản từng có của một tài liệu trong git. / Every text that a document ever had in git."""
    from sotay import timeline  # noqa: PLC0415 (not every command asks git)
    from sotay.lifecycle import lives  # noqa: PLC0415
    from sotay.outputs import timeline_text  # noqa: PLC0415

    with speaking(lang):
        found = read(library)
        texts = timeline.texts_of(found, code)
        if not texts:
            _unknown(found, code)
        life = lives(found).get(code)
        issues = {one.sha256: one for one in life.issues} if life else {}
        typer.echo(timeline_text.render_texts(texts, issues).decode(), nl=False)


@app.command(
    epilog="Ví dụ / Example: sotay approve QT.DN.01 --role phe-duyet --by truong-ban --key ~/.ssh/id_ed25519"
)
def approve(  # noqa: PLR0913, PLR0917 (each is an option a person may give)
    code: CodeArgument,
    role: Annotated[
        str, typer.Option("--role", metavar="soan-thao|xem-xet|phe-duyet", help="Vai trò. / Role.")
    ],
    by: Annotated[str, typer.Option("--by", metavar="PERSON", help="Người xác nhận. / Who approves.")],
    day: Annotated[
        str | None,
        typer.Option(
            "--date", metavar="YYYY-MM-DD", help="Ngày xác nhận, mặc định hôm nay. / Day; today by default."
        ),
    ] = None,
    key: KeyOption = None,
    library: LibraryOption = Path(),
    lang: LangOption = "vi",
) -> None:
    """Ghi nhận một người xác nhận văn bản đang có, ký số nếu có khóa. / Record that a person answers for the text."""
    from sotay import approving  # noqa: PLC0415 (it loads every rule)
    from sotay.signatures.signing import SigningFailed  # noqa: PLC0415

    with speaking(lang):
        if role not in approving.ROLES:
            known = ", ".join(approving.ROLES)
            stop(Exit.USAGE, _("There is no role {role}: write one of {known}.", role=role, known=known))
        found, given = read(library), day_of(day) if day else today()
        try:
            new = approving.approve(found, code, role=approving.ROLES[role], by=by, day=given, key=key)
            typer.echo(approving.write(found, new))
        except (approving.ApprovingFailed, SigningFailed) as error:
            stop(Exit.FINDINGS, str(error))


def _unknown(library: Library, code: str) -> NoReturn:
    known = ", ".join(sorted(library.procedures)) or "-"
    stop(
        Exit.USAGE,
        _("There is no document {code}. Known are: {known}.", code=code, known=known),
    )
