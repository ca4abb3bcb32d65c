"""RVW4: what the report says of the law and of the scope of the system, held against the register and the declaration."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import write_short
from sotay.findings import Severity
from sotay.kinds.declaration import Declaration
from sotay.legal.impact import assessed, impacts, laws_of_year
from sotay.lifecycle import in_force
from sotay.messages import _
from sotay.review.desk import is_of
from sotay.review.remarks import Objection, check, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.kinds.legal import LegalDocument
    from sotay.library import Document, Library
    from sotay.review.desk import Desk
    from sotay.review.paper import Block

_TEXTS: Final = r"(?:VBQPPL|(?:văn bản\s)?QPPL|(?:văn bản\s)?quy phạm pháp luật)"
_CLAIM: Final = re.compile(
    rf"không (?:có|phát sinh|ban hành)\s[^.;]{{0,30}}{_TEXTS}[^.;]{{0,12}}\bmới\b"
    rf"|không (?:có|phát sinh)\s(?:sự\s)?thay đổi[^.;]{{0,30}}{_TEXTS}"
    rf"|(?:không|chưa) (?:có|phát sinh)\s{_TEXTS}\s(?:nào\s)?(?:liên quan\s)?(?:được\s|bị\s|có\s)?(?:sự\s)?(?:thay đổi|sửa đổi)"
    r"(?=\s?(?:[.,;:)]|\Z|liên quan|trong|hoặc|và|mới|bổ sung|so với))"
    rf"|chưa (?:có|phát sinh|ban hành)\s[^.;]{{0,30}}{_TEXTS}[^.;]{{0,12}}\bmới\b"
    r"(?![^.;,]{0,40}\b(?:hướng dẫn|quy định|thay thế|điều chỉnh|thay cho|cập nhật|rà soát))",
    re.IGNORECASE,
)
"""No new law; that none changes one thing is not the same, nor that guidance which is waited for has not come."""
_BUT: Final = re.compile(r"[^.;]{0,60}?\bchưa\b", re.IGNORECASE)
"""No new law that is not yet in the system: that one is not the same."""
_PARTLY: Final = re.compile(r"lĩnh vực|\bquý\b|\btháng\b|từ ngày", re.IGNORECASE)
_ASIDE: Final = re.compile(r"\([^()]{0,400}\)")
_WIDENS: Final = re.compile(r"(mở rộng|thu hẹp|điều chỉnh)\s(?:\w+\s){0,2}phạm vi", re.IGNORECASE)
_ADDS: Final = re.compile(r"mở rộng|thu hẹp|phạm vi", re.IGNORECASE)
_STAYS: Final = re.compile(
    r"(?:không|chưa)\s(?:có\s)?(?:sự\s)?(?:thay đổi|điều chỉnh|mở rộng|thu hẹp)[^.;]{0,60}?\bphạm vi(?: áp dụng)?"
    r"|giữ nguyên\s(?:\w+\s){0,2}phạm vi(?: áp dụng)?|phạm vi[^.;]{0,40}?\bkhông (?:thay đổi|điều chỉnh|mở rộng)",
    re.IGNORECASE,
)
"""The scope stays as it is."""
_CHANGED: Final = re.compile(
    r"(?<!chưa )(?<!không )\bđã (?:được )?(?:mở rộng|thu hẹp|điều chỉnh) phạm vi[^.;]{0,60}", re.IGNORECASE
)
_YEAR: Final = re.compile(r"\bnăm\s+(20\d\d)\b", re.IGNORECASE)


@check("RVW401", Severity.ERROR)
def law_did_change(desk: Desk) -> Iterator[Objection]:
    """The report says that there was no new law, and the register says otherwise.

    Changes of law are brought into the system within three months (Decision 19/2014/QĐ-TTg, Article 4.4.a; Circular
    26/2014/TT-BKHCN, Article 7.2.i); a law that took effect and that nobody has judged is not one without consequences.

    Name the laws, with what was changed because of each and when; have those judged that nobody has judged.

    Example: `Trong năm 2021, không có văn bản QPPL mới nào …`, while a procedure in force rests on a law replaced on 1/1/2021.
    """
    for block, match, year, library in _claims(desk):
        laws = {law.meta.number: law for law in laws_of_year(library, year)}
        hit: dict[str, list[str]] = {}
        for impact in impacts(library):
            if impact.in_force and impact.law.meta.number in laws:
                hit.setdefault(impact.law.meta.number, []).append(impact.procedure.meta.code)
        against = [law for number, law in laws.items() if number in hit or not assessed(library, law)]
        if against:
            listed = "; ".join(
                _("{law}: procedures {codes}", law=_told(law), codes=", ".join(hit[law.meta.number]))
                if law.meta.number in hit
                else _("{law}: not assessed", law=_told(law))
                for law in against
            )
            message = _(
                "The report says that {year} brought no new law; the register has {count} that took effect: {laws}. Name them, and "
                "what was done.",
                year=year,
                count=len(against),
                laws=listed,
            )
            yield within(block, match.start(), match.end(), message)


@check("RVW402", Severity.INFO)
def no_law_rests_on_assessments(desk: Desk) -> Iterator[Objection]:
    """The report says that there was no new law, which holds only because the registered ones were judged without consequence.

    The inspecting unit sees the laws that took effect and asks why none concerned the agency (Circular 26/2014/TT-BKHCN, Articles
    36.2.d and 37.1).

    Name the laws and their assessment in the row, or enclose the assessments.

    Example: twelve laws of 2021 are in the register, all assessed as `không liên quan`, and the report names none.
    """
    for block, match, year, library in _claims(desk):
        laws = laws_of_year(library, year)
        hit = {impact.law.meta.number for impact in impacts(library) if impact.in_force}
        named = {cited.number for cited in desk.cited}
        if any(law.meta.number in hit or not assessed(library, law) for law in laws):
            continue
        unnamed = [law for law in laws if law.meta.number not in named]
        if unnamed:
            message = _(
                "The report says that {year} brought no new law; the register has {count} that took effect, each assessed as of no "
                "consequence: {laws}. Name them with their assessment, for the inspecting unit will ask.",
                year=year,
                count=len(unnamed),
                laws="; ".join(map(_told, unnamed)),
            )
            yield within(block, match.start(), match.end(), message)


def _claims(desk: Desk) -> Iterator[tuple[Block, re.Match[str], int, Library]]:
    """Yield where the report says that a year brought no new law, with the library that may know better."""
    if desk.library is None or not is_of(desk, desk.library):
        return
    for block in desk.paper.written:
        match = _CLAIM.search(block.text)
        if match is None or _BUT.match(block.text, match.end()):
            continue
        if not _PARTLY.search(block.text, max(0, match.start() - 60), match.start()):
            said = _YEAR.search(block.around(match.start(), match.end(), 60, 120))
            year = int(said[1]) if said else desk.year
            if year is not None:
                yield block, match, year, desk.library


def _told(law: Document[LegalDocument]) -> str:
    """Name a law with the first day on which it held, and whether that was seen in the official text."""
    days = [(effect.from_, effect.verified) for effect in law.meta.effects if effect.from_ is not None]
    if not days:
        return law.meta.number
    day, verified = min(days)
    if verified:
        return _("{law} from {day}", law=law.meta.number, day=write_short(day))
    return _("{law} from {day} (day not verified)", law=law.meta.number, day=write_short(day))


@check("RVW403", Severity.WARNING)
def money_widens_the_scope(desk: Desk) -> Iterator[Objection]:
    """The estimate pays for another scope, and the plan does not say which.

    A wider or narrower scope is declared anew (Decision 19/2014/QĐ-TTg, Article 4.4.c); what it takes in is part of the plan, and
    the money follows it (Circular 116/2015/TT-BTC, Article 4).

    Say in the plan which procedures are added, and when the system is declared anew; or name in the estimate what the money is
    for.

    Example: `Mở rộng phạm vi áp dụng`, 18.000.000 VNĐ, in the estimate, while the plan only keeps the system up.
    """
    ordered = desk.paper.blocks
    if not desk.plan:
        return
    start = ordered.index(desk.plan[0])
    words = [_STAYS.sub("", _ASIDE.sub("", block.text)) for block in ordered[start:] if not block.table]
    if not any(_ADDS.search(text) for text in words):
        for block, match in _paid_for(desk):
            message = _(
                "The estimate pays for “{words}”, which the plan does not speak of: say in the plan what is added, and when the "
                "system is declared anew.",
                words=block.text,
            )
            yield within(block, match.start(), match.end(), message, desk.plan[0].place)


def _paid_for(desk: Desk) -> Iterator[tuple[Block, re.Match[str]]]:
    """Yield the items of the estimate, in or behind the plan, that are for another scope."""
    ordered = desk.paper.blocks
    for block in ordered[ordered.index(desk.plan[0]) :] if desk.plan else ():
        match = _WIDENS.search(block.text) if block.table else None
        if match is not None and not _STAYS.search(block.text):
            yield block, match


@check("RVW404", Severity.ERROR)
def scope_not_declared_anew(desk: Desk) -> Iterator[Objection]:
    """The scope has changed and the system was not declared anew.

    A system whose scope is adjusted, widened or narrowed is declared anew (Decision 19/2014/QĐ-TTg, Article 4.4.c; Circular
    26/2014/TT-BKHCN, Article 7.2.l).

    Declare the system anew and name that decision; or correct what the report or the library says of the scope.

    Example: the report says `đã mở rộng phạm vi áp dụng` in 2021, and its row names the declaration of 2020.
    """
    row = desk.row_of("redeclaration") or desk.row_of("declaration")
    days = [cited for cited in row.cited if cited.day is not None] if row else []
    for block in desk.paper.written:
        match = (
            None if desk.is_planned(block) or (row and block == row.content) else _CHANGED.search(block.text)
        )
        if (
            match
            and days
            and desk.year
            and not _earlier(block, match, desk.year)
            and all(cited.day.year < desk.year for cited in days if cited.day)
        ):
            message = _(
                "The report says “{words}” and names {number} as the declaration, from before {year}: declare the system anew.",
                words=match[0].strip(),
                number=days[-1].number,
                year=desk.year,
            )
            yield within(block, match.start(), match.end(), message, days[-1].block.place)
    if row is not None and row.cited and desk.library is not None and is_of(desk, desk.library):
        yield from _against_library(desk.library, row.result)


def _earlier(block: Block, match: re.Match[str], year: int) -> bool:
    """Say whether the words about a change are of a year before the one reported."""
    return any(int(found) < year for found in _YEAR.findall(block.around(match.start(), match.end(), 60, 60)))


def _against_library(library: Library, result: Block) -> Iterator[Objection]:
    declarations = library.known(Declaration)
    if not declarations or not isinstance(declarations[-1].meta.scope, tuple):
        return
    latest = declarations[-1]
    declared = set(latest.meta.scope)
    services = {document.meta.code for document in in_force(library) if document.meta.service is not None}
    there = {document.meta.code for document in in_force(library)}
    changed = sorted((services - declared) | (declared - there))
    if changed:
        message = _(
            "The scope is no longer that of {number}, the latest declaration in the library: {codes}. Declare the system anew.",
            number=latest.meta.number or latest.id,
            codes=", ".join(changed),
        )
        yield Objection(result.place, message, result.text)


@check("RVW405", Severity.INFO)
def scope_left_open(desk: Desk) -> Iterator[Objection]:
    """The estimate is for another scope, and the row on declaring anew does not say whether the scope has changed.

    A system whose scope is adjusted, widened or narrowed is declared anew (Decision 19/2014/QĐ-TTg, Article 4.4.c; Circular
    26/2014/TT-BKHCN, Article 7.2.l); an older declaration fulfils that only where nothing has changed since.

    Write in the row that the scope has not changed since that declaration; or declare the system anew, and name that decision.

    Example: row 8 of a report on 2021 names `Quyết định số 40/QĐ-BQLKCN ngày 13/10/2020` alone, and the estimate has
    `Mở rộng phạm vi áp dụng`.
    """
    row = desk.row_of("redeclaration")
    days = [cited.day for cited in row.cited if cited.day is not None] if row else []
    paid = next(_paid_for(desk), None)
    if row is None or paid is None or not days or desk.year is None or max(days).year >= desk.year:
        return
    if any(_STAYS.search(block.text) or _CHANGED.search(block.text) for block in desk.paper.written):
        return
    message = _(
        "Row {row} names the declaration of {day} and does not say whether the scope has changed since, while the estimate pays "
        "for “{words}”: say that nothing has changed, or declare the system anew.",
        row=row.label,
        day=write_short(max(days)),
        words=paid[0].text,
    )
    yield Objection(row.result.place, message, row.result.text, (paid[0].place,))
