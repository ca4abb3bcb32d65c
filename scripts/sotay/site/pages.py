"""The pages of the site, each a Markdown text made from the library; the words stand in the templates beside."""

from __future__ import annotations

import json
import posixpath
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sotay import rules
from sotay.calendar_vn import write_short
from sotay.findings import Severity
from sotay.fingerprint import fingerprint
from sotay.kinds import all_kinds
from sotay.kinds.base import NOT_STATED, Kind, OfficialRecord, label_of
from sotay.kinds.dossier import Dossier
from sotay.kinds.legal import LegalDocument
from sotay.kinds.procedure import ControlledDocument
from sotay.legal import Standing
from sotay.lifecycle import State, approving_issue, state_of
from sotay.messages import _, language
from sotay.registers import count_dossiers
from sotay.report.facts import citation, percent
from sotay.report.markdown import CITATION, plain
from sotay.rules.references import LINK
from sotay.schema import all_schemas
from sotay.site import addresses
from sotay.site.names import kind_name, relation_name, severity_name, standing_name, state_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.findings import Finding
    from sotay.library import Document, Library
    from sotay.pipeline import Check

TEMPLATES: Final = Path(__file__).parent / "templates"
STATE_MARK: Final = "<!-- sotay: state -->"
_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]|#])")


def text(value: object) -> str:
    """Write a value as Markdown text that shows it as it is, in a table cell too."""
    if value is None or value == "":
        return ""
    shown = str(value).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", " ")
    return _SPECIAL.sub(r"\\\1", shown)


