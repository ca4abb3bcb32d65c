"""New records, from a few answers: what comes in is shown with what it hits before it is written."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sotay.commands.common import (
    Exit,
    LangOption,
    LibraryOption,
    app,
    read,
    require_agency,
    speaking,
    stop,
)
from sotay.messages import _

if TYPE_CHECKING:
    from collections.abc import Callable

    from sotay.library import Library
    from sotay.registering import Answers, NewLaw, RelationKind

new_app = typer.Typer(
    no_args_is_help=True,
    help="Lập hồ sơ mới từ vài câu trả lời. / Begin a new record.",
    rich_markup_mode=None,
)
app.add_typer(new_app, name="new")

_RELATION = "Số đầy đủ, có thể kèm phạm vi; lặp lại được. / Full number, with a scope if need be; repeatable."


@new_app.command(
    "legal",
    epilog="Ví dụ / Example: sotay new legal --number 219/2025/NĐ-CP --title 'Lao động nước ngoài' --from 07/08/2025 --replaces 152/2020/NĐ-CP",
)
def new_legal(  # noqa: PLR0913, PLR0917 (each is an answer a person may give)
    number: Annotated[
        str | None,
        typer.Option("--number", metavar="31/2021/NĐ-CP", help="Số, ký hiệu đầy đủ. / Full number."),
    ] = None,
    type_: Annotated[
        str | None,
        typer.Option(
            "--type", help="Loại văn bản; mặc định theo ký hiệu. / Type; by the symbol if not given."
        ),
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="Trích yếu. / Title.")] = None,
    issuer: Annotated[
        str | None,
        typer.Option(
            "--issuer", help="Cơ quan ban hành; mặc định theo ký hiệu. / Issuer; by the symbol if not given."
        ),
    ] = None,
    issued: Annotated[
        str | None, typer.Option("--issued", metavar="DD/MM/YYYY", help="Ngày ban hành. / Issued on.")
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", metavar="DD/MM/YYYY", help="Ngày có hiệu lực. / In effect from.")
    ] = None,
    until: Annotated[
        str | None,
        typer.Option(
            "--until",
            metavar="DD/MM/YYYY",
            help="Ngày đầu tiên hết hiệu lực. / First day no longer in effect.",
        ),
    ] = None,
    condition: Annotated[
        str | None,
        typer.Option(
            "--condition", help="Điều kiện có hiệu lực, nếu chưa rõ ngày. / Condition, where no day is known."
        ),
    ] = None,
    evidence: Annotated[
        str | None,
        typer.Option("--evidence", help="Câu quy định ngày có hiệu lực. / The sentence that sets the day."),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Nơi đã xem câu đó. / Where the day was seen.")
    ] = None,
    replaces: Annotated[
        list[str] | None, typer.Option("--replaces", metavar="NUMBER[:Điều 5]", help=f"Thay thế. {_RELATION}")
    ] = None,
    amends: Annotated[
        list[str] | None, typer.Option("--amends", metavar="NUMBER[:Điều 5]", help=f"Sửa đổi. {_RELATION}")
    ] = None,
    repeals: Annotated[
        list[str] | None, typer.Option("--repeals", metavar="NUMBER[:Điều 5]", help=f"Bãi bỏ. {_RELATION}")
    ] = None,
    guides: Annotated[
        list[str] | None, typer.Option("--guides", metavar="NUMBER[:Điều 5]", help=f"Hướng dẫn. {_RELATION}")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Ghi mà không hỏi lại. / Write without asking.")] = False,  # noqa: FBT002 (a switch on the command line)
    library: LibraryOption = Path(),
    lang: LangOption = "vi",
) -> None:
    """Nhập một văn bản pháp luật: xem tác động trước, ghi sau, rồi nhận danh mục việc. / Register a legal document."""
    from sotay import registering  # noqa: PLC0415 (it loads every rule)

    said = {
        "number": number,
        "type": type_,
        "title": title,
        "issuer": issuer,
        "issued": issued,
        "from": from_,
        "until": until,
        "condition": condition,
        "evidence": evidence,
        "source": source,
    }
    answers = registering.Answers(
        {name: text for name, text in said.items() if text is not None},
        {
            kind: several
            for kind, several in _relations(replaces, amends, repeals, guides).items()
            if several is not None
        },
    )
    with speaking(lang):
        found = read(library)
        require_agency(found)
        person_there = is_person_there()
        try:
            if person_there and not yes:
                _ask(found, answers)
            new = registering.register(found, answers)
            _show(new)
            if not yes and not (person_there and _agreed()):
                stop(Exit.CLEAN if person_there else Exit.USAGE, _refused(person_there=person_there))
            path = registering.write(found, new)
        except typer.Abort:
            stop(Exit.CLEAN, _("Nothing was written."))
        except registering.BadAnswer as error:
            stop(Exit.USAGE, str(error))
        except registering.RegisteringFailed as error:
            stop(Exit.FINDINGS, str(error))
        typer.echo("\n" + _("Written: {path}", path=path) + "\n")
        _show_work(new)


def is_person_there() -> bool:
    """Say whether somebody sits at the terminal to be asked."""
    return sys.stdin.isatty()


def _relations(
    replaces: list[str] | None, amends: list[str] | None, repeals: list[str] | None, guides: list[str] | None
) -> dict[RelationKind, list[str] | None]:
    return {"replaces": replaces, "amends": amends, "repeals": repeals, "guides": guides}


def _ask(library: Library, answers: Answers) -> None:
    """Ask for each answer that no option gave; one that cannot be used is asked for again."""
    from sotay import registering  # noqa: PLC0415 (it loads every rule)
    from sotay.legal.numbers import usual  # noqa: PLC0415

    def ask(name: str, words: str, *, check: Callable[[str], object] = str, default: str = "") -> None:
        if name not in answers.said:
            answers.said[name] = _answer(words, check, default, needed=name in registering.NEEDED)

    def known(typed: str) -> object:
        return registering.new_number(library, typed)

    ask("number", _("Full number, as in 31/2021/NĐ-CP"), check=known)
    guess = usual(registering.tidy(answers.said["number"]))
    ask("type", _("Type of document"), check=registering.words, default=guess.type or "")
    ask("title", _("Title"))
    ask("issuer", _("Issuer"), check=registering.words, default=guess.issuer or "")
    ask("issued", _("Issued on (day/month/year; Enter if not known)"), check=registering.day)
    ask("from", _("In effect from (day/month/year; Enter if not known)"), check=registering.day)
    if not answers.said["from"]:
        ask("condition", _("Condition on which it takes effect (Enter for none)"), check=registering.words)
    ask("evidence", _("The sentence that sets the day of effect (Enter if not seen)"))
    ask("source", _("Where the day was seen (Enter for nowhere)"))
    questions: dict[RelationKind, str] = {
        "replaces": _("It replaces (full number, or number:Điều 5; Enter for no more)"),
        "amends": _("It amends (full number, or number:Điều 5; Enter for no more)"),
        "repeals": _("It repeals (full number, or number:Điều 5; Enter for no more)"),
        "guides": _("It gives guidance on (full number; Enter for no more)"),
    }
    for kind, words in questions.items():
        if kind not in answers.relations:
            check = partial(registering.relation, library, kind)
            answers.relations[kind] = list(iter(partial(_answer, words, check, meant=answers.meant), ""))


def _answer(
    words: str,
    check: Callable[[str], object],
    default: str = "",
    *,
    needed: bool = False,
    meant: set[str] | None = None,
) -> str:
    """Ask until an answer can be used; a number that the register does not know and that is typed again is ``meant``."""
    from sotay.registering import BadAnswer, RegisteringFailed, Stranger  # noqa: PLC0415 (it loads every rule)

    refused = ""
    while True:
        typed: str = typer.prompt(words, default=default, show_default=bool(default)).strip()
        if not typed and not needed:
            return ""
        try:
            if typed:
                check(typed)
                return typed
            typer.echo(_("This answer is needed."))
        except Stranger as error:
            if meant is not None and typed == refused:
                meant.add(typed)
                return typed
            refused = typed
            typer.echo(f"{error} {_('Type it again to keep it.')}")
        except (BadAnswer, RegisteringFailed) as error:
            typer.echo(str(error))


def _show(new: NewLaw) -> None:
    from sotay.legal.account import account  # noqa: PLC0415 (not every command asks for the law)
    from sotay.outputs import impact_text  # noqa: PLC0415

    shown = impact_text.render_law(new.library, account(new.library, new.library.legal[new.number]))
    typer.echo(shown.decode(), nl=False)


def _agreed() -> bool:
    typed: str = typer.prompt(_("Write this record? (yes/no)"), default=_("no"))
    return typed.strip().casefold() in {"y", "yes", "c", "co", "có"}


def _refused(*, person_there: bool) -> str:
    if person_there:
        return _("Nothing was written.")
    return _("Nothing was written: nobody is there to be asked. Add --yes to write it.")


def _show_work(new: NewLaw) -> None:
    from sotay.legal.account import account  # noqa: PLC0415 (not every command asks for the law)
    from sotay.outputs import impact_text  # noqa: PLC0415

    law = new.library.legal[new.number]
    notes = [finding.message for finding in new.notes if finding.code != "LAW201"]
    typer.echo(impact_text.render_work(new.library, account(new.library, law), notes).decode(), nl=False)
