"""The forms of the one-stop shop as the data file has them: which circular prescribes which form, from which day."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from sotay import front_matter
from sotay.kinds.agency import Dated
from sotay.kinds.base import Part, Text
from sotay.kinds.dossier import Dossier
from sotay.messages import _

if TYPE_CHECKING:
    from datetime import date

DATA: Final = Path(__file__).parent / "forms.yml"
TEMPLATES: Final = Path(__file__).parent / "templates"

Comparison = Literal["verified", "unverified"]


class SlipKind(Part):
    """What a slip is like under every circular; ``takes`` are the words that only a person knows.

    ``symbol`` follows the number; without one the slip bears the code of its dossier. A ``book`` holds all dossiers in one.
    """

    alias: Text
    issuer: Literal["one-stop", "agency"]
    symbol: str | None = None
    takes: tuple[Literal["reason", "item", "until"], ...] = ()
    book: bool = False


class Form(Part):
    """A form as one circular prescribes it."""

    number: Text
    title: Text
    paper: Literal["a5", "a4"]
    layout: Comparison


class Circular(Dated):
    """A circular and its forms, for dossiers received while it holds."""

    number: Text
    effect: Comparison
    forms: dict[str, Form]

    def name(self, form: Form) -> str:
        """Return how a form is named by number and circular."""
        return f"Mẫu số {form.number}, Thông tư số {self.number}"

    def note(self, form: Form) -> str:
        """Return the small line that says which form this is, and what of it nobody has compared."""
        named = self.name(form)
        doubts = ["bố cục"] if form.layout == "unverified" else []
        doubts += ["ngày hiệu lực của thông tư"] if self.effect == "unverified" else []
        return f"({named}; {' và '.join(doubts)} chưa đối chiếu)" if doubts else f"({named})"


class Table(Part):
    """The data file."""

    kinds: dict[str, SlipKind]
    circulars: tuple[Circular, ...]


@cache
def table() -> Table:
    """Read the forms that the engine ships."""
    front = front_matter.read(DATA.read_text(encoding="utf-8"), DATA.name, bare=True)
    return Table.model_validate(front.values)


def circular_on(day: date) -> Circular | None:
    """Return the circular whose forms serve a dossier received on ``day``; None before the first that is known."""
    return next((circular for circular in table().circulars if circular.holds(day)), None)


def kind_named(word: str) -> str | None:
    """Return the kind of slip that a person means by its name or its English alias; None where there is none."""
    return next((name for name, kind in table().kinds.items() if word in {name, kind.alias}), None)


def kind_titled(title: str) -> str | None:
    """Return the kind of slip whose form a title names by number and circular; None where it names none."""
    return next(
        (
            kind
            for circular in table().circulars
            for kind, form in circular.forms.items()
            if circular.name(form) in title
        ),
        None,
    )


def form_on(kind: str, day: date) -> str | None:
    """Return the name of the form that a slip is for a dossier received on ``day``; None where none is known."""
    circular = circular_on(day)
    return circular.name(circular.forms[kind]) if circular and kind in circular.forms else None


def template_name(kind: str) -> str:
    """Return the name of the template of a kind of slip."""
    return f"{kind}.md.j2"


@cache
def own_templates() -> frozenset[str]:
    """Return the paths in a library at which an office may put templates of its own."""
    return frozenset(f"{Dossier.folder}/{template_name(kind)}" for kind in table().kinds)


def lacking(kind: str, day: date) -> str:
    """Say why there is no form of a kind for a dossier received on ``day``."""
    circular = circular_on(day)
    if circular is None:
        first = min(circular.from_ for circular in table().circulars if circular.from_)
        return _("no form is known for dossiers received before {day}", day=f"{first:%d/%m/%Y}")
    later = [other.number for other in table().circulars if kind in other.forms]
    return _(
        "Circular {number}, which serves dossiers received on that day, has no form `{kind}`; Circular {other} has",
        number=circular.number,
        kind=kind,
        other=", ".join(later),
    )
