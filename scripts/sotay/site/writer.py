"""Filling in a page: the templates, the links between pages, and what things are called; shared by every room."""

from __future__ import annotations

import posixpath
import re
from datetime import date, datetime
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sotay.calendar_vn import write_short
from sotay.compiled import compiled
from sotay.editor import pages as editor
from sotay.findings import CODE
from sotay.kinds.approval import Approval
from sotay.kinds.base import NOT_STATED, Kind, OfficialRecord, label_of
from sotay.kinds.baseline import Baseline
from sotay.kinds.legal import LegalDocument
from sotay.kinds.procedure import ControlledDocument
from sotay.lifecycle import document_in_force
from sotay.messages import _, language
from sotay.outputs.timeline_text import SHOWN
from sotay.report.fact_names import fact_name
from sotay.report.facts import called_later, citation
from sotay.report.markdown import CITATION, plain
from sotay.rules.references import LINK
from sotay.site import addresses, backlinks, prose_links
from sotay.site.shelf import shelves

if TYPE_CHECKING:
    from collections.abc import Callable

    from sotay.history import Commit
    from sotay.library import Document, Library

TEMPLATES: Final = Path(__file__).parent / "templates"
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]|#])")
_WORDS: Final = re.compile(r'\{\{ _\("([^"\\{}]+)"\) \}\}')
_BEFORE: Final = 40
"""Characters before a citation in which its type may stand."""


def text(value: object) -> str:
    """Write a value as Markdown text that shows it as it is, in a table cell too."""
    if value is None or value == "":
        return ""
    return _shown(str(value))


@lru_cache(maxsize=1 << 14)  # who does a step, where a record is kept: one page says it as the other
def _shown(value: str) -> str:
    shown = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")
    return _SPECIAL.sub(r"\\\1", shown)


def sentence(value: str) -> str:
    """Write what a rule says as Markdown text that shows it as it is, with the fields that it names as code."""
    return "".join(part if CODE.fullmatch(part) else text(part) for part in CODE.split(value))


class _Worded(FileSystemLoader):
    """Reads templates with their plain words in the language in use, which are then looked up once and not on every page."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return the template, where it stands, and what says whether it is still so."""
        source, place, is_current = super().get_source(environment, template)
        return _WORDS.sub(lambda words: _(words[1]), source), place, is_current


