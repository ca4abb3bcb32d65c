"""RVW1: the form of the report: head, addressees, recipients (Decree 30/2020/NĐ-CP, Annex I)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from sotay.findings import Severity
from sotay.messages import _
from sotay.review.desk import is_of
from sotay.review.remarks import Objection, check, within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sotay.review.desk import Desk

_NUMBER_LINE: Final = re.compile(r"Số\s?:\s?([^/]{0,40})/\s?\S", re.IGNORECASE)
_BODY: Final = (
    r"(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân|Sở|Bộ|Tổng cục|Chi cục|Cục|Tỉnh ủy|Thành ủy|Ban Chỉ đạo)\s"
)
_ASKED_BY: Final = re.compile(
    r"(?:tiếp nhận|thực hiện|theo|căn cứ)[^.;]{0,60}công văn[^.;]{0,120}?\bcủa\s+"
    rf"({_BODY}[^.;,]{{2,80}}?)(?=\s+(?:về|ngày|đề nghị)\b|[.;,]|\Z)",
    re.IGNORECASE,
)
_SUPERIOR: Final = re.compile(rf"[-–+•\s]{{0,3}}({_BODY}[^;.(]{{2,80}})", re.IGNORECASE)
_COPY: Final = re.compile(r"để biết|phối hợp", re.IGNORECASE)
_AS_ABOVE: Final = re.compile(r"như (?:trên|kính gửi)", re.IGNORECASE)
_KEPT: Final = re.compile(r"lưu\s?:?\s?((?:VT|văn thư)[^;]{0,60})", re.IGNORECASE)
_KEPT_WELL: Final = re.compile(r"(?:VT|văn thư)(?:\s?[.;]?\s?\Z|\s?[,(]|\s?\./)", re.IGNORECASE)


@check("RVW101", Severity.WARNING)
def head_blank(desk: Desk) -> Iterator[Objection]:
    """The head of the report has no number or no day: it is still a draft.

    Number and day are given after signing, and the report counts from them (Decree 30/2020/NĐ-CP, Article 15, Annex I, II.3 and
    II.4).

    Let the clerk give number and day, write both in the head, and send only that version.

    Example: a head with `Số: /BC-BQLKCN` and `ngày tháng 10 năm 2021` lacks both.
    """
    for block in desk.head:
        match = _NUMBER_LINE.search(block.text)
        if match and not re.search(r"\d", match[1]):
            message = _("The report has no number yet: let the clerk give one after signing.")
            yield within(block, match.start(), len(block.text), message)
    if desk.date_line is not None:
        block, match = desk.date_line
        if not match[1].strip().isdecimal() or not match[2].strip().isdecimal():
            message = _("The day of the report is blank: write the day on which it is signed.")
            yield within(block, match.start(), match.end(), message)


@check("RVW102", Severity.WARNING)
def addressee_missing(desk: Desk) -> Iterator[Objection]:
    """A report to a superior body has no addressee.

    A report to a superior body names it after “Kính gửi”, and its recipients then begin with “Như trên” (Decree 30/2020/NĐ-CP,
    Annex I, II.9).

    Write `Kính gửi: …` under the title with the body that asked for the report, and `- Như trên;` first under “Nơi nhận”.

    Example: a report that answers a letter of the lead unit, and has no line that begins with `Kính gửi`.
    """
    if desk.addressees or not desk.has_head:
        return
    asked = next((m for b in desk.paper.paragraphs if (m := _ASKED_BY.match(b.text))), None)
    listed = next(
        (m for b in desk.recipients if not _COPY.search(b.text) and (m := _SUPERIOR.match(b.text))), None
    )
    body = asked or listed
    if body is not None:
        message = _(
            "The report goes to {body} and has no “Kính gửi”: write `Kính gửi: {body}` under the title, and `- Như trên;` first "
            "under “Nơi nhận”.",
            body=body[1].strip(" .,-"),
        )
        block = desk.title[0]
        yield Objection(block.place, message, " ".join(line.text for line in desk.title))


@check("RVW103", Severity.WARNING)
def recipients_incomplete(desk: Desk) -> Iterator[Objection]:
    """The recipients of the report are missing, or do not begin with its addressee.

    A report ends with “Nơi nhận”; where it has an addressee, the first item is “Như trên” (Decree 30/2020/NĐ-CP, Annex I,
    II.9.b).

    Write the list at the lower left, with `- Như trên;` as its first item.

    Example: `Kính gửi: Sở Khoa học và Công nghệ` above, and under `Nơi nhận` only `- Lưu: VT, VP.`.
    """
    if not desk.recipients:
        if desk.has_head:
            message = _(
                "The report has no “Nơi nhận”: list at its end who receives it, and where it is kept."
            )
            yield Objection(desk.paper.blocks[-1].place, message, desk.paper.blocks[-1].text)
        return
    if desk.addressees and not any(_AS_ABOVE.search(block.text) for block in desk.recipients):
        message = _(
            "“Nơi nhận” does not begin with `- Như trên;` although the report has an addressee: add it."
        )
        yield Objection(desk.recipients[0].place, message, desk.recipients[0].text)


@check("RVW104", Severity.WARNING)
def kept_where(desk: Desk) -> Iterator[Objection]:
    """The recipients do not say, in the form of the decree, where the report is kept.

    The last recipient is “Lưu: VT, <unit that wrote it>.”: the clerk's office, a comma, the unit (Decree 30/2020/NĐ-CP, Annex I,
    II.9.b and part V).

    Write `- Lưu: VT, <unit>.` as the last item.

    Example: `- Lưu: VT.KT` is to be `- Lưu: VT, KT.`.
    """
    if not desk.recipients:
        return
    for block in desk.recipients:
        match = _KEPT.search(block.text)
        if match is not None:
            if not _KEPT_WELL.match(match[1]):
                units = re.sub(r"\A(?:VT|văn thư)[\s.;/&+-]+|[\s.;]+\Z", "", match[1], flags=re.IGNORECASE)
                message = _(
                    "The line of what is kept is written `{text}`: the decree wants `Lưu: VT, {units}.`.",
                    text=match[0].strip(),
                    units=units,
                )
                yield within(block, match.start(), match.end(), message)
            return
    message = _("“Nơi nhận” does not end with `- Lưu: VT, <unit>.`: add that line.")
    yield Objection(desk.recipients[0].place, message, desk.recipients[0].text)


@check("RVW105", Severity.WARNING)
def lead_unit_missing(desk: Desk) -> Iterator[Objection]:
    """The report does not go to the lead unit that the library names.

    The agency reports to the unit that leads the work in the province (Circular 26/2014/TT-BKHCN, Articles 35 and 37.1; Decision
    19/2014/QĐ-TTg, Article 12.4).

    Name the lead unit after “Kính gửi”, or correct `lead_unit` in agency.yml.

    Example: `lead_unit: Sở Khoa học và Công nghệ`, and a report whose recipients are the divisions alone.
    """
    unit = desk.library.agency.lead_unit if desk.library and is_of(desk, desk.library) else None
    if unit is None or not desk.recipients:
        return
    named = " ".join(block.text for block in (*desk.addressees, *desk.recipients))
    if not re.search(_spoken(unit), named, re.IGNORECASE):
        message = _("The report does not go to {unit}, the lead unit: name it after “Kính gửi”.", unit=unit)
        yield Objection(desk.recipients[0].place, message, desk.recipients[0].text)


def _spoken(unit: str) -> str:
    """Return a pattern of a name and of its usual short form: Sở Khoa học và Công nghệ, Sở KH&CN."""
    first, *rest = unit.split()
    initials = "".join("&?" if word == "và" else word[0] for word in rest)
    return rf"{re.escape(unit)}|{re.escape(first)}\s(?:{initials})\b" if rest else re.escape(unit)
