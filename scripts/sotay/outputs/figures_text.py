"""Figures of dossiers as a table for a terminal, and as CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from sotay.calendar_vn import write_short
from sotay.figures import dossier_count
from sotay.figures.counting import By
from sotay.messages import _
from sotay.outputs.list_csv import safe
from sotay.outputs.timeline_text import aligned
from sotay.report.facts import percent

if TYPE_CHECKING:
    from sotay.figures.counting import Count, DossierFigures
    from sotay.figures.period import Period

_NUMBERS = (
    "carried_over",
    "received",
    "resolved",
    "early",
    "on_time",
    "late",
    "pending",
    "overdue",
    "reappointed",
)


def render(count: Count, period: Period, by: By | None) -> bytes:
    """Return figures as lines: one figure a line, or one key a line where they are told apart; incomplete ones say so."""
    head = _("Dossiers from {start} to {end}", start=write_short(period.start), end=write_short(period.end))
    lines = [head, "", *(_apart(count, by) if by else _whole(count.whole))]
    if count.left_out:
        lines += ["", _("Figures {incomplete}.", incomplete=dossier_count.incomplete(count.left_out))]
    return ("\n".join(lines) + "\n").encode()


def _whole(figures: DossierFigures) -> list[str]:
    named = names()
    shared = {"resolved", "early", "on_time", "late"}
    rows = [
        (_("Figure"), _("Dossiers"), _("Of received and carried over"), _("Of resolved")),
        *(
            (
                named[name],
                str(getattr(figures, name)),
                percent(figures.share(getattr(figures, name))) if name in shared else "",
                percent(figures.share_of_resolved(getattr(figures, name)))
                if name in shared - {"resolved"}
                else "",
            )
            for name in _NUMBERS
        ),
    ]
    mean = figures.mean_days
    days = "" if mean is None else f"{mean:.1f}".replace(".", ",")
    ended = [(name, getattr(figures, key)) for key, name in results().items() if getattr(figures, key)]
    return [
        *aligned(rows),
        "",
        *aligned([(_("Mean working days"), days or "–"), *((name, str(n)) for name, n in ended)]),
    ]


def _apart(count: Count, by: By) -> list[str]:
    named = names()
    rows = [
        (_column(by), *(named[name] for name in _NUMBERS), _("In time")),
        *(
            (
                key or _("(not stated)"),
                *(str(getattr(figures, name)) for name in _NUMBERS),
                percent(figures.share(figures.early + figures.on_time)),
            )
            for key, figures in count.figures.items()
        ),
    ]
    return list(aligned(rows)) if count.figures else [_("There is nothing to count.")]


def render_csv(count: Count, by: By | None) -> bytes:
    """Return figures as CSV, one key a line, in UTF-8 with a byte-order mark; a text that would run as a formula does not."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    named = names() | results()
    writer.writerow(
        [_column(by) if by else _("Dossiers"), *named.values(), _("Working days spent"), _("Left out")]
    )
    for key, figures in count.figures.items():
        word = (key or _("(not stated)")) if by else _("All")
        numbers = [getattr(figures, name) for name in named]
        writer.writerow([safe(word), *numbers, figures.spent, count.left_out])
    return buffer.getvalue().encode("utf-8-sig")


def _column(by: By) -> str:
    return {
        By.PROCEDURE: _("Procedure"),
        By.DIVISION: _("Division"),
        By.MONTH: _("Month"),
        By.CHANNEL: _("Channel"),
        By.REASON: _("Reason for lateness"),
        By.REGISTER: _("Register"),
    }[by]


def names() -> dict[str, str]:
    """Return what each count is called."""
    return {
        "carried_over": _("Carried over from before"),
        "received": _("Received"),
        "resolved": _("Resolved"),
        "early": _("Early"),
        "on_time": _("On time"),
        "late": _("Late"),
        "pending": _("Pending"),
        "overdue": _("Overdue"),
        "reappointed": _("Re-appointed"),
    }


def results() -> dict[str, str]:
    """Return what a resolved dossier came to, by the name of its count."""
    return {
        "delivered": _("Result returned"),
        "refused": _("Refused"),
        "sent_back": _("Sent back"),
        "stopped": _("Stopped"),
        "withdrawn": _("Withdrawn by the applicant"),
    }
