"""DOC: front matter, files and codes. What the reader complains of is listed here; the rules follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.findings import Severity
from sotay.kinds.legal import LegalDocument
from sotay.kinds.procedure import ControlledDocument
from sotay.messages import _
from sotay.rules import Complaint, reading, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Library

reading(
    "DOC101",
    """The file is not UTF-8 text.

    Decree 30/2020/NĐ-CP asks for Unicode; any other encoding shows broken Vietnamese letters. Save the file again with the encoding UTF-8.
    """,
)
reading(
    "DOC102",
    """The file begins with a byte order mark.

    The mark hides the first line from the readers of front matter. Save the file as UTF-8 without BOM.
    """,
)
reading(
    "DOC103",
    """The lines end with CR LF.

    Mixed line ends change the fingerprint of an approved text on some machines only. Save the file with line ends LF.
    """,
)
reading(
    "DOC104",
    """Vietnamese letters are written in decomposed form (NFD).

    They look the same and are not found by search, and two names that look alike differ. Save the text as Unicode NFC.
    """,
)
reading(
    "DOC105",
    """A file cannot be read.

    What cannot be read cannot be controlled. Give the account that runs the check the right to read it.
    """,
)
reading(
    "DOC106",
    """A file in the library is claimed by nothing.

    A stray file looks like a controlled document and is none (ISO 9001, clause 7.5.3). Move it to the folder of its kind, name it as an attachment of a record, or take it out.
    """,
)
reading(
    "DOC107",
    """There is no agency.yml.

    Without it nobody knows whose library this is. Write one: names, divisions, people.
    """,
)
reading(
    "DOC111",
    """A document has no front matter.

    The fields above the text say what the document is. Begin the file with a line ---, the fields, and a line --- again.
    """,
)
reading(
    "DOC112",
    """The front matter is not closed.

    Put a line --- after the last field.
    """,
)
reading(
    "DOC113",
    """The front matter, or a register, cannot be read.

    Look at the line named for a missing colon, an unclosed quote or bracket, a tab, or lines that are indented differently.
    """,
)
reading(
    "DOC114",
    """A field stands twice.

    Readers of YAML keep the one or the other, silently. Keep one of them.
    """,
)
reading(
    "DOC121",
    """A date is not in the calendar.

    A date such as 2021-02-30 is a slip of the pen; nothing can be computed from it. Correct it.
    """,
)
reading(
    "DOC122",
    """A word is read as yes or no.

    Some readers of YAML take no, off or on for false and true. Write true or false, or put the word in quotes.
    """,
)
reading(
    "DOC123",
    """A number stands where text belongs.

    Unquoted, 1.10 becomes 1.1 and 02 becomes 2. Put the text in quotes.
    """,
)
reading(
    "DOC124",
    """A value is read differently from reader to reader.

    Leading zeros, times such as 15:30, signs and exponents mean different numbers to different readers of YAML. Put the value in quotes.
    """,
)
reading(
    "DOC131",
    """A field is unknown.

    A misspelt field is a field that is missing. Correct its name; the finding names the nearest known one.
    """,
)
reading(
    "DOC132",
    """A field is missing.

    Add it; the page of the kind lists all its fields.
    """,
)
reading(
    "DOC133",
    """A value has the wrong form.

    Write it as the finding says; the page of the kind lists what each field accepts.
    """,
)
reading(
    "DOC161",
    """A waiver has expired.

    A finding is set aside until a day, not for ever. Put the matter right and take the waiver out, or have it renewed.
    """,
)
reading(
    "DOC162",
    """A waiver sets aside what cannot be waived.

    Nobody can waive that a text differs from the approved one (VER), or that content is unsafe (SEC). Put the matter
    right and take the waiver out.
    """,
)


@rule("DOC141", Severity.ERROR)
def file_name_differs(library: Library) -> Iterator[Complaint]:
    """The file of a controlled document is not named after its code.

    One finds a document by its code (ISO 9001, clause 7.5.2). Name the file after the code in small letters without
    diacritics, with dashes: QT.DN.01 is qt-dn-01.md.
    """
    for document in library.of(ControlledDocument):
        expected = file_name(document.meta.code)
        if document.path.rpartition("/")[2] != expected:
            message = _(
                "{code} stands in {file}: name the file {expected}.",
                code=document.meta.code,
                file=document.path,
                expected=expected,
            )
            yield Complaint(document.place("code"), message)


def file_name(code: str) -> str:
    """Return the file name for a code: ``QT.ĐT.01`` → ``qt-dt-01.md``."""
    return code.lower().replace("đ", "d").replace(".", "-") + ".md"


@rule("DOC142", Severity.ERROR)
def code_twice(library: Library) -> Iterator[Complaint]:
    """Two controlled documents have one code.

    A code names one document (ISO 9001, clause 7.5.2.a). Give the newer one a code of its own.
    """
    for document in library.of(ControlledDocument):
        first = library.procedures[document.meta.code]
        if first is not document:
            message = _(
                "The code {code} already belongs to {file}: give this document another.",
                code=document.meta.code,
                file=first.path,
            )
            yield Complaint(document.place("code"), message, related=(first.place("code"),))


@rule("DOC143", Severity.ERROR)
def legal_number_twice(library: Library) -> Iterator[Complaint]:
    """Two entries of the legal register have one number.

    The full number is the key of a legal document. Put both entries together in one.
    """
    for law in library.of(LegalDocument):
        first = library.legal[law.meta.number]
        if first is not law:
            message = _(
                "{number} is registered already in {file}: keep one entry.",
                number=law.meta.number,
                file=first.path,
            )
            yield Complaint(law.place("number"), message, related=(first.place("number"),))


@rule("DOC151", Severity.WARNING)
def sample_left(library: Library) -> Iterator[Complaint]:
    """Sample data stands in a library that is not a sample.

    Sample documents are for copying; in a real library they claim deeds nobody did. Replace the text by the agency's
    own and take out `sample: true`. A library whose agency.yml says `sample: true` is not complained of.
    """
    if library.agency.sample:
        return
    for document in library.documents:
        if document.meta.sample:
            message = _("{name} is still sample data: replace it by the agency's own.", name=document.id)
            yield Complaint(document.place("sample"), message)
