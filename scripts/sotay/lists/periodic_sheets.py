"""The sheets of the periodic report's workbook: the whole beside the period before, and what is told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.figures import telling
from sotay.figures.counting import By, DossierFigures
from sotay.lists.distribution import division_name
from sotay.lists.listing import Column, ColumnKind, Entry, MasterList, Row, listed
from sotay.messages import _, speaking
from sotay.outputs.figures_text import names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sotay.library import Library
    from sotay.report.periodic_report import PeriodicReport


def periodic_sheets(library: Library, report: PeriodicReport) -> tuple[MasterList, ...]:
    """Return the lists in Vietnamese, the language of the report; the name of a sheet is at most 31 characters long."""
    with speaking("vi"):
        unstated = _("(not stated)")
        apart = report.apart
        told: dict[str, Mapping[str, DossierFigures]] = {
            "thủ tục": {
                telling.procedure_name(library, code): one for code, one in apart[By.PROCEDURE].items()
            },
            "đơn vị": {
                division_name(library, code) if code else unstated: one
                for code, one in apart[By.DIVISION].items()
            },
            "tháng": telling.by_month(library, report.period) if len(report.period.months()) > 1 else {},
            "cách nộp": {name or unstated: one for name, one in apart[By.CHANNEL].items()},
            "lý do trễ": report.reasons,
        }
        return (
            _whole(library, report),
            *(_told(library, report, what, figures) for what, figures in told.items() if figures),
        )


def _title(report: PeriodicReport, what: str) -> str:
    return f"{what}, {telling.period_name(report.period)}"


def _whole(library: Library, report: PeriodicReport) -> MasterList:
    before = report.before
    columns = [Column("Số liệu"), Column(report.period.code, ColumnKind.NUMBER)]
    if before is not None:
        columns.append(Column(report.period.previous().code, ColumnKind.NUMBER))
    told = [report.whole.whole] if before is None else [report.whole.whole, before]
    rows = [
        Row(((Entry(words),), *((Entry(getattr(one, name)),) for one in told)))
        for name, words in names().items()
    ]
    for words, of_resolved in ((_("In time, of received"), False), (_("In time, of resolved"), True)):
        shares = ((Entry(telling.in_time(one, of_resolved=of_resolved)),) for one in told)
        rows.append(Row(((Entry(words),), *shares)))
    if report.whole.left_out:
        rows.append(Row(((Entry("Dòng của sổ không tính"),), (Entry(report.whole.left_out),))))
    width = len(columns)
    padded = [Row((*row.cells, *((),) * (width - len(row.cells)))) for row in rows]
    return listed(library, "whole", _title(report, "Tổng hợp"), columns, padded)


def _told(
    library: Library, report: PeriodicReport, what: str, figures: Mapping[str, DossierFigures]
) -> MasterList:
    columns = (
        Column(what[:1].upper() + what[1:]),
        *(Column(words, ColumnKind.NUMBER) for words in names().values()),
        Column(_("In time, of received")),
        Column(_("In time, of resolved")),
    )
    rows = (
        Row(
            (
                (Entry(name),),
                *((Entry(getattr(one, count)),) for count in names()),
                (Entry(telling.in_time(one)),),
                (Entry(telling.in_time(one, of_resolved=True)),),
            )
        )
        for name, one in figures.items()
    )
    return listed(library, what, _title(report, what[:1].upper() + what[1:]), columns, rows)
