"""DOC: front matter, files and codes. What the reader complains of is listed here; the rules follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.findings import Severity
from sotay.kinds.legal import LegalDocument
from sotay.kinds.procedure import ControlledDocument
from sotay.messages import _
from sotay.rules import Complaint, reading, rule
from sotay.site import addresses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.base import Kind
    from sotay.library import Document, Library

reading(
    "DOC101",
    """The file is not UTF-8 text.

    Decree 30/2020/NĐ-CP, Annex I, asks for Unicode; any other encoding shows broken Vietnamese letters.

    Save the file again with the encoding UTF-8.

    Example: A plan saved in an old code page holds “Café” as bytes that are no UTF-8; the finding names the line and
    column of the first of them.
    """,
)
reading(
    "DOC102",
    """The file begins with a byte order mark.

    The contract of the front matter is that a file begins with a line ---; the mark hides this first line from its
    readers.

    Save the file as UTF-8 without BOM.

    Example: A plan that Notepad saved as “UTF-8 with BOM” looks right and is complained of at its first line.
    """,
)
reading(
    "DOC103",
    """The lines end with CR LF.

    Text must not change on its way from one machine to another (ISO 9001, clause 7.5.3.1.b); mixed line ends change the
    fingerprint of an approved text on some machines only.

    Save the file with line ends LF.

    Example: A plan edited on Windows ends each line with CR LF; the editor's “End of line” set to LF puts it right.
    """,
)
reading(
    "DOC104",
    """Vietnamese letters are written in decomposed form (NFD).

    A document must be found when it is needed (ISO 9001, clause 7.5.3.2.a); such letters look the same and are not
    found by search, and two names that look alike differ.

    Save the text as Unicode NFC.

    Example: `title: Kế hoạch` whose “ế” was typed as “e” with two marks behind it is complained of at that letter.
    """,
)
reading(
    "DOC105",
    """A file cannot be read.

    What cannot be read is not there for those who need it (ISO 9001, clause 7.5.3.1.a), and cannot be controlled.

    Give the account that runs the check the right to read it.

    Example: records/plans/a.md belongs to another account that alone may read it; the check names the file and goes on
    with the others.
    """,
)
reading(
    "DOC106",
    """A file in the library is claimed by nothing.

    A stray file looks like a controlled document and is none (ISO 9001, clause 7.5.3).

    Move it to the folder of its kind, name it as an attachment of a record, or take it out.

    Example: records/plan/a.md stands in a folder that no kind of document has: plans belong in records/plans.
    """,
)
reading(
    "DOC107",
    """There is no agency.yml.

    The contract of a library is that agency.yml says whose it is; without it there are no names, divisions or people to
    hold the documents against.

    Write one: names, divisions, people.

    Example: A folder with procedures and records and without agency.yml gets this one finding, and nothing is said of
    its people and divisions.
    """,
)
reading(
    "DOC111",
    """A document has no front matter.

    A document carries its identification: title, date, author, number (ISO 9001, clause 7.5.2.a); the fields above the
    text are where it stands.

    Begin the file with a line ---, the fields, and a line --- again.

    Example: A file that holds nothing but “Kế hoạch” is complained of at its first line.
    """,
)
reading(
    "DOC112",
    """The front matter is not closed.

    The contract of the front matter is a line --- above the fields and one below them; without the second nobody can
    tell fields from text.

    Put a line --- after the last field.

    Example: A plan that begins with --- and `number: 01/KH-CQM` and has no second line --- is complained of.
    """,
)
reading(
    "DOC113",
    """The front matter, or a register, cannot be read.

    The contract of the front matter is YAML, one field a line, and that of a register is CSV; what does not follow it
    cannot be read as anything certain.

    Look at the line named for a missing colon, an unclosed quote or bracket, a tab, or lines that are indented
    differently.

    Example: `number: "01/KH-CQM` lacks its closing quote; the finding stands on the line where the reader gave up.
    """,
)
reading(
    "DOC114",
    """A field stands twice.

    The contract of the front matter is one value a field; readers of YAML keep the one or the other, silently.

    Keep one of them.

    Example: A plan with `date: 2021-02-19` and, one line below, `date: 2021-02-20` is complained of at the second.
    """,
)
reading(
    "DOC121",
    """A date is not in the calendar.

    The contract of a date is a day of the calendar, YEAR-MONTH-DAY; a date such as 2021-02-30 is a slip of the pen, and
    nothing can be computed from it.

    Correct it after the paper.

    Example: `date: 2021-02-30` is complained of: February 2021 has 28 days.
    """,
)
reading(
    "DOC122",
    """A word is read as yes or no.

    The contract of the front matter is that a value means the same to every reader; some readers of YAML take no, off
    or on for false and true.

    Write true or false, or put the word in quotes.

    Example: `subject: no` is complained of; `subject: "no"` is the word.
    """,
)
reading(
    "DOC123",
    """A number stands where text belongs.

    The contract of the front matter is that text stays as it was typed; unquoted, 1.10 becomes 1.1 and 02 becomes 2.

    Put the text in quotes.

    Example: `title: 1.10` is complained of; `title: "1.10"` keeps its nought.
    """,
)
reading(
    "DOC124",
    """A value is read differently from reader to reader.

    The contract of the front matter is that a value means the same to every reader; leading zeros, times such as 15:30,
    signs and exponents mean different numbers to different readers of YAML.

    Put the value in quotes.

    Example: `title: 15:30` is 930 to one reader and a time to another; `title: "15:30"` is the same to all.
    """,
)
reading(
    "DOC131",
    """A field is unknown.

    The contract of a kind of document is its list of fields; a misspelt field is a field that is missing.

    Correct its name; the finding names the nearest known one.

    Example: `subjct: x` in a plan is complained of, and `subject` is proposed.
    """,
)
reading(
    "DOC132",
    """A field is missing.

    A document carries what identifies it (ISO 9001, clause 7.5.2.a); the fields that a kind requires are what its rules
    and lists work with.

    Add it; the page of the kind lists all its fields.

    Example: A plan with a `number` and no `date` is complained of at the beginning of its fields.
    """,
)
reading(
    "DOC133",
    """A value has the wrong form.

    The contract of a field is the form of its value; a value of another form cannot be compared, counted or ordered.

    Write it as the finding says; the page of the kind lists what each field accepts.

    Example: `attachments: x` is complained of: attachments are a list, each with `path` and `sha256`.
    """,
)
reading(
    "DOC161",
    """A waiver has expired.

    The contract of a waiver is its last day: a finding is set aside until then, not for ever.

    Put the matter right and take the waiver out, or have it renewed.

    Example: `- {code: NUM101, reason: Bản gốc viết như vậy, by: lanh-dao, until: 2021-06-30}` no longer holds on 1 July
    2021: both it and NUM101 are complained of.
    """,
)
reading(
    "DOC162",
    """A waiver sets aside what cannot be waived.

    The contract of waivers is that none touches approval and safety: nobody can waive that a text differs from the
    approved one (VER), or that content is unsafe (SEC).

    Put the matter right and take the waiver out.

    Example: `waivers: [{code: VER302, …}]` in a procedure that its author approved: the waiver is complained of, and
    VER302 stands.
    """,
)


@rule("DOC141", Severity.ERROR)
def file_name_differs(library: Library) -> Iterator[Complaint]:
    """The file of a controlled document is not named after its code.

    One finds a document by its code (ISO 9001, clause 7.5.2.a).

    Name the file after the code in small letters without diacritics, with dashes: QT.DN.01 is qt-dn-01.md.

    Example: QT.VP.02 in procedures/quy-trinh.md is complained of; the file is to be called qt-vp-02.md.
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

    A code names one document (ISO 9001, clause 7.5.2.a).

    Give the newer one a code of its own.

    Example: procedures/vp/qt-dn-01.md says `code: QT.DN.01`, which procedures/qt-dn-01.md has already.
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

    Documents of external origin are identified (ISO 9001, clause 7.5.3.2); the full number is the key of a legal
    document.

    Put both entries together in one.

    Example: records/legal/b.md says `number: 07/2016/NĐ-CP`, under which another file of the register stands already.
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


