"""SEC: content that could run, lead out, or reach beyond the library. What the reader refuses is listed first."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from sotay import front_matter, masks
from sotay.findings import Place, Severity
from sotay.history import EXECUTABLE, SUBMODULE
from sotay.history import LINK as LINK_MODE
from sotay.lifecycle import lives
from sotay.messages import _
from sotay.rules import Complaint, reading, rule
from sotay.rules.references import LINK
from sotay.site import addresses, config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Library

reading(
    "SEC201",
    """The front matter nests deeper than 20 levels.

    The contract of the front matter is fields, lists and lists of fields; nothing that belongs there is so deep, and
    such files are made to break readers.

    Make it flatter.

    Example: A `title` made of thirty square brackets, one inside the other, is not read further.
    """,
)
reading(
    "SEC202",
    """The front matter is larger than 256 KB.

    The contract of the front matter is short fields; text belongs in the body.

    Move it there.

    Example: A `title` of 300,000 letters makes the front matter larger than 256 KB, and it is not read.
    """,
)
reading(
    "SEC203",
    """The front matter uses anchors or aliases.

    The contract of the front matter is that it says what it says where it stands; anchors and aliases let a small file
    grow without bound when it is read.

    Write the value out.

    Example: `number: &a 01/KH-CQM` with `title: *a` below it: write 01/KH-CQM twice.
    """,
)
reading(
    "SEC204",
    """The front matter uses a YAML tag.

    The contract of the front matter is plain values; tags ask a reader to build objects, not values.

    Write a plain value, or put the text in quotes.

    Example: `number: !!python/name:os.system x` asks for a function of the machine, and is not obeyed.
    """,
)
reading(
    "SEC301",
    """A file is a symbolic link.

    Documents are protected from loss of integrity (ISO 9001, clause 7.5.3.1.b); a link could lead out of the library,
    and what it shows can change without a trace.

    Put the file itself in its place.

    Example: records/plans/a.md is a link to /etc/passwd; it is named and not followed.
    """,
)
reading(
    "SEC302",
    """Something in the library is no ordinary file.

    The contract of a library is plain files in folders; a pipe or a device has no text that could be approved, and may
    keep who reads it waiting for ever.

    Take it out.

    Example: records/plans/a.md is a named pipe; it is named and not opened.
    """,
)
reading(
    "SEC303",
    """A folder of the library is a repository of its own.

    Changes are controlled (ISO 9001, clause 7.5.3.2.c); what stands in such a folder is not in this library's history,
    and changes without a trace.

    Put its files themselves in its place.

    Example: records/plans holds a .git of its own; nothing of records/plans is read.
    """,
)
reading(
    "SEC304",
    """Two names differ only in case or in how their letters are composed.

    A name identifies one document (ISO 9001, clause 7.5.2.a); on many machines these two are one file, and who opens
    one gets the other.

    Rename one of them.

    Example: records/plans/a.md and records/plans/A.md are two files on Linux and one on Windows.
    """,
)

reading(
    "SEC313",
    """A cell of a register begins as a formula does.

    Documents are protected from loss of integrity (ISO 9001, clause 7.5.3.1.b); who opens the register in a spreadsheet
    would have the machine run what a stranger typed as a name.

    Take away the sign that the cell, or the part of it behind a semicolon, begins with; a number with a sign may stay.

    Example: An `applicant` reads `=HYPERLINK("https://…")`; a `phone` of `+84 912 345 678` is none.
    """,
)

_ROOMS: Final = frozenset({"docs", "procedures", "records", "agency.yml"})
_MADE: Final = "build"
_GENERATED: Final = (
    addresses.PROCEDURES,
    addresses.RECORDS,
    addresses.LISTS,
    addresses.AGENDA,
    addresses.LAW,
    addresses.REPORTS,
    addresses.RULES,
)
_BEGINS_AS_CODE: Final = re.compile(r"[\W_]*[A-ZĐ]{2,5}[.-][A-ZĐ]{2,6}[.-][0-9]{2}")
_BETWEEN: Final = re.compile(r"[\W_]+")
_TITLE_FIELD: Final = re.compile(
    r"^[ \t\"']*title[\"']?[ \t]*:(.*(?:\n[ \t]+\S.*)*)", re.IGNORECASE | re.MULTILINE
)
_HEADING: Final = re.compile(
    r"^ {0,3}(?P<marks>#{1,6})(?P<atx>.+)$|^(?P<over>.*\S.*)\n {0,3}(?P<under>=+|-+)[ \t]*$|<h1\b[^>]*>(?P<tag>.*?)</h1",
    re.IGNORECASE | re.MULTILINE,
)
_SHOWN: Final = (".md", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".pdf")
_HTML: Final = re.compile(r"<(?:[a-zA-Z][a-zA-Z0-9-]*(?=[\s/>])|/[a-zA-Z]|!--|!\[CDATA)")
_CODE: Final = re.compile(
    r"^ {0,3}(?P<fence>`{3,}|~{3,})[^\n`]*\n.*?^ {0,3}(?P=fence)[`~]* *$"
    r"|(?<![\\`])(?P<ticks>`+)(?!`)[^\n]*?(?<!`)(?P=ticks)(?!`)",
    re.DOTALL | re.MULTILINE,
)


@rule("SEC101", Severity.ERROR)
def raw_html(library: Library) -> Iterator[Complaint]:
    """A text holds raw HTML.

    Documents are protected from improper use and loss of integrity (ISO 9001, clause 7.5.3.1.b); HTML can carry scripts
    into every reader's browser, and is lost in Word and PDF.

    Write it in Markdown.

    Example: `<script>alert(1)</script>` in the text of a plan is complained of; between back quotes, as code, it is
    only shown.
    """
    for document in library.documents:
        if "<" not in document.body:
            continue
        blanked = _CODE.sub(lambda code: " " * len(code[0]), document.body)
        if match := _HTML.search(blanked):
            yield Complaint(
                document.body_place(match.start()),
                _("The text holds raw HTML ({tag}): write it in Markdown.", tag=match[0]),
            )


@rule("SEC102", Severity.ERROR)
def unsafe_link(library: Library) -> Iterator[Complaint]:
    """A link runs a script, carries data, or reaches beyond the library.

    Documents are protected from improper use (ISO 9001, clause 7.5.3.1.b): only web addresses, mail addresses and paths
    inside the library are safe to press.

    Correct the link.

    Example: `[x](javascript:alert)` runs a script, and `[x](../../../../etc/passwd)` leads out of the library.
    """
    for document in library.documents:
        if "](" not in document.body:
            continue
        depth = document.path.count("/")
        for match in LINK.finditer(document.body):
            target = match[1]
            scheme = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", target)
            if (
                (scheme and scheme[1].lower() not in {"http", "https", "mailto"})
                or target.startswith("/")
                or target.count("../") > depth
            ):
                yield Complaint(
                    document.body_place(match.start()),
                    _("The link {target} is not safe: correct it.", target=target),
                )


@rule("SEC103", Severity.WARNING)
def link_out(library: Library) -> Iterator[Complaint]:
    """A text links to the internet.

    Documents are there where they are needed (ISO 9001, clause 7.5.3.1.a), and the library is read on an intranet
    without internet.

    Cite the source by name and number, or keep a copy as a record.

    Example: `[x](https://mau.example/)` in the text of a plan leads nowhere on the intranet.
    """
    for document in library.documents:
        if "://" not in document.body:
            continue
        for match in LINK.finditer(document.body):
            if match[1].lower().startswith(("http://", "https://")):
                yield Complaint(
                    document.body_place(match.start()),
                    _(
                        "The link {target} leads to the internet: cite the source by name instead.",
                        target=match[1],
                    ),
                )


@rule("SEC305", Severity.ERROR)
def distorted_by_attribute(library: Library) -> Iterator[Complaint]:
    """An attribute of git lets a file differ from what is in git, or hides its changes from a reader.

    Changes are controlled (ISO 9001, clause 7.5.3.2.c): what is reviewed must be what is published, byte for byte.

    Take the line out of `.gitattributes`.

    Example: `procedures/qt-vp-02.md -diff` in `.gitattributes` hides from the reviewer what a change makes of QT.VP.02.
    """
    for path, attributes in sorted(library.history.distorted.items()):
        if _room(path) in _ROOMS:
            message = _(
                "The attribute {attributes} bears on {path}: take the line out of .gitattributes.",
                attributes=", ".join(attributes),
                path=path,
            )
            yield Complaint(Place(path), message)


@rule("SEC306", Severity.ERROR)
def strange_mode(library: Library) -> Iterator[Complaint]:
    """Git holds a file of the library as a program, a link or a repository of its own.

    Documents are protected from improper use and loss of integrity (ISO 9001, clause 7.5.3.1.b): documents and records
    are plain files.

    Put the file itself in place of a link, and take the right to run off a program.

    Example: procedures/qt-vp-02.md was committed with the right to be run; `git update-index --chmod=-x
    procedures/qt-vp-02.md` takes it off.
    """
    seen = {finding.place.file for finding in library.findings}
    for path, held in sorted(library.history.tree.items()):
        if _room(path) not in _ROOMS or path in seen:
            continue
        if held.mode == EXECUTABLE:
            message = _(
                "{path} may be run as a program: `git update-index --chmod=-x {path}` takes that off.",
                path=path,
            )
        elif held.mode in {LINK_MODE, SUBMODULE}:
            message = _("Git holds {path} as a link or a repository: put the file itself there.", path=path)
        else:
            continue
        yield Complaint(Place(path), message)


@rule("SEC307", Severity.ERROR)
def page_among_generated(library: Library) -> Iterator[Complaint]:
    """A hand-written page stands where the engine puts the pages it makes.

    A document is known for what it is (ISO 9001, clause 7.5.2.a); a page in this place could pass for a controlled
    document or a record.

    Move it to another folder of `docs`.

    Example: docs/quy-trinh/xin-chao.md would stand on the site among the controlled documents.
    """
    for path in library.pages:
        room = _room(path.removeprefix("docs/")).casefold()
        if room.removesuffix(".md") in _GENERATED:
            message = _(
                "{path} would stand among the pages that the engine makes: move it to another folder.",
                path=path,
            )
            yield Complaint(Place(path), message)


@rule("SEC308", Severity.ERROR)
def masked_letters(library: Library) -> Iterator[Complaint]:
    """A text holds letters that nobody sees, or that look like others.

    What is read on the screen must be what was approved (ISO 9001, clause 7.5.3.1.b): such letters hide words, turn a
    line around, let one code pass for another, or give orders to a terminal. Fields and cells of registers are looked at
    too, and what an escape in quotes stands for.

    Take them out, or type the letter that is meant.

    Example: “Xem QT.DР.01.” where the Р is the Cyrillic letter that sounds R.
    """
    for document in library.documents:
        if found := masks.find(document.body):
            place, letter = found
            yield Complaint(document.body_place(place), masks.complaint(letter))


@rule("SEC309", Severity.ERROR)
def page_posing(library: Library) -> Iterator[Complaint]:
    """A hand-written page calls itself by the code of a controlled document.

    A code names one document (ISO 9001, clause 7.5.2.a); pages of `docs` are nobody's decision, and such a page could
    pass for the document.

    Link to the document instead, and give the page a name and a title of its own.

    Example: docs/f.md with the heading “QT.DN.01” is complained of; “Hướng dẫn nộp hồ sơ” with a link to QT.DN.01 is
    not.
    """
    if not library.from_folder:
        return
    seen = {finding.place.file for finding in library.findings if finding.code == "SEC309"}
    pages = [path for path in library.pages if path.endswith(".md") and path not in seen]
    known = {_plain(code) for code in (*lives(library), *library.procedures)} if pages else set()
    for path in pages:
        if any(_poses(title, known) for title in _titles(_text(library, path), path)):
            message = _(
                "{path} has the code of a controlled document in its title: give it a title of its own, and link to the document.",
                path=path,
            )
            yield Complaint(Place(path), message)


def _text(library: Library, path: str) -> str:
    try:
        return library.files.read(path).decode("utf-8", "replace")
    except OSError:
        return ""


def _titles(text: str, path: str) -> Iterator[str]:
    """Yield what the site may show as a page's title: the field, the first heading, and each of the first level."""
    text = text.replace("\r\n", "\n").removeprefix("\ufeff")
    yield str(front_matter.read(text, path).values.get("title", ""))
    head, _fence, body = text.partition("\n---" if text.startswith("---") else "\n\n")
    yield from _TITLE_FIELD.findall(head)
    prose = _CODE.sub(lambda code: "" if code["fence"] else code[0], body if text.startswith("---") else text)
    for index, heading in enumerate(_HEADING.finditer(prose)):
        if not index or heading["marks"] == "#" or heading["tag"] or (heading["under"] or "").startswith("="):
            yield heading["atx"] or heading["over"] or heading["tag"] or ""


