"""What an officer with a citizen waiting looks for on the page of a procedure, and what its print bears on every sheet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from sotay import cache
from sotay.legal.changes import is_known
from sotay.legal.telling import doubt
from sotay.legal.validity import validity
from sotay.library import remembered
from sotay.lifecycle import State
from sotay.messages import _, language
from sotay.names import state_name, validity_name
from sotay.outputs import flow
from sotay.periodic_review import rounds
from sotay.site import addresses, config, prose_links
from sotay.site.forms import forms_of
from sotay.site.lookup_pages import AREAS, area_anchor
from sotay.site.shelf import shelves
from sotay.site.writer import text, write_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sotay.kinds.legal import LegalDocument
    from sotay.kinds.procedure import Component, ControlledDocument, Step
    from sotay.library import Document, Library
    from sotay.site.forms import Form
    from sotay.site.shelf import Volume
    from sotay.site.writer import Writer

_NAMED: Final = re.compile(r"\w[\w.-]*\w")
_LAW: Final = re.compile(r"\d+(?:\.\d+)?/\d{4}/[\w-]+")


def parts(writer: Writer, volume: Volume) -> dict[str, Any]:
    """Return the values that the template of a procedure shows besides its fields."""
    library, meta, station = writer.library, volume.document.meta, volume.station
    forms = forms_of(writer, volume)
    targets = {form.entry.code: form.target for form in forms if form.target}
    return {
        "review": rounds(library).get(station.code) if station.state is State.EFFECTIVE else None,
        "areas": AREAS,
        "area_anchor": area_anchor,
        "total": total(meta),
        "time_of": time_of,
        "papers_of": papers_of,
        "forms": forms,
        "state_name": state_name,
        "issuer_of": lambda form: _issuer(writer, form, volume),
        "linked": lambda *words: _linked(writer, words, targets, volume.page),
        "law_state": lambda law, articles: law_state(library, law, articles),
        "running_head": _running_head(volume),
        "address": _address(library, volume),
        "code_square": _squares(library).get(_address(library, volume), ""),
    }


def time_of(step: Step) -> str:
    """Return how long a step takes, or when it is done."""
    return _("{hours} hours", hours=write_number(step.hours)) if step.hours is not None else step.when or ""


def papers_of(component: Component) -> str:
    """Return how many originals and copies of a component a dossier holds; empty where nobody says."""
    counted = {_("{count} originals"): component.originals, _("{count} copies"): component.copies}
    return ", ".join(words.format(count=f"{count:02d}") for words, count in counted.items() if count)


def total(meta: ControlledDocument) -> str:
    """Return the hours of all steps in words, with how many steps have none; empty where no step has hours."""
    hours = [step.hours for step in meta.steps if step.hours is not None]
    if not hours:
        return ""
    words = _("{hours} hours", hours=write_number(sum(hours)))
    untimed = len(meta.steps) - len(hours)
    return (
        _("{hours}, without {count} steps that have no hours", hours=words, count=untimed)
        if untimed
        else words
    )


def law_state(library: Library, law: Document[LegalDocument], articles: str | None) -> str:
    """Return how a legal document, or its articles that are used, stand on ``as_of``, and whether that is verified."""
    if not is_known(library, law):
        return _("not issued yet")
    state, sure = validity(library, law, articles)
    return validity_name(state) + doubt(sure=sure)


def diagrams(library: Library, name: str, volumes: Iterable[Volume]) -> dict[str, str]:
    """Return the page of each volume → the diagram of its steps, empty where it has none; kept by ``name`` for the next time."""
    wanted = {volume.page: diagram_of(volume.document.meta) for volume in volumes}
    rest_on = {page: repr((language(), diagram)).encode() for page, diagram in wanted.items()}
    return cache.made_each(library.root, name, rest_on, lambda page: _drawn(wanted[page]))


def diagram_of(meta: ControlledDocument) -> flow.Diagram | None:
    """Return the diagram of a document's steps; None where it has none."""
    boxes = tuple(flow.Box(step.what, step.who, time_of(step)) for step in meta.steps)
    title = _("The steps of {code}, as the table above says them", code=meta.code)
    return flow.Diagram(boxes, total(meta), title) if boxes else None


def _drawn(diagram: flow.Diagram | None) -> str:
    return flow.render(diagram) if diagram else ""


def _issuer(writer: Writer, form: Form, volume: Volume) -> str:
    """Say after whose pattern a form is made where its name says so; else that a text in force has none of it here."""
    state = volume.station.state
    numbers = list(dict.fromkeys(_LAW.findall(form.entry.title)))
    if not numbers or state in {State.SUPERSEDED, State.WITHDRAWN}:
        return _("Not in the library") if state is State.EFFECTIVE else "-"
    named = prose_links.linked(writer.library, ", ".join(numbers), volume.page)
    return _("After the pattern of {numbers}; not in the library", numbers=named)


def _linked(writer: Writer, several: Iterable[str | None], targets: Mapping[str, str], page: str) -> str:
    """Write what there is of several words, with each form that can be taken, and whatever else they name, as a link."""
    words = "; ".join(filter(None, several))
    if not words:
        return ""

    def lead(match: re.Match[str]) -> str:
        target = targets.get(match[0])
        return f"[{match[0]}]({addresses.relative(target, page)})" if target else match[0]

    return prose_links.linked(writer.library, _NAMED.sub(lead, text(words)), page)


def _running_head(volume: Volume) -> str:
    """Return what each sheet of a print bears, as a string of CSS."""
    station = volume.station
    said = " · ".join(
        (station.code, _("version {version}", version=station.version), state_name(station.state))
    )
    return re.sub(r'[\\"<\n]', lambda sign: f"\\{ord(sign[0]):x} ", said)


def _address(library: Library, volume: Volume) -> str:
    """Return where a page stands for the world; empty where mkdocs.yml does not say where the site is."""
    site = _site_url(library)
    return f"{site}{quote(volume.stem)}.html" if site else ""


@remembered
def _site_url(library: Library) -> str | None:
    return config.site_url(library.root)


@remembered
def _squares(library: Library) -> dict[str, str]:
    """Return the address of each text of a document → its QR code; kept for the next time."""
    found = (_address(library, volume) for one in shelves(library).values() for volume in one.volumes)
    return cache.made_each(library.root, "squares", {one: one.encode() for one in found if one}, _square)


def _square(address: str) -> str:
    """Return an address as a QR code for a telephone to read, drawn as SVG."""
    import segno  # noqa: PLC0415 (only a site with an address needs it)

    drawn: str = segno.make(address, error="m", micro=False).svg_inline(
        omitsize=True, border=4, light="#fff", svgclass=None, lineclass=None
    )
    return drawn.strip()