class Writer:
    """Writes the pages of one library on one day, in the language in use when it is made."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.environment = Environment(
            loader=_Worded(TEMPLATES),
            bytecode_cache=compiled(),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,  # noqa: S701 (Markdown, not HTML; values go through the filter `text`)
        )
        self.environment.filters |= {
            "text": text,
            "plain": plain,
            "day": _day,
            "trace": _trace,
            "moment": _moment,
            "number": write_number,
        }
        self.environment.globals |= {
            "_": _,
            "library": library,
            "agency": library.agency.names_on(library.as_of),
            "leading_here": partial(backlinks.leading_here, library),
            "called": self.name,
            "file": self.file,
            "fact_name": partial(fact_name, library),
            "form_of": self.form_of,
        }

    def render(self, template: str, page: str, **values: Any) -> str:
        """Fill in a template for the page at a staged path."""

        def link(target: str | None, words: object) -> str:
            return f"[{text(words)}]({addresses.relative(target, page)})" if target else text(words)

        def to(document: Document[Kind], words: object) -> str:
            return link(addresses.of(document), words)

        filled = self.environment.get_template(template).render(
            page=page,
            link=link,
            to=to,
            prose=partial(self.linked, page=page),
            said=partial(self.said, page=page),
            **values,
        )
        while "\n\n\n" in filled:
            filled = filled.replace("\n\n\n", "\n\n")
        return filled

    def prose(self, document: Document[Kind], page: str) -> str:
        """Return a document's body with citations, links, codes and numbers leading to pages of the site."""
        return self.relink(document.body.strip(), document.path, page)

    def cited(self, match: re.Match[str]) -> tuple[Document[Kind] | None, str]:
        """Return what a citation means and what it is called there: its number alone where the words before say its type."""
        name = match[1].strip()
        found = self.library.by_id.get(name) or self.library.legal.get(name)
        words = self.name(found) if found else called_later(self.library, name) or name
        if found is None or isinstance(found.meta, LegalDocument):
            kind, _space, number = words.rpartition(" ")
            before = match.string[max(0, match.start() - _BEFORE) : match.start()].rstrip()
            if kind and before.removesuffix(" số").lower().endswith(kind.lower()):
                return found, number
        return found, words

    def in_words(self, document: Document[Kind]) -> str:
        """Return a document's body for paper, where citations and links are words alone."""
        cited = CITATION.sub(lambda match: plain(self.cited(match)[1]), document.body.strip())
        return LINK.sub(lambda match: match[0][1 : match[0].index("]")], cited)

    def relink(self, body: str, source: str, page: str) -> str:
        """Return a body of the file ``source`` with citations, links, codes and numbers leading to pages of the site."""

        def cite(match: re.Match[str]) -> str:
            target, words = self.cited(match)
            if target is None:
                return text(words) if called_later(self.library, match[1].strip()) else match[0]
            shelf = shelves(self.library).get(target.id)
            remark = f" ({shelf.main.remark})" if shelf and shelf.main.remark else ""
            return f"[{text(words)}]({addresses.relative(addresses.of(target), page)}){remark}"

        def follow(match: re.Match[str]) -> str:
            target, hash_, anchor = match[1].partition("#")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
            address = addresses.of_path(path) if target and not source.startswith("docs/") else None
            if address is None:
                return match[0]
            place = "" if path in self._elsewhere else hash_ + anchor
            return match[0].replace(match[1], addresses.relative(address, page) + place)

        return prose_links.linked(self.library, CITATION.sub(cite, LINK.sub(follow, body)), page)

    @cached_property
    def _elsewhere(self) -> frozenset[str]:
        """The files whose text is not the one at their address: a place in the one is no place in the other."""
        return frozenset(
            document.path
            for code, document in self.library.procedures.items()
            if shelves(self.library)[code].main.document is not document
        )

    def name(self, document: Document[Kind]) -> str:
        """Return what a document is called in a list; a controlled one as its text in force has it."""
        meta = document.meta
        if isinstance(meta, ControlledDocument):
            current = document_in_force(self.library, meta.code)
            return f"{meta.code} {current.meta.title if current else meta.title}"
        if isinstance(meta, LegalDocument):
            return f"{meta.type} {meta.number}"
        if isinstance(meta, OfficialRecord):
            return citation(self.library, document).text  # type: ignore[arg-type]  # checked just above
        if isinstance(meta, Approval):
            return _(
                "{kind} {code} version {version} of {day} ({role})",
                kind=meta.label,
                code=meta.code,
                version=meta.version,
                day=write_short(meta.date),
                role=meta.role,
            )
        if isinstance(meta, Baseline):
            return _("{kind} of {day}", kind=meta.label, day=write_short(meta.date))
        return document.id

    def file(self, path: str) -> str:
        """Return what the document in a file is called, a controlled one by its code; the file's own name where there is none."""
        document = self.library.by_path.get(path)
        if document is None:
            return posixpath.basename(path)
        return document.meta.code if isinstance(document.meta, ControlledDocument) else self.name(document)

    def form_of(self, kind: str) -> str:
        """Return the staged address of an empty form of a kind; without an editor, of the page that says how to add one."""
        page = editor.address(self.library)
        return f"{page}{editor.new(kind)}" if page == editor.PAGE else page

    def person(self, identifier: str, day: date) -> str:
        """Return name and position of a person, as they were on ``day``."""
        person = self.library.agency.person(identifier, day)
        return f"{person.name}, {person.position}" if person else identifier

    def linked(self, words: object, page: str) -> str:
        """Write what is said as it is, its codes and numbers as links."""
        return prose_links.linked(self.library, text(words), page)

    def said(self, words: str, page: str) -> str:
        """Write what a rule says: its codes and numbers as links, the fields that it names as code."""
        return prose_links.linked(self.library, sentence(words), page)

    def value(self, value: object, page: str, day: date) -> str:
        """Write the value of a field, references as links, people and divisions as on ``day`` or on a part's own ``date``."""
        if isinstance(value, tuple):
            return "; ".join(self.value(item, page, day) for item in value)
        if hasattr(value, "model_fields_set"):
            parts = type(value).model_fields.items()  # type: ignore[attr-defined]
            own = getattr(value, "date", day)
            return ", ".join(
                f"{text(label_of(info))}: {self.value(getattr(value, name), page, own)}"
                for name, info in parts
                if name in value.model_fields_set
            )
        target = self.library.by_id.get(value) if isinstance(value, str) else None
        if target is not None:
            return f"[{text(self.name(target))}]({addresses.relative(addresses.of(target), page)})"
        if value == NOT_STATED:
            return f"*{NOT_STATED}*"
        if isinstance(value, str):
            if later := called_later(self.library, value):
                return text(later)
            return self.linked(self.library.agency.division_name(self.person(value, day), day), page)
        return text(_day(value) if isinstance(value, date) else write_number(value))


def _day(value: date | None) -> str:
    return write_short(value) if value is not None else ""


def _trace(commit: Commit) -> str:
    """Write what finds a commit again, for those who prove."""
    return _("trace code {digits}", digits=f"`{commit.id[:SHOWN]}`")


def _moment(said: str) -> str:
    """Write the day and the hour of a moment in ISO 8601, by the clock that it names."""
    moment = datetime.fromisoformat(said)
    return f"{write_short(moment.date())} {moment:%H:%M}"


def write_number(value: object) -> str:
    """Write a number, or yes and no, in the language in use."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int) and value >= 10_000:  # noqa: PLR2004 (years stay whole)
        return f"{value:,}".replace(",", ".") if language() == "vi" else f"{value:,}"
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",") if language() == "vi" else f"{value:g}"
    return str(value)
