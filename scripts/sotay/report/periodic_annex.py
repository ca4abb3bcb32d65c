"""The figures of each procedure, as the annex to the periodic report.

Its columns are those of form 06 of Circular 01/2020/TT-VPCP, as public software draws it; the form itself was not seen. There
received dossiers are parted by channel besides: the report says so of the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sotay.calendar_vn import write_short
from sotay.figures import telling
from sotay.official import Annex, AnnexColumn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sotay.figures.counting import DossierFigures
    from sotay.figures.period import Period
    from sotay.library import Library

_COLUMNS: Final = (
    AnnexColumn("STT", 24),
    AnnexColumn("Thủ tục, quy trình", 210, words=True),
    AnnexColumn("Nhận giải quyết: tổng số", 56),
    AnnexColumn("Tiếp nhận trong kỳ", 52),
    AnnexColumn("Từ kỳ trước", 46),
    AnnexColumn("Đã giải quyết: tổng số", 54),
    AnnexColumn("Trước hạn", 44),
    AnnexColumn("Đúng hạn", 44),
    AnnexColumn("Quá hạn", 44),
    AnnexColumn("Đang giải quyết: tổng số", 56),
    AnnexColumn("Trong hạn", 44),
    AnnexColumn("Quá hạn", 44),
)


def annex(
    library: Library,
    period: Period,
    whole: DossierFigures,
    procedures: Mapping[str | None, DossierFigures],
) -> Annex:
    """Return a row for each procedure, and the total."""
    cut = period.until(library.as_of)
    return Annex(
        f"Tình hình, kết quả giải quyết thủ tục hành chính {telling.period_name(period)}",
        _COLUMNS,
        tuple(
            (str(number), telling.procedure_name(library, code), *_cells(figures))
            for number, (code, figures) in enumerate(procedures.items(), start=1)
        ),
        (("", "Tổng cộng", *_cells(whole)),),
        (
            f"Đơn vị tính: hồ sơ. Số liệu từ ngày {write_short(cut.start)} đến ngày {write_short(cut.end)}.",
            "Các cột theo Biểu số 06 Thông tư số 01/2020/TT-VPCP, chưa đối chiếu được với bản chính; đối chiếu trước khi trình ký.",
        ),
    )


def _cells(figures: DossierFigures) -> tuple[str, ...]:
    counts = (
        figures.there,
        figures.received,
        figures.carried_over,
        figures.resolved,
        figures.early,
        figures.on_time,
        figures.late,
        figures.pending,
        figures.pending - figures.overdue,
        figures.overdue,
    )
    return tuple(map(telling.number, counts))
