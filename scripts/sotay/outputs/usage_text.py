"""A wrong use of the command line, told in the language in use: typer has its own sentences in English alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sotay.messages import _

if TYPE_CHECKING:
    from typer.exceptions import TyperException


def render(error: TyperException) -> str:
    """Render what is wrong, below how the command is used; where no command was named, the help."""
    context = getattr(error, "ctx", None)
    said = error.format_message()
    if context is not None and said == context.get_help():
        return said
    for pattern, words in _sentences().items():
        if match := re.search(pattern, said):
            said = said[: match.start()] + words.format(**match.groupdict()) + said[match.end() :]
    said = _("Error: {said}", said=said)
    if context is None:
        return said
    usage = context.get_usage().removeprefix("Usage: ")
    head = _("Usage: {usage}\nHelp: {command} -h", usage=usage, command=context.command_path)
    return f"{head}\n\n{said}"


def _sentences() -> dict[str, str]:
    """Return what typer says, as a pattern → what is said in its place."""
    return {
        r"^Missing command\.": _("Name a command."),
        r"^No such command (?P<name>'.*')\.": _("There is no command {name}."),
        r"^No such option: (?P<name>\S+)(?: \(Possible options: (?P<like>.+)\))$": _(
            "There is no option {name}. Did you mean {like}?"
        ),
        r"^No such option: (?P<name>\S+)$": _("There is no option {name}."),
        r"^Option (?P<name>'.*') requires an argument\.": _("Write a value behind {name}."),
        r"^Option (?P<name>'.*') does not take a value\.": _("{name} takes no value."),
        r"^Missing (?:argument|option) (?P<name>'.*?')\.": _("{name} is missing."),
        r"^Got unexpected extra argument\(s\) \((?P<said>.*)\)": _("Too much is said: {said}."),
        r"^Invalid value for (?P<name>'.*?'|\S+): ": "{name}: ",
        r"(?:Value error, )?(?P<value>'[^']*') is not one of (?P<names>.*?)\.?$": _(
            "{value} is none of {names}."
        ),
        r"Input should be a valid integer, unable .*": _("that is no whole number."),
        r"(?:[Dd]ir(?:ectory)?|[Ff]ile|[Pp]ath) (?P<value>'[^']*') does not exist\.": _(
            "{value} does not exist."
        ),
    }
