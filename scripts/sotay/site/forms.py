"""The forms of a procedure: which can be taken from the library, and each whose text stands in the procedure as a Word file.

A form has a text where a controlled document of that code is in force, or where a heading of the procedure's prose begins
with its code; one that a circular prescribes for the one-stop shop has an empty one. Only what is in force is offered: nobody
fills in a form of a text that is over, or not yet approved. Of a form that waits for its approval or its day, the page is named
with its state.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from sotay import cache
from sotay.calendar_vn import write_short
from sotay.controlled import ControlledPrint
from sotay.lifecycle import State
from sotay.messages import _, language
from sotay.names import kind_name, state_name
from sotay.outputs.failure import RenderFailed
from sotay.sections import section_of
from sotay.site import blank_forms
from sotay.site.shelf import shelves
from sotay.site.slugs import slugify
from sotay.slips.forms import form_on, kind_titled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.procedure import FormEntry
    from sotay.site.shelf import Volume
    from sotay.site.writer import Writer

KEPT: Final = "forms"
_WAITING: Final = frozenset({State.DRAFT, State.APPROVED})
# What a file may be called on every system.
_NAME: Final = re.compile(r"\w[\w.-]{0,63}")


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a procedure names: the staged path of its own page or of its Word file, one at most; and its text.

    ``waiting`` is the text of its own that nobody may use yet. ``instead`` is which form the Word file is, where the law
    prescribes another by now than the one that the procedure names.
    """

    entry: FormEntry
    page: str | None = None
    file: str | None = None
    text: str = ""
    waiting: Volume | None = None
    instead: str = ""

    @property
    def target(self) -> str | None:
        """The staged path of what a name of the form leads to."""
        return self.page or self.file or (self.waiting.page if self.waiting else None)


def forms_of(writer: Writer, volume: Volume) -> tuple[Form, ...]:
    """Return the forms of a text in the order that it names them, with what can be taken of each."""
    state = volume.station.state
    if state is not State.EFFECTIVE and state not in _WAITING:
        return tuple(map(Form, volume.document.meta.forms))
    prose = writer.in_words(volume.document) if state is State.EFFECTIVE else ""
    return tuple(_form(writer, volume, entry, prose) for entry in volume.document.meta.forms)


def files(writer: Writer) -> Iterator[tuple[str, bytes]]:
    """Yield staged path and bytes of the Word file of each form whose text stands in a procedure in force.

    Raises ``RenderFailed`` for one that cannot be printed. What is unchanged is not made again.
    """
    root, names = writer.library.root, []
    for shelf in shelves(writer.library).values():
        for form in forms_of(writer, shelf.main):
            if not form.text or form.file is None:
                continue
            value = _print(writer, shelf.main, form)
            rests_on = (cache.engine(), version("pypandoc_binary"), language(), repr(value), form.text)
            name = hashlib.sha256("\x00".join(rests_on).encode()).hexdigest()
            made = cache.recall_file(root, f"{KEPT}/{name}") or _made(value, form, shelf.main)
            cache.keep_file(root, f"{KEPT}/{name}", made)
            names.append(name)
            yield form.file, made
    cache.keep_only(root, KEPT, names)


def _form(writer: Writer, volume: Volume, entry: FormEntry, prose: str) -> Form:
    shelf = shelves(writer.library).get(entry.code)
    own = shelf.main if shelf and shelf.main.document.meta.kind == "form" else None
    if own and own.station.state is State.EFFECTIVE:
        return Form(entry, page=own.page)
    text = section_of(prose, entry.code) if _NAME.fullmatch(entry.code) else None
    if text:
        return Form(entry, file=f"{volume.stem}/{_file_name(volume, entry)}.docx", text=text)
    kind = kind_titled(entry.title)
    if kind and (blank := blank_forms.file_of(writer.library, kind)):
        named = form_on(kind, writer.library.as_of) or ""
        return Form(entry, file=blank, instead="" if named in entry.title else named)
    return Form(entry, waiting=own if own and own.station.state in _WAITING else None)


def _file_name(volume: Volume, entry: FormEntry) -> str:
    """Return what the file of a form is called, in letters that every system knows; no other of the procedure is so called."""
    slug = slugify(entry.code, "-")
    alike = {form.code for form in volume.document.meta.forms if slugify(form.code, "-") == slug}
    return slug if len(alike) == 1 else f"{slug}-{hashlib.sha256(entry.code.encode()).hexdigest()[:12]}"


def _print(writer: Writer, volume: Volume, form: Form) -> ControlledPrint:
    station = volume.station
    return ControlledPrint(
        agency=writer.library.agency.names_on(station.effective).name,
        kind=kind_name("form"),
        title=form.entry.title,
        code=form.entry.code,
        version=station.version,
        effective=write_short(station.effective),
        state=state_name(station.state),
        fingerprint=station.sha256,
        approvals=(),
        revisions=(),
        body="",
        date=station.effective,
        cover=False,
    )


def _made(value: ControlledPrint, form: Form, volume: Volume) -> bytes:
    from sotay.outputs import controlled, pandoc_door  # noqa: PLC0415 (heavy; not needed where all are kept)

    try:
        return controlled.render_docx(replace(value, body=pandoc_door.parse(form.text)))
    except RenderFailed as failure:
        why = " ".join(str(failure).splitlines())
        message = _(
            "{file}: {code} cannot be printed: {why}",
            file=volume.document.path,
            code=form.entry.code,
            why=why,
        )
        raise RenderFailed(message) from failure
