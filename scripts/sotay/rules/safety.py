"""SEC: content that could run, lead out, or reach beyond the library. What the reader refuses is listed first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sotay.findings import Severity
from sotay.messages import _
from sotay.rules import Complaint, reading, rule
from sotay.rules.references import LINK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.library import Library

reading(
    "SEC201",
    """The front matter nests deeper than 20 levels.

    Nothing that belongs there is so deep; such files are made to break readers. Make it flatter.
    """,
)
reading(
    "SEC202",
    """The front matter is larger than 256 KB.

    Fields are short; text belongs in the body. Move it there.
    """,
)
reading(
    "SEC203",
    """The front matter uses anchors or aliases.

    They let a small file grow without bound when it is read. Write the value out.
    """,
)
reading(
    "SEC204",
    """The front matter uses a YAML tag.

    Tags ask a reader to build objects, not values. Write a plain value, or put the text in quotes.
    """,
)
reading(
    "SEC301",
    """A file is a symbolic link.

    It could lead out of the library, and what it shows can change without a trace. Put the file itself in its place.
    """,
)
reading(
    "SEC302",
    """Something in the library is no ordinary file.

    Take it out.
    """,
)

_HTML: Final = re.compile(r"<(?:[a-zA-Z][a-zA-Z0-9-]*(?=[\s/>])|/[a-zA-Z]|!--|!\[CDATA)")
_CODE: Final = re.compile(r"```.*?```|~~~.*?~~~|`[^`\n]*`", re.DOTALL)


@rule("SEC101", Severity.ERROR)
def raw_html(library: Library) -> Iterator[Complaint]:
    """A text holds raw HTML.

    HTML can carry scripts into every reader's browser, and is lost in Word and PDF. Write it in Markdown.
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

    Only web addresses, mail addresses and paths inside the library are safe to press. Correct the link.
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

    The library is read on an intranet without internet. Cite the source by name and number, or keep a copy as a record.
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
