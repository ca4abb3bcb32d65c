"""The forms of the one-stop shop with nothing filled in: a Word file each for the whole library, and the page of them all.

A library that names none of them has no one-stop shop, and gets neither.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from sotay import cache, pipeline
from sotay.legal.telling import doubt
from sotay.library import remembered
from sotay.site import addresses
from sotay.site.shelf import shelves
from sotay.slips.blanks import blanks
from sotay.slips.forms import circular_on, kind_titled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Library
    from sotay.site.writer import Writer
    from sotay.slips.forms import Circular

PAGE: Final = f"{addresses.FORMS}/index.md"


@remembered
def offered(library: Library) -> Circular | None:
    """Return the circular whose forms can be taken from the site: that of the day, where a document names such a form."""
    titles = (form.title for shelf in shelves(library).values() for form in shelf.main.document.meta.forms)
    return circular_on(library.as_of) if any(map(kind_titled, titles)) else None


def page(library: Library) -> str | None:
    """Return the page that they are taken from; None where there is none."""
    return PAGE if offered(library) else None


def file_of(library: Library, kind: str) -> str | None:
    """Return the staged path of the empty form of a kind of slip; None where there is none."""
    circular = offered(library)
    return f"{addresses.FORMS}/{kind}.docx" if circular and kind in circular.forms else None


def files(library: Library) -> Iterator[tuple[str, bytes]]:
    """Yield staged path and bytes of each empty form; what is unchanged is not made again.

    Raises ``SlipError`` where an office's own template cannot be filled in.
    """
    if offered(library) is None:
        return
    for batch in blanks(library):
        made = partial(pipeline.render_slips, batch, "docx")
        yield (
            f"{addresses.FORMS}/{batch.kind}.docx",
            cache.made(library.root, f"blank-{batch.kind}.docx", repr(batch), made),
        )


def pages(writer: Writer) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of the page that they are taken from."""
    if circular := offered(writer.library):
        said = {"circular": circular, "doubt": doubt(sure=circular.effect == "verified")}
        files = {kind: file_of(writer.library, kind) for kind in circular.forms}
        yield PAGE, writer.render("blank_forms.md.j2", PAGE, files=files, **said)
