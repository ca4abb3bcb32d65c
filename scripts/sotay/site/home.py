"""The hand-written pages, and the state of the system that the home page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sotay.figures import dossier_count
from sotay.figures.period import Period
from sotay.findings import Severity
from sotay.kinds.dossier import Dossier
from sotay.legal.impact import open_impacts
from sotay.lifecycle import State, in_force, state_of
from sotay.messages import _
from sotay.report.facts import percent
from sotay.site import addresses, rule_links

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sotay.agenda import Task
    from sotay.findings import Check
    from sotay.site.writer import Writer

STATE_MARK: Final = "<!-- sotay: state -->"
HOME: Final = "index.md"


def pages(writer: Writer, check: Check, tasks: Sequence[Task]) -> Iterator[tuple[str, str]]:
    """Yield staged path and text of each hand-written page; a home page also where nobody wrote one."""
    if f"docs/{HOME}" not in writer.library.pages:
        yield (
            HOME,
            writer.render("home.md.j2", HOME, state=_state(writer, check, tasks, HOME), rooms=_rooms()),
        )
    for path in writer.library.pages:
        if path.endswith(".md"):
            page = path.removeprefix("docs/")
            body = rule_links.linked((writer.library.root / path).read_text(encoding="utf-8"), page)
            if STATE_MARK in body:
                body = body.replace(STATE_MARK, _state(writer, check, tasks, page))
            yield page, writer.relink(body, path, page)


def _rooms() -> tuple[tuple[str, str], ...]:
    """Return address and name of the lists that every library has."""
    return (
        (f"{addresses.PROCEDURES}/index.md", _("Master list of documents")),
        (f"{addresses.AGENDA}/index.md", _("What is to be done")),
        (f"{addresses.RECORDS}/index.md", _("Records")),
        (f"{addresses.LISTS}/index.md", _("Master lists")),
        (f"{addresses.OBJECTIVES}/index.md", _("Objectives and their results")),
        (f"{addresses.SURVEYS}/index.md", _("Results of surveys")),
        (f"{addresses.FIGURES}/index.md", _("Figures of the one-stop shop")),
        (f"{addresses.MONEY}/index.md", _("Money of the system")),
        (f"{addresses.LAW}/index.md", _("Legal register")),
        (f"{addresses.SELF_INSPECTION}/index.md", _("Self-inspection")),
        (f"{addresses.REPORTS}/index.md", _("Annual reports")),
        (f"{addresses.RULES}/index.md", _("Rules")),
    )


def _state(writer: Writer, check: Check, tasks: Sequence[Task], page: str) -> str:
    library = writer.library
    counts = {severity: sum(f.severity is severity for f in check.findings) for severity in Severity}
    counted = (
        dossier_count.count(library, Period.of_year(library.as_of.year))
        if library.registers_of(Dossier)
        else None
    )
    return writer.render(
        "state.md.j2",
        page,
        in_force=in_force(library),
        drafts=sum(state_of(library, d, library.as_of) is State.DRAFT for d in library.procedures.values()),
        errors=counts[Severity.ERROR],
        warnings=counts[Severity.WARNING],
        impacts=tuple(open_impacts(library)),
        figures=counted.whole if counted else None,
        incomplete=dossier_count.incomplete(counted.left_out) if counted else "",
        percent=percent,
        tasks=len(tasks),
        late=sum(task.late for task in tasks),
        agenda_page=f"{addresses.AGENDA}/index.md",
        closed=library.agency.as_of is not None,
        findings_page=f"{addresses.RULES}/ket-qua.md",
        procedures_page=f"{addresses.PROCEDURES}/index.md",
        law_page=f"{addresses.LAW}/index.md",
        reports_page=f"{addresses.REPORTS}/index.md",
    )
