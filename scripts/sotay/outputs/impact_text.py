"""What a change of law hits, as lines for a terminal: one legal document, all that is open, or the work that follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sotay.calendar_vn import write_short
from sotay.legal import telling
from sotay.legal.impact import Standing
from sotay.legal.provisions import ALL
from sotay.messages import _
from sotay.names import relation_name, standing_name, validity_name
from sotay.outputs.timeline_text import aligned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sotay.legal.account import Account, Clause
    from sotay.legal.impact import Impact
    from sotay.legal.validity import Step
    from sotay.library import Library


def render_law(library: Library, account: Account) -> bytes:
    """Return what there is to say of one legal document, and of every procedure that it hits."""
    sections = (
        _head(library, account),
        _titled(_("Effect"), _effect(account)),
        _titled(_("What it does to others"), _acts(library, account)),
        _titled(_("What others did to it"), _touched(account)),
        _titled(_("What takes its place"), map(_path, account.paths)),
        _titled(_("Transitional clauses"), _clauses(account.clauses)),
        _titled(_("Assessments"), _assessments(library, account)),
        _titled(_("Procedures hit"), _hit(library, account.impacts)),
    )
    return "\n".join(line for section in sections for line in section).encode()


def render_open(library: Library, impacts: Sequence[Impact]) -> bytes:
    """Return a line for each impact that is open: last day, days left, procedure, change, standing."""
    day = write_short(library.as_of)
    if not impacts:
        return (_("As of {day}: no change of law is open.", day=day) + "\n").encode()
    head = (_("Last day"), _("Days left"), _("Procedure"), _("Change of law"), _("Standing"))
    rows = [
        (
            write_short(impact.last),
            str(impact.days_left),
            impact.procedure.meta.code,
            f"{telling.change_name(impact.change)}{telling.doubt(sure=impact.change.verified)}",
            standing_name(impact.standing),
        )
        for impact in impacts
    ]
    late = sum(impact.standing is Standing.OVERDUE for impact in impacts)
    counted = _(
        "As of {day}: {count} open, {late} of them late. `sotay impact NUMBER` tells all of one legal document.",
        day=day,
        count=len(impacts),
        late=late,
    )
    return "\n".join([*aligned([head, *rows]), counted, ""]).encode()


def render_work(library: Library, account: Account, notes: Iterable[str]) -> bytes:
    """Return the work that a legal document asks for, by last day; ``notes`` is what a check says of its record."""
    lines = [_("Work to be done"), *(f"  - {line}" for line in _work(library, account, notes)), ""]
    return "\n".join(lines).encode()


def _work(library: Library, account: Account, notes: Iterable[str]) -> Iterator[str]:
    number = account.law.meta.number
    for impact in sorted(account.impacts, key=lambda i: (i.last, i.procedure.meta.code)):
        if task := telling.task(library, impact):
            yield f"{impact.procedure.meta.code}: {task}"
    if not any(impact.in_force for impact in account.impacts):
        yield _(
            "No procedure in force is hit: record in `assessments` what {number} means for the agency",
            number=number,
        )
    if any(part.start.day is not None and not part.start.verified for part in account.parts):
        yield _(
            "Compare the day of effect of {number} with the official text, quote the sentence in `evidence`, and set `verified: true`",
            number=number,
        )
    yield from notes


def _head(library: Library, account: Account) -> Iterator[str]:
    meta = account.law.meta
    yield f"{meta.type} {meta.number}: {meta.title}"
    issued = (
        _("{issuer}, issued on {day}", issuer=meta.issuer, day=write_short(meta.issued))
        if meta.issued
        else meta.issuer
    )
    yield issued
    yield _("Record: {path}", path=account.law.path)
    yield _(
        "As of {day}: {state}",
        day=write_short(library.as_of),
        state=validity_name(account.state) + telling.doubt(sure=account.sure),
    )
    if meta.note:
        yield _("Note: {note}", note=meta.note)
    yield ""


def _titled(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield a section; one without lines is left out."""
    found = list(lines)
    if found:
        yield title
        yield from (f"  {line}" if line else "" for line in found)
        yield ""


def _effect(account: Account) -> Iterator[str]:
    for part in account.parts:
        state = f" ({validity_name(part.state)})" if part.state else ""
        yield f"{telling.scope_name(part.start.scope)}: {telling.part_words(part)}{state}"
    if not account.parts:
        yield _("No day is entered: nobody can say by when procedures must follow.")


def _acts(library: Library, account: Account) -> Iterator[str]:
    for touch in account.acts:
        relation = touch.relation
        known = "" if library.knows(relation.target) else f"; {_('not in the register')}"
        by = f"; {relation.by}" if relation.by else ""
        target = telling.scoped(relation.target, relation.scope)
        yield f"{relation_name(relation.kind)} {target}: {telling.when(touch)}{by}{known}"


def _touched(account: Account) -> Iterator[str]:
    for touch in (*account.touched, *account.guided_by):
        by = f" ({touch.relation.by})" if touch.relation.by else ""
        part = "" if touch.relation.scope == ALL else f" {touch.relation.scope}"
        done = f"{relation_name(touch.relation.kind)}{part}"
        yield f"{touch.law.meta.number}{by} {done}: {telling.when(touch)}"


def _path(path: Sequence[Step]) -> str:
    return " → ".join(_step(step) for step in path)


def _step(step: Step) -> str:
    touch = step.touch
    part = "" if touch.relation.scope == ALL else f"{touch.relation.scope}: "
    said = "; ".join(filter(None, (part + telling.when(touch), telling.gap(step))))
    return f"{touch.law.meta.number} ({said})"


def _clauses(clauses: Iterable[Clause]) -> Iterator[str]:
    for clause in clauses:
        yield telling.clause_words(clause)
        for held in clause.held:
            yield "  " + _(
                "{code} version {version} stays readable for them", code=held.code, version=held.issue.version
            )


def _assessments(library: Library, account: Account) -> Iterator[str]:
    for one in account.law.meta.assessments:
        yield f"{one.procedure or _('the whole agency')}: {telling.assessed(library, one)}"


def _hit(library: Library, impacts: Sequence[Impact]) -> Iterator[str]:
    if not impacts:
        yield _("None.")
    for index, impact in enumerate(impacts):
        if index:
            yield ""
        yield from _impact(library, impact)


def _impact(library: Library, impact: Impact) -> Iterator[str]:
    text = telling.text_of(library, impact)
    yield f"{text.meta.code} {text.meta.title}"
    said = (
        (_("Service"), "; ".join(telling.services(library, text))),
        (_("Forms"), "; ".join(telling.forms(text))),
        (_("Change of law"), f"{telling.change_words(impact.change)}, {telling.way(impact)}"),
        (_("Last day"), telling.counted(impact)),
        (_("Standing"), telling.standing_words(impact)),
        (_("What was done"), telling.done(library, impact) or _("nothing yet")),
        (_("To do"), telling.task(library, impact)),
    )
    for name, words in said:
        if words:
            yield f"  {name}: {words}"