class Pages:
    """Every page of one library on one day."""

    def __init__(self, library: Library, check: Check) -> None:
        self.library = library
        self.check = check
        self.environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,  # noqa: S701 (Markdown, not HTML; values go through the filter `text`)
        )
        self.environment.filters |= {"text": text, "plain": plain, "day": _day, "number": _number}
        self.environment.globals |= {
            "_": _,
            "library": library,
            "agency": library.agency.names_on(library.as_of),
        }

    def all(self) -> dict[str, bytes]:
        """Return staged path → bytes of every page that the library itself gives."""
        found: dict[str, str] = {}
        for entry in (
            self._hand_written(),
            self._controlled(),
            self._records(),
            self._law(),
            self._catalogue(),
        ):
            found.update(entry)
        pages = {path: content.encode() for path, content in found.items()}
        for path in self.library.pages:
            if not path.endswith(".md"):
                pages[path.removeprefix("docs/")] = (self.library.root / path).read_bytes()
        for name, schema in all_schemas().items():
            content = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
            pages[f"{addresses.RULES}/schema/{name}.json"] = content.encode()
        return pages

    def render(self, template: str, page: str, **values: Any) -> str:
        """Fill in a template for the page at a staged path."""

        def link(target: str | None, words: object) -> str:
            return f"[{text(words)}]({addresses.relative(target, page)})" if target else text(words)

        def to(document: Document[Kind], words: object) -> str:
            return link(addresses.of(document), words)

        filled = self.environment.get_template(template).render(page=page, link=link, to=to, **values)
        return re.sub(r"\n{3,}", "\n\n", filled)

    def prose(self, document: Document[Kind], page: str) -> str:
        """Return a document's body with citations and links leading to pages of the site."""
        return self._relink(document.body.strip(), document.path, page)

    def _relink(self, body: str, source: str, page: str) -> str:
        def cite(match: re.Match[str]) -> str:
            target = self.library.by_id.get(match[1].strip()) or self.library.legal.get(match[1].strip())
            return (
                f"[{text(self.name(target))}]({addresses.relative(addresses.of(target), page)})"
                if target
                else match[0]
            )

        def follow(match: re.Match[str]) -> str:
            target, hash_, anchor = match[1].partition("#")
            path = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
            address = addresses.of_path(path) if target and not source.startswith("docs/") else None
            return (
                match[0].replace(match[1], addresses.relative(address, page) + hash_ + anchor)
                if address
                else match[0]
            )

        return CITATION.sub(cite, LINK.sub(follow, body))

    def name(self, document: Document[Kind]) -> str:
        """Return what a document is called in a list."""
        meta = document.meta
        if isinstance(meta, ControlledDocument):
            return f"{meta.code} {meta.title}"
        if isinstance(meta, LegalDocument):
            return f"{meta.type} {meta.number}"
        if isinstance(meta, OfficialRecord):
            return citation(self.library, document).text  # type: ignore[arg-type]  # checked just above
        return document.id

    def _hand_written(self) -> Iterator[tuple[str, str]]:
        for path in self.library.pages:
            if path.endswith(".md"):
                page = path.removeprefix("docs/")
                body = (self.library.root / path).read_text(encoding="utf-8")
                if STATE_MARK in body:
                    body = body.replace(STATE_MARK, self._state(page))
                yield page, self._relink(body, path, page)

    def _state(self, page: str) -> str:
        library = self.library
        counts = {severity: sum(f.severity is severity for f in self.check.findings) for severity in Severity}
        open_impacts = [
            i
            for i in library.impacts
            if i.in_force and i.standing in {Standing.PENDING, Standing.OVERDUE, Standing.UPCOMING}
        ]
        figures = (
            count_dossiers(library.dossiers, library.as_of.year, library.as_of) if library.registers else None
        )
        return self.render(
            "state.md.j2",
            page,
            in_force=library.in_force,
            drafts=sum(
                state_of(library, d, library.as_of) is State.DRAFT for d in library.procedures.values()
            ),
            errors=counts[Severity.ERROR],
            warnings=counts[Severity.WARNING],
            impacts=open_impacts,
            figures=figures,
            percent=percent,
            closed=library.agency.as_of is not None,
            findings_page=f"{addresses.RULES}/ket-qua.md",
            procedures_page=f"{addresses.PROCEDURES}/index.md",
            law_page=f"{addresses.LAW}/index.md",
            reports_page=f"{addresses.REPORTS}/index.md",
        )

    def _controlled(self) -> Iterator[tuple[str, str]]:
        library = self.library
        page = f"{addresses.PROCEDURES}/index.md"
        rows = [
            (document, state_of(library, document, library.as_of), self._division(document.meta.division))
            for _code, document in sorted(library.procedures.items())
        ]
        yield page, self.render("procedures.md.j2", page, rows=rows, state_name=state_name)
        for document, state, division in rows:
            page = addresses.of(document)
            issue = approving_issue(library, document)
            values = {
                "document": document,
                "meta": document.meta,
                "state": state,
                "state_name": state_name(state),
                "division": division,
                "issue": issue,
                "decision_name": self.name(issue.decision) if issue else None,
                "people": {
                    name: self._person(getattr(document.meta, name))
                    for name in ("prepared_by", "reviewed_by", "approved_by")
                },
                "bases": self.bases(document),
                "impacts": [i for i in library.impacts if i.procedure is document],
                "standing_name": standing_name,
                "fingerprint": fingerprint(document),
                "body": self.prose(document, page),
                "kind_name": kind_name(document.meta.kind),
                "downloads": [
                    f"{posixpath.basename(page).removesuffix('.md')}.{suffix}" for suffix in ("pdf", "docx")
                ],
            }
            yield page, self.render("procedure.md.j2", page, **values)

    def bases(
        self, document: Document[ControlledDocument]
    ) -> list[tuple[Document[LegalDocument] | None, str, str | None]]:
        """Return the legal basis of a document: entry in the register, number, articles."""
        meta = document.meta
        return [
            (self.library.legal.get(number), number, self._articles(meta, number))
            for number in meta.basis_numbers
        ]

    def _articles(self, meta: ControlledDocument, number: str) -> str | None:
        return next(
            (b.articles for b in meta.legal_basis if not isinstance(b, str) and b.number == number), None
        )

    def _division(self, code: str) -> str:
        division = self.library.agency.division(code)
        return division.name if division else code

    def _person(self, identifier: str) -> str:
        person = self.library.agency.person(identifier, self.library.as_of)
        return f"{person.name}, {person.position}" if person else identifier

    def _records(self) -> Iterator[tuple[str, str]]:
        groups = [
            (
                kind,
                sorted(
                    self.library.of(kind),
                    key=lambda d: (d.meta.serves, str(d.meta.date or ""), d.path),
                    reverse=True,
                ),
            )
            for kind in all_kinds()
            if issubclass(kind, OfficialRecord)
        ]
        page = f"{addresses.RECORDS}/index.md"
        years = sorted({d.meta.serves for _kind, documents in groups for d in documents}, reverse=True)
        yield (
            page,
            self.render(
                "records.md.j2", page, groups=groups, years=years, name=self.name, registers=self._registers()
            ),
        )
        for _kind, documents in groups:
            for document in documents:
                page = addresses.of(document)
                yield page, self._record(document, page)
        for path, year, figures in self._registers():
            page = addresses.of_path(path) or ""
            yield (
                page,
                self.render(
                    "register.md.j2",
                    page,
                    path=path,
                    year=year,
                    figures=figures,
                    percent=percent,
                    rows=self._dossier_rows(path),
                ),
            )

    def _registers(self) -> list[tuple[str, int, Any]]:
        found = []
        for path in self.library.registers:
            stem = posixpath.basename(path).removesuffix(".csv")
            year = int(stem) if stem.isdigit() else self.library.as_of.year
            rows = [row for row in self.library.dossiers if row.file == path]
            found.append((path, year, count_dossiers(rows, year, self.library.as_of)))
        return found

    def _dossier_rows(self, path: str) -> list[Dossier]:
        return [row.dossier for row in self.library.dossiers if row.file == path]

    def _record(self, document: Document[OfficialRecord], page: str) -> str:
        meta = document.meta
        commit = self.library.history.last.get(document.path)
        fields = [
            (str(label_of(info)), self._value(getattr(meta, name), page))
            for name, info in type(meta).model_fields.items()
            if name in meta.model_fields_set and name not in {"tags", "sample", "waivers", "note"}
        ]
        return self.render(
            "record.md.j2",
            page,
            document=document,
            meta=meta,
            kind=type(meta),
            title=self.name(document),
            fields=fields,
            body=self.prose(document, page),
            commit=commit,
        )

    def _value(self, value: object, page: str) -> str:
        if isinstance(value, tuple):
            return "; ".join(self._value(item, page) for item in value)
        if hasattr(value, "model_fields_set"):
            parts = type(value).model_fields.items()  # type: ignore[attr-defined]
            return ", ".join(
                f"{text(label_of(info))}: {self._value(getattr(value, name), page)}"
                for name, info in parts
                if name in value.model_fields_set
            )
        target = self.library.by_id.get(value) if isinstance(value, str) else None
        if target is not None:
            return f"[{text(self.name(target))}]({addresses.relative(addresses.of(target), page)})"
        if value == NOT_STATED:
            return f"*{NOT_STATED}*"
        if isinstance(value, str):
            person = self.library.agency.person(value, self.library.as_of)
            return text(f"{person.name}, {person.position}" if person else value)
        return text(_day(value) if isinstance(value, date) else _number(value))

    def _law(self) -> Iterator[tuple[str, str]]:
        library = self.library
        page = f"{addresses.LAW}/index.md"
        laws = sorted(
            library.of(LegalDocument),
            key=lambda d: (str(d.meta.takes_effect or ""), d.meta.number),
            reverse=True,
        )
        touched_by: dict[str, list[tuple[Document[LegalDocument], str]]] = {}
        for law in laws:
            for relation in law.meta.relations:
                touched_by.setdefault(relation.target, []).append((law, relation.kind))
        common = {"relation_name": relation_name, "standing_name": standing_name, "touched_by": touched_by}
        impacts = library.impacts
        yield page, self.render("laws.md.j2", page, laws=laws, impacts=impacts, **common)
        for law in laws:
            page = addresses.of(law)
            yield (
                page,
                self.render(
                    "law.md.j2",
                    page,
                    law=law,
                    meta=law.meta,
                    impacts=[impact for impact in impacts if impact.law is law],
                    person=self._person,
                    body=self.prose(law, page),
                    resting=[
                        d for d in library.procedures.values() if law.meta.number in d.meta.basis_numbers
                    ],
                    **common,
                ),
            )

    def _catalogue(self) -> Iterator[tuple[str, str]]:
        page = f"{addresses.RULES}/index.md"
        catalogue = rules.catalogue()
        families = [
            (code, name, [r for r in catalogue if r.code.startswith(code)])
            for code, name in rules.FAMILIES.items()
        ]
        yield page, self.render("rules.md.j2", page, families=families, severity_name=severity_name)
        page = f"{addresses.RULES}/ket-qua.md"
        yield (
            page,
            self.render(
                "findings.md.j2", page, check=self.check, severity_name=severity_name, page_of=self._page_of
            ),
        )
        page = f"{addresses.RULES}/loai-van-ban.md"
        kinds = [
            (kind, [(i.alias or n, label_of(i), i) for n, i in kind.model_fields.items()])
            for kind in all_kinds()
        ]
        yield page, self.render("kinds.md.j2", page, kinds=kinds, schemas=list(all_schemas()))

    def _page_of(self, finding: Finding) -> str | None:
        return addresses.of_path(finding.place.file)


def _day(value: date | None) -> str:
    return write_short(value) if value is not None else ""


def _number(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int) and value >= 10_000:  # noqa: PLR2004 (years stay whole)
        return f"{value:,}".replace(",", ".") if language() == "vi" else f"{value:,}"
    if isinstance(value, float):
        return f"{value:g}".replace(".", ",") if language() == "vi" else f"{value:g}"
    return str(value)
