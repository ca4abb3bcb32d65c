"""The gate before the branch that is published: put into a bare repository, and asked by git at each push."""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from sotay import bare, gate, receiving
from sotay.commands.check import print_check
from sotay.commands.common import Exit, Format, LangOption, app, speaking, stop, today
from sotay.messages import _

gate_app = typer.Typer(
    no_args_is_help=True,
    help="Cổng kiểm tra trước nhánh được công bố. / The gate before the published branch.",
    rich_markup_mode=None,
)
app.add_typer(gate_app, name="gate")


@gate_app.command("install", epilog="Ví dụ / Example: sotay gate install /srv/git/so-tay.git")
def install(
    repository: Annotated[
        Path,
        typer.Argument(
            metavar="REPO.git", help="Kho git trần trên máy chủ. / A bare repository.", file_okay=False
        ),
    ],
    lang: LangOption = "vi",
) -> None:
    """Đặt cổng kiểm tra vào một kho git trần. / Put the gate into a bare repository."""
    with speaking(lang):
        try:
            hook = receiving.install(repository, Path(sys.executable))
        except gate.GateError as error:
            stop(Exit.USAGE, str(error))
        typer.echo(
            _(
                "The gate stands: {hook}. Each push to {branch} is judged from now on.",
                hook=hook,
                branch=bare.published_ref(repository),
            )
        )


@gate_app.command("receive", hidden=True)
def receive(lang: LangOption = "vi") -> None:
    """Xét một lần đẩy (git gọi). / Judge a push (git calls this)."""
    gc.disable()  # a push waits, and the process is gone before what nobody holds could fill its memory
    with speaking(lang):
        repository = Path(os.environ.get("GIT_DIR", ".")).resolve()
        refused = False
        try:
            for push in receiving.pushes(sys.stdin, repository):
                verdict = gate.judge(repository, push, receiving.pusher(os.environ), today())
                _tell(verdict)
                refused |= not verdict.passes
        except gate.GateError as error:
            stop(Exit.FINDINGS, str(error))
        raise typer.Exit(Exit.FINDINGS if refused else Exit.CLEAN)


def _tell(verdict: gate.Verdict) -> None:
    print_check(replace(verdict.check, findings=verdict.brought, waivers=()), Format.TEXT)
    if verdict.steering:
        typer.echo(_("This change steers the system: {files}.", files=", ".join(verdict.steering)))
    for sentence in verdict.refusals:
        typer.echo(sentence)
    typer.echo(
        _("The change is let through.")
        if verdict.passes
        else _("The change is turned away: put right what is named above, and push again.")
    )