def _poses(title: str, known: set[str]) -> bool:
    """Say whether a title begins as a code does, or holds one that is known, whatever stands for its dots."""
    plain = _plain(title)
    return bool(_BEGINS_AS_CODE.match(title)) or any(code in plain for code in known)


def _plain(title: str) -> str:
    seen = "".join(letter for letter in title if unicodedata.category(letter) != "Cf")
    return f".{_BETWEEN.sub('.', unicodedata.normalize('NFKC', seen).casefold()).strip('.')}."


@rule("SEC310", Severity.ERROR)
def memory_in_git(library: Library) -> Iterator[Complaint]:
    """Git holds a file in the folder where the engine keeps what it makes.

    The contract of the folder `build` is that the engine alone writes there (ISO 9001, clause 7.5.3.1.b: protected from
    loss of integrity); it would believe what a change brings.

    Take it out with `git rm -r --cached build`.

    Example: A commit that adds build/cache/texts is complained of.
    """
    made = [path for path in library.history.tree if _room(path).casefold() == _MADE]
    for path in sorted(made)[:1]:
        message = _(
            "{path} is in git, in the folder of what the engine makes: `git rm -r --cached {folder}` takes it out.",
            path=path,
            folder=_room(path),
        )
        yield Complaint(Place(path), message)