@rule("DOC144", Severity.ERROR)
def address_twice(library: Library) -> Iterator[Complaint]:
    """Two documents would stand on one page of the site.

    A document can be found and told from every other (ISO 9001, clauses 7.5.2.a and 7.5.3.1.a); of two with one address
    the site shows only one.

    Give the file of the newer one another name; for a controlled document that is another code.

    Example: procedures/dau-tu/qt-dt-01.md with the code QT.ĐT.01 and procedures/vp/qt-dt-01.md with the code QT.DT.01
    both want the page quy-trinh/qt-dt-01.
    """
    first: dict[str, Document[Kind]] = {}
    for document in library.documents:
        page = addresses.of(document)
        other = first.setdefault(page, document)
        if other.id != document.id:
            message = _(
                "{name} would stand on the same page of the site as {other}, {page}: give it another name.",
                name=document.path,
                other=other.path,
                page=page.removesuffix(".md"),
            )
            yield Complaint(document.place(), message, related=(other.place(),))


@rule("DOC151", Severity.WARNING)
def sample_left(library: Library) -> Iterator[Complaint]:
    """Sample data stands in a library that is not a sample.

    The agency answers for the truth of the documents it shows (Circular 26/2014/TT-BKHCN, Article 37.2.a); sample
    documents are for copying, and in a real library they claim deeds nobody did.

    Replace the text by the agency's own and take out `sample: true`. A library whose agency.yml says `sample: true` is
    not complained of.

    Example: QT.DN.01 says `sample: true` in a library whose agency.yml does not.
    """
    if library.agency.sample:
        return
    for document in library.documents:
        if document.meta.sample:
            message = _("{name} is still sample data: replace it by the agency's own.", name=document.id)
            yield Complaint(document.place("sample"), message)
