"""The command that is asked for is started alone, and says what it says among the others."""

from __future__ import annotations

import os
import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path

import library_cases
import pytest
import typer

from sotay import cli, commands  # noqa: F401 (cli gathers the commands)
from sotay.commands.common import app

PLAIN = {"COLUMNS": "100", "TERM": "dumb", "NO_COLOR": "1"}
AMONG = "import sys; words, sys.argv = sys.argv[1:], sys.argv[:1]; from sotay import cli; sys.argv += words; cli.main()"


def test_a_module_called_as_a_command_holds_it() -> None:
    whole = typer.main.get_group(app)
    names = {module.name for module in pkgutil.iter_modules(commands.__path__)}
    assert {"check", "gate"} <= names
    for name in names & whole.commands.keys():
        command = whole.commands[name]
        held = command.commands.values() if isinstance(command, typer.core.TyperGroup) else [command]
        assert {one.callback.__module__ for one in held if one.callback} == {f"sotay.commands.{name}"}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return Path(shutil.copytree(library_cases.BASE, tmp_path / "lib"))


@pytest.mark.parametrize(
    "words", [("check",), ("check", "--help"), ("gate",), ("common",), ("status", "--help")]
)
def test_a_command_alone_is_told_as_among_the_others(words: tuple[str, ...], library: Path) -> None:
    alone, among = (
        subprocess.run(
            [sys.executable, "-X", "utf8", *how, *words],
            cwd=library,
            env={**os.environ, **PLAIN},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        for how in (("-m", "sotay"), ("-c", AMONG))
    )
    assert (alone.returncode, alone.stdout, alone.stderr) == (among.returncode, among.stdout, among.stderr)