@rule("SEC311", Severity.ERROR)
def strange_settings(library: Library) -> Iterator[Complaint]:
    """The library's mkdocs.yml sets what is the engine's to set.

    What is published must be what was approved (ISO 9001, clause 7.5.3.1.b); this file can run programs while the site
    is built, and put scripts into every page, so that the site says something else.

    Take the setting out; a library settles names, addresses, the menu and colours.

    Example: `hooks: [docs/h.py]` would run docs/h.py with every build.
    """
    if library.from_folder:
        for name in config.NAMES:
            for line, message in config.strange_settings(library.files, name):
                yield Complaint(Place(name, line), message)


def _room(path: str) -> str:
    return path.partition("/")[0]


@rule("SEC312", Severity.ERROR)
def page_that_could_run(library: Library) -> Iterator[Complaint]:
    """A hand-written page holds raw HTML, or a file beside it is neither a page, a picture nor a PDF.

    Documents are protected from improper use (ISO 9001, clause 7.5.3.1.b); such a file goes to every reader's browser
    as it is: it can run there, or look like any page of the site.

    Write the page in Markdown, and keep pictures as PNG, JPEG, GIF or WebP.

    Example: docs/huong-dan/b.html is complained of whatever it holds, and docs/huong-dan/a.md for `<b onclick="x()">`.
    """
    for path in library.pages if library.from_folder else ():
        if not path.lower().endswith(_SHOWN) and not path.endswith("/.gitkeep"):
            message = _(
                "{path} would go to the site as it is: write it as a page in Markdown, or take it out.",
                path=path,
            )
            yield Complaint(Place(path), message)
        elif path.endswith(".md"):
            written = _text(library, path).replace(addresses.STATE_MARK, " " * len(addresses.STATE_MARK))
            blanked = _CODE.sub(lambda code: " " * len(code[0]), written)
            if match := _HTML.search(blanked):
                line = blanked.count("\n", 0, match.start()) + 1
                column = match.start() - (blanked.rfind("\n", 0, match.start()) + 1) + 1
                yield Complaint(
                    Place(path, line, column),
                    _("The text holds raw HTML ({tag}): write it in Markdown.", tag=match[0]),
                )
