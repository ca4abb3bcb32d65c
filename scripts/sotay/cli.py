"""The command line: every command of ``commands``, and what is said where the tool itself fails.

Exit codes: 0 clean, 1 findings at error level, 2 wrong usage, 3 nothing to check, 4 the tool itself failed.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys

import typer
from typer.exceptions import TyperException

from sotay import commands
from sotay.commands.common import Exit, app
from sotay.garbage import look_rarely
from sotay.messages import _, language, speaking
from sotay.outputs import usage_text
from sotay.outputs.terminal import Guarded

_modules = [module.name for module in pkgutil.iter_modules(commands.__path__)]
# A module that is called as a command holds it: asked for that one, nobody waits for the others.
for _name in set(_modules) & set(sys.argv[1:2]) or _modules:
    importlib.import_module(f"{commands.__name__}.{_name}")


def main() -> None:
    """Run the command line; a failure of the tool itself is exit code 4 and one sentence."""
    look_rarely()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    sys.stdout, sys.stderr = Guarded(sys.stdout), Guarded(sys.stderr)
    try:
        group = typer.main.get_group(app)  # a group also where one command is all there is
        sys.exit(group(prog_name="sotay", standalone_mode=False))
    except TyperException as error:
        asked = re.search(r"(?<=--lang[ =])(?:vi|en)\b", " ".join(sys.argv))
        with speaking(asked[0] if asked else language()):
            typer.echo(usage_text.render(error), err=True)
        sys.exit(error.exit_code)
    except typer.Abort:
        typer.echo(_("Broken off."), err=True)
        sys.exit(Exit.FINDINGS)
    except Exception as error:  # noqa: BLE001 (whatever broke, the person reads a sentence)
        typer.echo(_("The tool failed: {why}", why=f"{type(error).__name__}: {error}"), err=True)
        sys.exit(Exit.FAILED)


if __name__ == "__main__":
    main()
